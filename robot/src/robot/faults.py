class Fault(Exception):
    """Why the kiosk can't start. The message says what is wrong and how to mend it."""
