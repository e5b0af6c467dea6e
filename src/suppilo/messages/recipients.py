"""What the gate and the texts need to know of recipients, asked for whole batches at the moment of sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.events import queries as events
from suppilo.messages import ports
from suppilo.messages.audience import aside, is_try
from suppilo.messages.finding import find_message
from suppilo.messages.gate import Candidate, Rules
from suppilo.messages.hours import Window, known_zone
from suppilo.messages.lawful import Lawful, asked_of
from suppilo.messages.models import Outgoing, Status, Suppression
from suppilo.messages.push.devices import device_addresses
from suppilo.messages.suppressing import digest
from suppilo.messages.test_mode import TestList, test_list
from suppilo.messages.waiting import held_journeys
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing

#: Statuses in which a message counts as having been sent.
WENT_OUT = (Status.SENT, Status.SENDING, Status.UNKNOWN)


@dataclass(frozen=True)
class Recipients:
    """A batch's people: what the gate looks at by row, who each is by now, and what texts may use by person."""

    candidates: Mapping[int, Candidate]
    owners: Mapping[int, int]
    values: Mapping[int, Mapping[str, Any]]
    languages: Mapping[int, str]


def rules_of(bundle: Bundle, channel: str) -> Rules:
    """The sending rules of a definition for one channel."""
    cap = next((cap for name, cap in bundle.caps.items() if name == channel), None)
    quiet = bundle.quiet_hours
    return Rules(
        cap=cap.at_most if cap else None,
        cap_per=cap.per if cap else Rules.cap_per,
        quiet_hours=Window.parse(quiet.start, quiet.end) if quiet and channel != "onsite" else None,
        quiet_after_purchase=bundle.quiet_after_purchase,
    )


def load(workspace_id: int, rows: Sequence[Outgoing], bundle: Bundle, now: datetime) -> Recipients:
    """Everything about the recipients of `rows` (one workspace, one channel) in a handful of queries."""
    ids = {row.person_id for row in rows}
    cards = people.describe(workspace_id, ids)
    attributes = people.attributes_of(ids)
    return Recipients(
        candidates=_candidates(workspace_id, rows, bundle, cards, attributes, now),
        owners=people.canonical(cards),
        values=_values(workspace_id, ids, bundle, cards, attributes),
        languages={pk: card.language for pk, card in cards.items()},
    )


def candidates(workspace_id: int, rows: Sequence[Outgoing], bundle: Bundle, now: datetime) -> dict[int, Candidate]:
    """What the gate looks at, by row, without what only the texts need."""
    ids = {row.person_id for row in rows}
    return _candidates(workspace_id, rows, bundle, people.describe(workspace_id, ids), people.attributes_of(ids), now)


