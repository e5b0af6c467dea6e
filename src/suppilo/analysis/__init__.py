"""The library face: frames and stored arrays in, answers out. Pure."""
