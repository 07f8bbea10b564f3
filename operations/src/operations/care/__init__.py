"""Backups and their return, upgrades that nobody notices, and secrets that change while everything runs."""
