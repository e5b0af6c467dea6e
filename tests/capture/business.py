"""A small business whose definition runs, for tests of how people come in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from suppilo.capture.operations import submit_form
from suppilo.capture.outcomes import Ignored, Refused, Submitted
from suppilo.capture.queries import form_state
from suppilo.definition.model import Bundle
from suppilo.publishing.models import Running, Version
from suppilo.team.models import Workspace

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"

DEFINITION: dict[str, Any] = {
    "business": {
        "name": "Aukio",
        "languages": ["en", "fi"],
        "country": "FI",
        "zone": "Europe/Helsinki",
        "currency": "EUR",
        "sites": ["https://shop.example"],
    },
    "purposes": {
        "newsletter": {"text": {"en": "Send me news by e-mail.", "fi": "Lähettäkää uutisia sähköpostiin."}},
        "offers": {"text": "Send me offers.", "double_opt_in": False, "channels": ["email", "sms"]},
    },
    "attributes": {"city": "text", "cups": "number", "started_on": "day"},
    "events": {"cup_rated": {"properties": {"stars": "number", "bean": "text", "iced": "bool"}}},
    "offers": {"guide": {"role": "magnet", "name": "The guide"}},
    "funnels": [
        {
            "id": "coffee",
            "name": "Coffee",
            "stages": [{"id": "lead", "name": "Lead", "enter": {"event": "form_submitted"}}],
            "forms": {
                "guide_form": {
                    "magnet": "guide",
                    "fields": [
                        {"id": "email", "kind": "email", "label": "E-mail", "required": True},
                        {"id": "phone", "kind": "phone", "label": "Phone"},
                        {"id": "city", "label": "City"},
                        {"id": "cups", "kind": "number", "label": "Cups a day"},
                        {"id": "started_on", "kind": "day", "label": "Since"},
                        {
                            "id": "roast",
                            "kind": "choice",
                            "label": "Roast",
                            "choices": {"dark": "Dark", "light": "Light"},
                        },
                    ],
                    "consents": ["newsletter", "offers"],
                    "button": "Send me the guide",
                    "thanks": "Thank you",
                }
            },
        }
    ],
}


def open_business(slug: str = "aukio") -> Workspace:
    """A workspace that runs the definition above."""
    workspace = Workspace.objects.create(slug=slug, name="Aukio", created_at=NOON)
    content = Bundle.model_validate(DEFINITION).model_dump_json()
    digest = hashlib.sha256(content.encode()).hexdigest()
    version = Version.objects.create(
        workspace=workspace, number=1, content=content, digest=digest, created_at=NOON, published_at=NOON
    )
    Running.objects.create(workspace=workspace, version=version)
    return workspace


def run_with(workspace: Workspace, **form: Any) -> None:
    """The same business runs with its form changed."""
    funnel = DEFINITION["funnels"][0]
    forms = {"guide_form": {**funnel["forms"]["guide_form"], **form}}
    content = Bundle.model_validate({**DEFINITION, "funnels": [{**funnel, "forms": forms}]}).model_dump_json()
    version = Version.objects.create(
        workspace=workspace, number=2, content=content, digest=f"{form}"[:60], created_at=NOON, published_at=NOON
    )
    Running.objects.filter(workspace=workspace).update(version=version)


def post(workspace: Workspace, **given: Any) -> Submitted | Refused | Ignored:
    """Send the form as a person would a minute after it was shown, but for what is given."""
    now = given.setdefault("now", NOON)
    shown = form_state(workspace.pk, form_id="guide_form", now=given.pop("shown", now - timedelta(minutes=1)))
    sent: dict[str, Any] = {
        "form_id": "guide_form",
        "values": {"email": "anna@example.com"},
        "token": shown.token,
        "shown_at_token": shown.shown_at,
        "honeypot": "",
        "visitor": None,
        "consents": set(),
        "page": "guide",
        "language": "en",
        "tags": {},
        "ip": "192.0.2.17",
        "user_agent": BROWSER,
    }
    return submit_form(workspace.pk, **{**sent, **given})
