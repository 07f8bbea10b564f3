"""Real routes to try the system with, and their loader."""
