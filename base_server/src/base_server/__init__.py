"""The railway's side."""
