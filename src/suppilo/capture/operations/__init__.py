"""What may be done to the room from outside, one file per noun."""

from suppilo.capture.operations.collect import collect
from suppilo.capture.operations.collector import Collector, CollectorDown, CollectorFull
from suppilo.capture.operations.import_file import BadMapping, CannotImport, ImportReport, import_file
from suppilo.capture.operations.submit_form import submit_form
from suppilo.capture.outcomes import Ignored, Refused, Submitted, UnknownForm
from suppilo.capture.reported import BadReport, Report, read_report

__all__ = [
    "BadMapping",
    "BadReport",
    "CannotImport",
    "Collector",
    "CollectorDown",
    "CollectorFull",
    "Ignored",
    "ImportReport",
    "Refused",
    "Report",
    "Submitted",
    "UnknownForm",
    "collect",
    "import_file",
    "read_report",
    "submit_form",
]
