"""Who matches: conditions to people, and the settling pass."""
