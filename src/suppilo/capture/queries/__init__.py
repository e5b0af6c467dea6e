"""What may be asked of the room from outside, one file per noun."""

from suppilo.capture.form_state import HONEYPOT_FIELD, SHOWN_FIELD, TOKEN_FIELD, FormState
from suppilo.capture.queries.forms import form_state
from suppilo.capture.queries.rejections import RejectedPost, rejection_counts, rejections
from suppilo.capture.queries.suggestions import suggest_mapping
from suppilo.capture.reported import LARGEST as LARGEST_REPORT

__all__ = [
    "HONEYPOT_FIELD",
    "LARGEST_REPORT",
    "SHOWN_FIELD",
    "TOKEN_FIELD",
    "FormState",
    "RejectedPost",
    "form_state",
    "rejection_counts",
    "rejections",
    "suggest_mapping",
]
