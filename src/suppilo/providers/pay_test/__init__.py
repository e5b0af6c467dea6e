"""A payment provider for trying things out: it takes no money."""
