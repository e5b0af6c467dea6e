"""Suppilo: a business's whole sales funnel from one definition."""

__version__ = "0.1.0"
