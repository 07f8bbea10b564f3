"""Galleries of faces: their vectors in Chroma, protected at rest, and the copy in memory that is searched."""
