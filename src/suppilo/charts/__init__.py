"""Numbers to SVG, terminal picture and table. Pure."""
