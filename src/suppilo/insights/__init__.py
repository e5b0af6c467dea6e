"""What we learn: the funnel report."""
