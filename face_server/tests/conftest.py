from face_server.testing.replicas import empty_chroma, face_settings, replica

__all__ = ["empty_chroma", "face_settings", "replica"]
