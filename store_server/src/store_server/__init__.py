"""The shops and restaurants on board."""
