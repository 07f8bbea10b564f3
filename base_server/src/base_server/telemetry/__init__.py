"""What robots measure of themselves, and the alarms about it."""
