"""Tables of the room, one file per noun."""

from suppilo.capture.models.import_run import ImportRun
from suppilo.capture.models.rejection import Rejection
from suppilo.capture.models.submission import Submission

__all__ = ["ImportRun", "Rejection", "Submission"]
