"""Tables of the room, one file per noun."""

from suppilo.capture.models.import_run import ImportRun

__all__ = ["ImportRun"]
