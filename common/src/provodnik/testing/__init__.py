"""Fixtures by topic; a module's tests name the ones they need."""
