"""What a form carries unseen: a token that makes a repeat known, when it was shown, and a trap for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from suppilo.foundation import ids

#: Names of the hidden fields. People never see the trap; programs fill in every field with a tempting name.
TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
SHOWN_FIELD = "form_shown"
HONEYPOT_FIELD = "fax_number"
VALID_FOR = timedelta(days=1)


@dataclass(frozen=True)
class FormState:
    """The hidden fields of one showing of a form; `honeypot` is the name of the field that must stay empty."""

    token: str
    shown_at: str
    honeypot: str = HONEYPOT_FIELD

    @property
    def hidden(self) -> dict[str, str]:
        """Name and value of the two hidden inputs (the honeypot is a text input out of sight, and not among them)."""
        return {TOKEN_FIELD: self.token, SHOWN_FIELD: self.shown_at}


def new_state(workspace_id: int, form_id: str, now: datetime) -> FormState:
    """Hidden fields for one showing of a form. Nothing is stored: the signature vouches for token, form and time."""
    token = ids.new_id()
    return FormState(token, _signer(workspace_id, form_id, token).sign(str(int(now.timestamp() * 1000))))


def shown_for(workspace_id: int, form_id: str, token: str, shown_at: str, now: datetime) -> timedelta | None:
    """How long ago the form with this token was shown; None when we did not sign this time for this form and token."""
    try:
        milliseconds = int(_signer(workspace_id, form_id, token).unsign(shown_at))
    except (BadSignature, ValueError):
        return None
    return timedelta(milliseconds=int(now.timestamp() * 1000) - milliseconds)


def _signer(workspace_id: int, form_id: str, token: str) -> Signer:
    return Signer(salt=f"suppilo.capture.form:{workspace_id}:{form_id}:{token}")
