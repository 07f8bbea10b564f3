"""One typed client per service."""
