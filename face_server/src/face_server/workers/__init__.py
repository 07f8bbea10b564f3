"""Processes that read pictures: a decoder that is broken into or hangs takes one of them along, never the service."""
