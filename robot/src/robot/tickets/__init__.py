"""Tickets: read at the camera, checked by the server, and kept until their answer was told."""
