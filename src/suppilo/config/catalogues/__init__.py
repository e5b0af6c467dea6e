"""Translations: one catalogue per room and language, made and compiled with Babel."""
