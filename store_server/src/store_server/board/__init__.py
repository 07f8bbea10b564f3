"""What happens at a store, told to its boards as it happens."""
