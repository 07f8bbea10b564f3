"""Tickets and their checks."""
