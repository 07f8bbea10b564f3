"""A menu for each topic."""
