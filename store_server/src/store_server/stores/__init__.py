"""The stores themselves."""
