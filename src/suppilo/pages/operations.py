"""What a visit writes: views, and the visitor's choice about measurement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from suppilo.events.operations import NewFact, record
from suppilo.foundation import ids
from suppilo.foundation.writing import writing
from suppilo.messages import operations as messages
from suppilo.pages.places import Place
from suppilo.pages.signed import MagnetLink
from suppilo.pages.tags import clean
from suppilo.pages.visit import Visit
from suppilo.people import operations as people_writing
from suppilo.people import queries as people

#: The channel under which consent to measurement on pages is kept.
CHANNEL = "web"


@dataclass(frozen=True)
class Chosen:
    """The visitor's id to keep in their browser; None when they declined."""

    visitor: str | None


def record_view(visit: Visit, place: Place, *, path: str, referrer: str, now: datetime) -> None:
    """Record that a page was looked at: by a person who agreed to it, else by nobody in particular."""
    properties = {
        "page": place.page_id,
        "funnel": place.funnel_id,
        "url": path[:200],
        "referrer": _without_query(referrer),
        "language": visit.language,
        **visit.tags,
    }
    with writing():
        person = known_visitor(visit, now=now) if not visit.is_bot else None
        traffic = "scanner" if visit.is_bot else "person"
        record(
            visit.workspace_id,
            [
                NewFact(
                    name="page_viewed", person_id=person, at=now, properties=properties, source="pages", traffic=traffic
                )
            ],
        )


def record_magnet_opened(link: MagnetLink, *, is_bot: bool, agent: str, address: str, now: datetime) -> None:
    """Record that somebody opened a magnet by the address made for them.

    Where a mail led there, it is told once it is known whether a scanner went through the mail's links.
    """
    person = people.canonical([link.person_id])[link.person_id]
    everyone = people.aliases([person])
    if messages.note_magnet(link.workspace_id, everyone, link.offer, agent=agent, address=address, now=now):
        return
    fact = NewFact(
        name="magnet_opened",
        person_id=person,
        at=now,
        properties={"offer": link.offer},
        source="pages",
        traffic="scanner" if is_bot else "person",
    )
    record(link.workspace_id, [fact])


def greet(visit: Visit, *, now: datetime) -> messages.Words | None:
    """The message that waits for this known visitor's next page view; it counts as shown with that."""
    if visit.visitor is None or visit.is_bot:
        return None
    person = people.find(visit.workspace_id, "visitor", visit.visitor)
    return messages.show_notice(visit.workspace_id, person, language=visit.language, now=now) if person else None


def known_visitor(visit: Visit, *, now: datetime) -> int | None:
    """The person behind the visitor cookie, made when it is not known yet; None without consent."""
    if visit.visitor is None:
        return None
    found = people.find(visit.workspace_id, "visitor", visit.visitor)
    if found is not None:
        return found
    return people_writing.identify(
        visit.workspace_id,
        identifiers={"visitor": visit.visitor},
        at=now,
        now=now,
        source="pages",
        language=visit.language,
    ).person_id


def choose_measurement(visit: Visit, *, agree: bool, visitor: str | None, shown: str, now: datetime) -> Chosen:
    """Keep the visitor's choice, with the words that were shown as proof. Declining without a past leaves no trace."""
    purpose = measurement_purpose(visit)
    if purpose is None or (not agree and visitor is None):
        return Chosen(None)
    visitor = visitor or ids.new_id()
    with writing():
        person = people.find(visit.workspace_id, "visitor", visitor)
        if person is None and agree:
            person = people_writing.identify(
                visit.workspace_id,
                identifiers={"visitor": visitor},
                at=now,
                now=now,
                source="pages",
                language=visit.language,
            ).person_id
        if person is not None:
            people_writing.record_consent(
                visit.workspace_id,
                person,
                purpose,
                CHANNEL,
                "granted" if agree else "withdrawn",
                at=now,
                now=now,
                source="pages",
                proof={"text": shown, "language": visit.language},
            )
    return Chosen(visitor if agree else None)


def measurement_purpose(visit: Visit) -> str | None:
    """The purpose that asks for measurement; None when the business measures nobody."""
    return next((key for key, purpose in visit.bundle.purposes.items() if purpose.kind == "measurement"), None)


def _without_query(referrer: str) -> str:
    """Site and path only: a query may hold somebody's address."""
    try:
        parts = urlsplit(referrer[:500])
    except ValueError:
        return ""
    return clean(f"{parts.scheme}://{parts.netloc}{parts.path}")[:200] if parts.netloc else ""
