"""Tables of the room, one file per noun."""

from suppilo.capture.models.agent import Agent
from suppilo.capture.models.import_run import ImportRun
from suppilo.capture.models.rejected_event import RejectedEvent
from suppilo.capture.models.rejection import Rejection
from suppilo.capture.models.submission import Submission

__all__ = ["Agent", "ImportRun", "RejectedEvent", "Rejection", "Submission"]
