"""What may be done to the room from outside, one file per noun."""

from suppilo.capture.operations.collect import collect
from suppilo.capture.operations.collector import Collector, CollectorFull
from suppilo.capture.operations.submit_form import submit_form
from suppilo.capture.outcomes import Ignored, Refused, Submitted, UnknownForm
from suppilo.capture.reported import BadReport, Report, read_report

__all__ = [
    "BadReport",
    "Collector",
    "CollectorFull",
    "Ignored",
    "Refused",
    "Report",
    "Submitted",
    "UnknownForm",
    "collect",
    "read_report",
    "submit_form",
]
