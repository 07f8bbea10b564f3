"""Stations and trains' runs."""