def _candidates(
    workspace_id: int,
    rows: Sequence[Outgoing],
    bundle: Bundle,
    cards: Mapping[int, people.PersonCard],
    attributes: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> dict[int, Candidate]:
    channel = rows[0].channel
    addresses = device_addresses(cards) if channel == "push" else people.contact(cards, channel)
    programs = _programs(rows)
    consents = people.consents_of(cards)
    suppressed = _suppressed(workspace_id, channel, addresses)
    whom = people.canonical(cards)
    everyone = people.aliases(set(whom.values()))
    sent = _sent(workspace_id, everyone, channel, bundle, now)
    bought = _bought(workspace_id, everyone, bundle)
    lawful = asked_of(workspace_id, rows, bundle, cards, attributes, whom)
    tested = test_list(workspace_id)
    testers = _testers(channel, cards, tested)
    doubled, left = aside(rows)
    paused = held_journeys(workspace_id, rows)
    outlived = ports.outlived_in(workspace_id, _of_journeys(rows), now)
    found = {}
    for row in rows:
        owner = whom.get(row.person_id, 0)
        address = row.context["address"] if is_try(row) else addresses.get(row.person_id) or programs.get(row.pk)
        given = cards[row.person_id].zone if row.person_id in cards else ""
        zone = known_zone(given, bundle.business.zone)
        found[row.pk] = Candidate(
            is_service=row.purpose == "service" or is_try(row),
            address=address,
            suppressed=suppressed.get(row.person_id, ""),
            sent=sent.get(owner, []),
            zone=zone,
            unknown_zone=given if given and zone != given else "",
            last_purchase=bought.get(owner),
            expires_at=row.expires_at,
            is_duplicate=row.pk in doubled,
            has_left_segment=row.pk in left,
            outlived=outlived.get(row.pk, ""),
            is_paused=row.journey in paused,
            is_left_out=_is_left_out(tested, address)
            and row.person_id not in testers
            and not (channel == "push" and is_try(row)),
            **_consent(row, consents.get(row.person_id, []), lawful[row.pk]),
        )
    return found


def _of_journeys(rows: Sequence[Outgoing]) -> list[ports.JourneyMessage]:
    return [
        ports.JourneyMessage(row.pk, row.version_id, row.journey, row.person_id, row.unique_key)
        for row in rows
        if row.journey
    ]


def _programs(rows: Sequence[Outgoing]) -> dict[int, str]:
    """Where each webhook goes, by row: it is not written to the person, but to the program that its message names."""
    hooks = [row for row in rows if row.channel == "webhook"]
    bundles = publishing.bundles_of({row.version_id for row in hooks}) if hooks else {}
    named = {row.pk: find_message(bundles[row.version_id], row.message_id) for row in hooks}
    return {pk: message.url for pk, message in named.items() if message is not None and message.url}


def _consent(row: Outgoing, said: Sequence[people.ConsentState], lawful: Lawful) -> dict[str, Any]:
    """What the person said to this purpose, and what the law asks."""
    about = {one.channel: one.state for one in said if one.purpose == row.purpose}
    return {
        "consent": about.get(row.channel, "none"),
        "agrees_elsewhere": "granted" in about.values(),
        "needs": lawful.needs,
        "is_told": lawful.is_told,
        "cart_needs_consent": lawful.cart_needs_consent,
    }


def _testers(channel: str, cards: Collection[int], tested: TestList) -> set[int]:
    """Who has an address on the list, where a message goes to no address but to somebody's browser."""
    if not tested.is_on or channel not in ("push", "onsite"):
        return set()
    reached = [people.contact(cards, kind) for kind in ("email", "sms")]
    return {pk for addresses in reached for pk, address in addresses.items() if tested.lets(address)}


def _is_left_out(tested: TestList, address: str | None) -> bool:
    return bool(address) and not tested.lets(address or "")


def _suppressed(workspace_id: int, channel: str, addresses: Mapping[int, str]) -> dict[int, str]:
    digests = {person: digest(workspace_id, channel, value) for person, value in addresses.items()}
    found = dict(
        Suppression.objects.filter(
            workspace_id=workspace_id, channel=channel, digest__in=set(digests.values())
        ).values_list("digest", "reason")
    )
    return {person: found[value] for person, value in digests.items() if value in found}


def _sent(
    workspace_id: int, everyone: Mapping[int, int], channel: str, bundle: Bundle, now: datetime
) -> dict[int, list[datetime]]:
    """When each person was sent marketing, as far back as the cap counts. A merged person's messages add up."""
    rules = rules_of(bundle, channel)
    found: dict[int, list[datetime]] = {person: [] for person in everyone.values()}
    if rules.cap is None:
        return found
    rows = Outgoing.objects.filter(
        workspace_id=workspace_id,
        person_id__among=set(everyone),
        channel=channel,
        sent_at__gt=now - rules.cap_per,
        status__in=WENT_OUT,
    ).exclude(purpose="service")
    for person_id, sent_at in rows.values_list("person_id", "sent_at"):
        if sent_at is not None:
            found[everyone[person_id]].append(sent_at)
    return found


def _bought(workspace_id: int, everyone: Mapping[int, int], bundle: Bundle) -> dict[int, datetime]:
    if bundle.quiet_after_purchase is None:
        return {}
    found: dict[int, datetime] = {}
    for person_id, facts in events.facts_of(workspace_id, list(everyone), names=("order_paid",)).items():
        for fact in facts:
            owner = everyone[person_id]
            found[owner] = max(fact.at, found.get(owner, fact.at))
    return found


def _values(
    workspace_id: int,
    ids: set[int],
    bundle: Bundle,
    cards: Mapping[int, people.PersonCard],
    attributes: Mapping[int, Mapping[str, Any]],
) -> dict[int, dict[str, Any]]:
    """What a text may say: {{ person.* }}, {{ business.* }} and the registered contexts."""
    business = {"name": bundle.business.name, "address": bundle.business.address, "country": bundle.business.country}
    values: dict[int, dict[str, Any]] = {
        pk: {"person": _person(attributes.get(pk, {}), cards.get(pk)), "business": business} for pk in ids
    }
    for name, ask in ports.contexts().items():
        for pk, given in ask(workspace_id, sorted(ids), bundle).items():
            if pk in values:
                values[pk][name] = dict(given)
    return values


def _person(attributes: Mapping[str, Any], card: people.PersonCard | None) -> dict[str, Any]:
    known = dict(attributes)
    if card:
        known.setdefault("name", card.name)
    name = str(known.get("name") or "").strip()
    if not known.get("first_name") and name:
        known["first_name"] = name.split()[0]
    return known
