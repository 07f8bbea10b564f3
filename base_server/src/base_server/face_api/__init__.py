"""face_server, as it is seen from here."""
