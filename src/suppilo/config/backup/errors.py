"""What stops a backup or a restore, and what to do about it."""

from __future__ import annotations


class BackupRefused(Exception):
    """It cannot be done; the text says why and what to do instead. Nothing was changed."""
