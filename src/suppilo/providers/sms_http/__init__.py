"""Text messages through a vendor's HTTP interface; vendors are data."""
