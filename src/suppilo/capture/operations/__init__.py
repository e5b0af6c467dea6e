"""What may be done to the room from outside, one file per noun."""

from suppilo.capture.operations.class_agents import class_agents
from suppilo.capture.operations.collect import Collected, collect
from suppilo.capture.operations.collector import Collector, CollectorDown, CollectorFull
from suppilo.capture.operations.import_file import BadMapping, CannotImport, ImportReport, import_file
from suppilo.capture.operations.keep_refused import forget_refused
from suppilo.capture.operations.submit_form import submit_form
from suppilo.capture.outcomes import Ignored, Refused, Submitted, UnknownForm
from suppilo.capture.rate import form_posts
from suppilo.capture.reported import BadReport, Report, read_report

__all__ = [
    "BadMapping",
    "BadReport",
    "CannotImport",
    "Collected",
    "Collector",
    "CollectorDown",
    "CollectorFull",
    "Ignored",
    "ImportReport",
    "Refused",
    "Report",
    "Submitted",
    "UnknownForm",
    "class_agents",
    "collect",
    "forget_refused",
    "form_posts",
    "import_file",
    "read_report",
    "submit_form",
]
