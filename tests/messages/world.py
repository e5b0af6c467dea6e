"""A small business that sends messages: what the tests of messages, journeys and crashes start from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.messages.ports import AnswerLost, Envelope, Link, Refused, Unreachable, register_links
from suppilo.people import operations as people
from suppilo.publishing.models import Running, Version
from suppilo.publishing.ports import compilers
from suppilo.team.models import Workspace

NOON = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)  # 12:00 in Helsinki

MESSAGES: dict[str, Any] = {
    "guide_mail": {
        "purpose": "service",
        "sender": "shop",
        "subject": {"en": "Your guide, {{ person.first_name | default: 'friend' }}", "fi": "Oppaasi"},
        "blocks": [
            {
                "kind": "text",
                "body": {"en": "Here it is.", "fi": "Tässä se on."},
                "label": {"en": "Open the guide", "fi": "Avaa opas"},
                "link": "url",
                "url": "https://example.org/guide",
            },
            {"kind": "button", "label": {"en": "Yes, write to me", "fi": "Kyllä"}, "link": "confirm"},
        ],
    },
    "offer_mail": {
        "purpose": "newsletter",
        "sender": "shop",
        "subject": {"en": "An offer", "fi": "Tarjous"},
        "blocks": [
            {
                "kind": "text",
                "body": {"en": "A box.", "fi": "Laatikko."},
                "label": "Box",
                "link": "url",
                "url": "https://example.org/box",
            }
        ],
    },
}


def content(**more: Any) -> dict[str, Any]:
    """The definition as JSON; `more` replaces or adds top-level keys."""
    return {
        "suppilo": 1,
        "business": {
            "name": "Kahvila",
            "languages": ["en", "fi"],
            "country": "FI",
            "zone": "Europe/Helsinki",
            "currency": "EUR",
            "address": "Katu 1, Helsinki",
        },
        "senders": {
            "shop": {"name": "Kahvila Åsa", "email": "hello@kahvila.example", "reply_to": "us@kahvila.example"}
        },
        "purposes": {"newsletter": {"text": {"en": "News by e-mail", "fi": "Uutiset"}}},
        "messages": MESSAGES,
        **more,
    }


@dataclass
class World:
    """A workspace in which `bundle` runs."""

    workspace_id: int
    version_id: int
    bundle: Bundle
    slug: str

    def person(self, email: str = "", *, now: datetime = NOON, consent: str = "", **given: Any) -> int:
        """A person with an address, and a consent to the newsletter if asked for."""
        identifiers = {"email": email} if email else {"visitor": f"v{now.timestamp()}{given}"}
        found = people.identify(
            self.workspace_id,
            identifiers=identifiers,
            at=now,
            now=now,
            **{k: v for k, v in given.items() if k in ("language", "zone", "country")},
        )
        known = {k: v for k, v in given.items() if k not in ("language", "zone", "country")}
        if known:
            people.set_attributes(self.workspace_id, found.person_id, known, at=now, now=now)
        if consent:
            people.record_consent(self.workspace_id, found.person_id, "newsletter", "email", consent, at=now, now=now)
        return found.person_id

    def agree(self, person: int, channel: str, state: str = "granted", *, now: datetime = NOON) -> None:
        """The person answers to the newsletter on a channel."""
        people.record_consent(self.workspace_id, person, "newsletter", channel, state, at=now, now=now)


def publish(world_slug: str = "kahvila", **more: Any) -> World:
    """A workspace (made if needed) that runs the definition `content(**more)`."""
    workspace, _ = Workspace.objects.get_or_create(slug=world_slug, defaults={"name": "Kahvila", "created_at": NOON})
    bundle = Bundle.model_validate(content(**more))
    number = Version.objects.filter(workspace=workspace).count() + 1
    version = Version.objects.create(
        workspace=workspace,
        number=number,
        content=bundle.model_dump_json(exclude_defaults=True),
        digest=f"{workspace.pk}-{number}-{hash(str(more))}",
        created_at=NOON,
        published_at=NOON,
    )
    for compiler in compilers().values():
        compiler(workspace.pk, version.pk, bundle)
    Running.objects.update_or_create(workspace=workspace, defaults={"version": version})
    return World(workspace.pk, version.pk, bundle, workspace.slug)


@dataclass
class Post:
    """A mail provider that keeps what it is given, and fails when told to: a real one in memory, for the outbox."""

    name: str = "test_post"
    connections: int = 1
    delivered: list[Envelope] = field(default_factory=list)
    at_connect: list[Exception] = field(default_factory=list)
    at_prepare: list[Exception | None] = field(default_factory=list)
    at_deliver: list[Exception | None] = field(default_factory=list)
    on_deliver: Any = None

    def connect(self, place: int) -> PostLine:
        if self.at_connect:
            raise self.at_connect.pop(0)
        return PostLine(self)


@dataclass
class PostLine:
    """One open connection to the post."""

    post: Post
    _next: Envelope | None = None

    def prepare(self, envelope: Envelope) -> None:
        self._next = envelope
        failure = self.post.at_prepare.pop(0) if self.post.at_prepare else None
        if failure:
            raise failure

    def accepted(self) -> None:
        """Nothing more to be said."""

    def offer(self) -> None:
        if self.post.on_deliver:
            self.post.on_deliver()

    def answer(self) -> None:
        failure = self.post.at_deliver.pop(0) if self.post.at_deliver else None
        if failure:
            raise failure
        assert self._next is not None
        self.post.delivered.append(self._next)

    def close(self) -> None:
        """Nothing is open."""


def plain_links() -> None:
    """Links of every kind lead to a page of the shop."""
    for kind in ("page", "magnet", "offer"):
        register_links(kind, _link)


def _link(workspace_id: int, person_id: int, link: Link, bundle: Bundle) -> str | None:
    return f"https://example.org/{link.kind}/{link.target}"


__all__ = [
    "NOON",
    "AnswerLost",
    "Post",
    "PostLine",
    "Refused",
    "Unreachable",
    "World",
    "content",
    "plain_links",
    "publish",
]
