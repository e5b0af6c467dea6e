"""What may be asked of the room from outside, one file per noun."""

from suppilo.capture.catalogue import sites_of_all
from suppilo.capture.form_state import HONEYPOT_FIELD, SHOWN_FIELD, TOKEN_FIELD, FormState
from suppilo.capture.queries.forms import form_state
from suppilo.capture.queries.rejected_events import RejectedReport, rejected_events
from suppilo.capture.queries.rejections import RejectedPost, rejection_counts, rejections
from suppilo.capture.queries.suggestions import suggest_mapping
from suppilo.capture.report_limits import ReportLimits
from suppilo.capture.reported import LARGEST as LARGEST_REPORT
from suppilo.capture.tracker import Tracker, tracker

__all__ = [
    "HONEYPOT_FIELD",
    "LARGEST_REPORT",
    "SHOWN_FIELD",
    "TOKEN_FIELD",
    "FormState",
    "RejectedPost",
    "RejectedReport",
    "ReportLimits",
    "Tracker",
    "form_state",
    "rejected_events",
    "rejection_counts",
    "rejections",
    "sites_of_all",
    "suggest_mapping",
    "tracker",
]
