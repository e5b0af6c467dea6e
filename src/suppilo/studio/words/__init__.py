"""Saying in words, in the reader's language, what the rooms below keep as names and codes."""
