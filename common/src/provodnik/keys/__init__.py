"""Device keys and the sign-in challenge, both ends."""
