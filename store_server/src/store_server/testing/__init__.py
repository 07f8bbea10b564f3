"""What tests of store_server, and of those who talk to it, need: fixtures, stand-ins, small worlds."""
