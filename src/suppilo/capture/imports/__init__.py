"""Leads from a file: mapping, reading, joining, and the run that writes them."""
