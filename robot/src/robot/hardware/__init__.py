"""Devices of the robot, and their simulators."""
