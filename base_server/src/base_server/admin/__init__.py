"""Stands in for the railway's administration: mounted only where BASE_ADMIN_API is on."""
