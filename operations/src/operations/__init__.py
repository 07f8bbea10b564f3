"""The Compose stack's operation: its secrets, its care, and the proofs that it withstands what happens to it."""
