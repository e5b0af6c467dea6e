"""Texts with places for values: the one Liquid of the system, shared by the checks and the mails."""
