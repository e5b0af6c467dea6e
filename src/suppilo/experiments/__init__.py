"""Which version they saw: variants of experiments, and who was given which."""
