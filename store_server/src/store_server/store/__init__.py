"""For the staff of a store and its terminals."""
