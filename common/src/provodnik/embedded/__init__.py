"""Real PostgreSQL, Valkey and Chroma out of Python wheels."""
