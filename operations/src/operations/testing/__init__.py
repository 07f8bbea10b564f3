"""For the tests of operations."""
