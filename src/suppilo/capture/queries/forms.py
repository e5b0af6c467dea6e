"""Reading: what a form needs to be shown."""

from __future__ import annotations

from datetime import datetime

from suppilo.capture.form_state import FormState, new_state


def form_state(workspace_id: int, *, form_id: str, now: datetime) -> FormState:
    """The hidden fields for one showing of a form; ask anew for every showing, and never let a cache keep the page."""
    return new_state(workspace_id, form_id, now)
