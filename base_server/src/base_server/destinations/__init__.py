"""What awaits passengers where they are going."""
