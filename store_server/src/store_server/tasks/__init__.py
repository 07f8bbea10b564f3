"""What the kitchen does with a purchase."""
