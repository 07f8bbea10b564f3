"""From the bytes of a picture file, which anybody may have sent, to an array of pixels."""
