"""What a robot asks."""
