"""Settings, addresses, front, command line, wiring."""
