"""Somebody who comes twice: by e-mail on one device, by phone on another, then with both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from suppilo.capture.operations import submit_form
from suppilo.capture.outcomes import Submitted
from suppilo.capture.queries import form_state
from suppilo.foundation import clock, work
from tests.messages.world import World, publish

WELCOME: dict[str, Any] = {
    "purpose": "service",
    "sender": "shop",
    "subject": "Welcome",
    "blocks": [{"kind": "text", "body": "Good that you are here."}],
}
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


def _form(*kinds: str) -> dict[str, Any]:
    fields = [{"id": kind, "kind": kind, "label": kind, "required": True} for kind in kinds]
    return {"fields": fields, "consents": ["newsletter"], "button": "Send", "thanks": "Thank you"}


FUNNEL: dict[str, Any] = {
    "id": "coffee",
    "name": "Coffee",
    "stages": [
        {"id": "lead", "name": "Lead", "enter": {"any": [{"identifier": "email"}, {"identifier": "phone"}]}},
        {"id": "reachable", "name": "Reachable", "enter": {"all": [{"identifier": "email"}, {"identifier": "phone"}]}},
    ],
    "forms": {"by_mail": _form("email"), "by_phone": _form("phone"), "by_both": _form("email", "phone")},
    "messages": {"welcome": WELCOME},
    "journeys": {
        "welcoming": {
            "name": "Welcoming",
            "trigger": {"event": "form_submitted"},
            "steps": [{"id": "later", "wait": "2h"}, {"id": "hello", "send": "welcome"}],
        }
    },
}


@dataclass
class Visitor:
    """Fills in forms of the business."""

    world: World

    def sends(self, form: str, at: datetime, visitor: str, **values: str) -> int:
        """One form from one device; whose it was found to be."""
        shown = form_state(self.world.workspace_id, form_id=form, now=at - timedelta(minutes=1))
        answer = submit_form(
            self.world.workspace_id,
            form_id=form,
            values=values,
            token=shown.token,
            shown_at_token=shown.shown_at,
            honeypot="",
            visitor=visitor,
            consents=set(),
            page="",
            language="en",
            tags={},
            ip="192.0.2.17",
            user_agent=BROWSER,
            now=at,
        )
        assert isinstance(answer, Submitted), answer
        return answer.person_id


def business() -> World:
    """A workspace with the forms and the journey above."""
    return publish(funnels=[FUNNEL])


def turn(at: datetime) -> None:
    """Everything that is due."""
    with clock.at(at):
        for _ in range(3):
            work.run_due(at)
