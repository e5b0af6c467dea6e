"""What visitors reach."""
