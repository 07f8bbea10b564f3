"""Real PostgreSQL, Valkey and Chroma out of Python wheels, for one machine and for tests. Linux only."""
