"""Who the robot is: its key, its id, and its session with the server."""
