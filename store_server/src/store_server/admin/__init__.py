"""For the operator, during development: the admin API."""
