"""The engineer's command line: stands in for the railway's administration."""
