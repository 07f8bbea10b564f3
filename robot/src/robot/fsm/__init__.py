"""What drives the states: the machine, idleness, and the picture of both."""
