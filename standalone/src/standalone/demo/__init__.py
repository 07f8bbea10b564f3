"""The demo: passengers board through the real kiosk, by what its camera sees and by touches alone."""
