"""Biometrics, behind base_server."""
