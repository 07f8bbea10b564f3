"""What the robot learns from the services, and what it tells them, beside tickets."""
