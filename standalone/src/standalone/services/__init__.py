"""The services' processes: the programs that run in them, and the supervisor's end of each."""
