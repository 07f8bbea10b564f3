"""How often an engine misses a known person and takes a stranger for somebody, measured on a folder of pictures."""
