"""Backup and restore with real files, processes and servers."""
