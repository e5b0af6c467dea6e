"""How they come in: forms, collector, imports."""
