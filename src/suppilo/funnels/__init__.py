"""Where they stand: stage matches, moves, standing."""
