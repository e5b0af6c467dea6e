"""Looking names up in the DNS."""
