"""Selling, and what becomes of what was sold."""
