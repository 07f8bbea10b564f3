"""For robots."""
