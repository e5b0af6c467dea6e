"""A workspace with something in it, made through the rooms' own doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.events import operations as events
from suppilo.foundation import clock
from suppilo.people import operations as people
from suppilo.publishing import operations as publishing
from suppilo.team import operations as team
from suppilo.team.models import Role, User, Workspace
from tests.studio.coffee import FILES

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
PASSWORD = "northern light 7"


@dataclass
class Desk:
    """The workspace, one user per role, and the person who went the whole way."""

    workspace: Workspace
    users: dict[str, User]
    other: Workspace
    person: int
    visitor: int
    facts: dict[str, int] = field(default_factory=dict)


def lay(now: datetime = NOW, slug: str = "roastery", password: str | None = None) -> Desk:
    """Two workspaces; in the first a member of each role, a customer, and a visitor without an address.

    Without `password` nobody can sign in by hand, which saves the hashing.
    """
    with clock.at(now):
        workspace = team.create_workspace(slug=slug, name="Kaamos Coffee Roastery")
        other = team.create_workspace(slug=f"{slug}-other", name="Somebody Else")
        publishing.apply(workspace.pk, read_bundle(FILES), made_from=None, note="Opening day")
        users = {}
        for role in Role.values:
            users[role] = team.create_user(email=f"{role}@{slug}.example", password=password)
            team.add_member(workspace=workspace, user=users[role], role=role)
        visitor = people.identify(
            workspace.pk, identifiers={"visitor": "9d2c6c4bb1d84f7a"}, at=now - timedelta(hours=1), now=now
        ).person_id
        return Desk(workspace, users, other, _customer(workspace.pk, now), visitor)


def _customer(workspace_id: int, now: datetime) -> int:
    start = now - timedelta(days=9)
    person = people.identify(
        workspace_id,
        identifiers={"email": "maija.meikalainen@example.fi", "phone": "+358401234567"},
        at=start,
        now=now,
        language="fi",
        country="FI",
        zone="Europe/Helsinki",
    ).person_id
    people.set_attributes(
        workspace_id,
        person,
        {"name": "Maija Meikäläinen", "brews_with": "<b>moka</b>"},
        at=start,
        now=now,
        types={"name": "text", "brews_with": "text"},
    )
    proof = {"text": "Yes, send me coffee news.", "page": "guide", "ip": "192.0.2.7"}
    people.record_consent(
        workspace_id, person, "newsletter", "email", "pending", at=start, now=now, source="form:guide_form", proof=proof
    )
    people.record_consent(
        workspace_id, person, "newsletter", "email", "granted", at=start + timedelta(hours=1), now=now, source="confirm"
    )
    story = [
        (0, "form_submitted", {"form": "guide_form", "magnet": "guide", "funnel": "coffee"}),
        (0.01, "stage_entered", {"funnel": "coffee", "stage": "lead"}),
        (0.02, "message_sent", {"message": "guide_mail", "channel": "email", "journey": "welcome"}),
        (26, "magnet_opened", {"offer": "guide"}),
        (170, "message_clicked", {"message": "taster_mail", "link": "sampler"}),
        (215, "order_paid", {"order": "1", "amount": 9.9, "currency": "EUR"}),
    ]
    events.record(
        workspace_id,
        [
            events.NewFact(
                name=name, person_id=person, at=start + timedelta(hours=hours), properties=properties, source="test"
            )
            for hours, name, properties in story
        ],
    )
    return person


def sign_in(client: Client, user: User) -> Client:
    """The client, signed in as `user`."""
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client
