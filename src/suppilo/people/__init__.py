"""Who they are: identity, attributes, consent, merge."""
