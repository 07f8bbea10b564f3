"""What tests of face_server share, and whoever drives it from outside."""
