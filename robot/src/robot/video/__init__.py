"""Cameras: one thread each, the newest frame wins, frames are never queued."""
