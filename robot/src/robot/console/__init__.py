"""The robot's own console, for the engineer: on standard input, without blocking a thread or the loop."""
