"""Sequences: messages one after another to whoever comes into a segment."""
