"""Ways through several rooms."""
