"""Finding faces in a picture and choosing the passenger's: what the kiosk and face_server do alike.

It needs the extra `faces` (dlib and NumPy). Pictures are C-contiguous arrays of uint8, [height, width, 3], RGB.
"""
