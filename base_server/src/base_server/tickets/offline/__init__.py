"""Checks that a robot made without a connection, and uploads later."""
