"""People in a list, and one person whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from suppilo.offers import queries as offers
from suppilo.people import queries as people
from suppilo.studio.queries.barred import BarredLine
from suppilo.studio.words import codes
from suppilo.studio.words.money import say_money
from suppilo.studio.words.names import Names
from suppilo.team.ports import Right, Workspace


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    card: people.PersonCard
    contact: str
    origin: str
    stages: tuple[str, ...]


@dataclass(frozen=True)
class IdentifierLine:
    """One way to recognise the person; `hidden` when the reader may not see it whole."""

    kind: str
    value: str
    hidden: bool
    verified: bool
    note: str = ""
    barred: BarredLine | None = None
    may_be_barred: bool = False


@dataclass(frozen=True)
class ProofLine:
    """One change of a consent and what was shown."""

    state: str
    at: datetime
    source: str
    words: str
    rest: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ConsentLine:
    """What is agreed now for a purpose and channel, with its history."""

    purpose: str
    channel: str
    state: str
    tone: str
    at: datetime
    proofs: tuple[ProofLine, ...]


@dataclass(frozen=True)
class OrderLine:
    """One order with its lines."""

    number: int
    gross: str
    state: str
    tone: str
    created_at: datetime
    lines: tuple[offers.OrderLineCard, ...]


@dataclass(frozen=True)
class AttributeLine:
    """One known value."""

    key: str
    value: str


_CONSENT_TONES = {"granted": "good", "pending": "warn", "withdrawn": "bad"}
_ORDER_TONES = {"paid": "good", "open": "warn"}


def rows(cards: Sequence[people.PersonCard], stages: dict[int, list[str]]) -> list[PersonRow]:
    """Lines of a list of people; `stages` are the names of the stages in which each stands."""
    return [
        PersonRow(card, card.email or card.phone, say_origin(card.origin), tuple(stages.get(card.id, ())))
        for card in cards
    ]


def say_origin(origin: str) -> str:
    """Where somebody or something came from; nothing for what happened live."""
    return "" if origin == "live" else codes.say_code(codes.ORIGINS, origin)


def masked(value: str) -> str:
    """A contact point as shown to those who may not see it: enough to tell two apart, not enough to use."""
    name, at, domain = value.partition("@")
    if at:
        return f"{name[:1]}•••@{domain[:1]}•••"
    return f"•••{value[-2:]}"


def identifiers(
    person_id: int, rights: frozenset[Right], barred: Mapping[tuple[str, str], BarredLine]
) -> list[IdentifierLine]:
    """How the person is reached and recognised, as somebody with these rights may see it; what is `barred` of it."""
    hidden = Right.PEOPLE_CONTACT_VIEW not in rights
    may_bar = Right.MESSAGES_SEND in rights and not hidden
    return [
        IdentifierLine(
            codes.say_code(codes.KINDS, card.kind),
            masked(card.value) if hidden else (f"{card.value[:8]}…" if card.kind == "visitor" else _readable(card)),
            hidden,
            card.verified_at is not None,
            _said_of(card),
            barred.get((card.kind, card.value)),
            may_bar and card.kind in ("email", "phone") and (card.kind, card.value) not in barred,
        )
        for card in people.identifiers_of([person_id])[person_id]
    ]


def _readable(card: people.IdentifierCard) -> str:
    return people.readable(card.value) if card.kind == "email" else card.value


def _said_of(card: people.IdentifierCard) -> str:
    """What there is to know about an address before anybody writes to it."""
    if card.kind != "email":
        return ""
    if people.is_disposable(card.value):
        return _("thrown away after use")
    return _("read by several people") if people.is_role(card.value) else ""


def consents(person_id: int, rights: frozenset[Right]) -> list[ConsentLine]:
    """What the person agrees to now, with the proof. Addresses in a proof need the right to see contact data."""
    proofs = people.proofs_of(person_id)
    return [
        ConsentLine(
            state.purpose.replace("_", " "),
            codes.say_code(codes.CHANNELS, state.channel),
            codes.say_code(codes.CONSENT_STATES, state.state),
            _CONSENT_TONES.get(state.state, ""),
            state.at,
            tuple(
                _proof(proof, rights)
                for proof in proofs
                if (proof.purpose, proof.channel) == (state.purpose, state.channel)
            ),
        )
        for state in people.consents_of([person_id])[person_id]
    ]


def _proof(proof: people.Proof, rights: frozenset[Right]) -> ProofLine:
    shown = dict(proof.proof)
    words = str(shown.pop("text", "") or shown.pop("words", ""))
    if Right.PEOPLE_CONTACT_VIEW not in rights:
        shown = {key: value for key, value in shown.items() if key not in ("ip", "user_agent", "address", "email")}
    rest = tuple((key.replace("_", " "), str(value)) for key, value in shown.items() if value not in ("", None))
    return ProofLine(
        codes.say_code(codes.CONSENT_STATES, proof.state), proof.at, proof.source.replace("_", " "), words, rest
    )


def orders(workspace: Workspace, person_ids: Sequence[int]) -> list[OrderLine]:
    """The person's orders, newest first; give every id that stands for them."""
    return [
        OrderLine(
            order.number,
            say_money(order.gross),
            codes.say_code(codes.ORDER_STATES, order.state),
            _ORDER_TONES.get(order.state, ""),
            order.created_at,
            order.lines,
        )
        for order in offers.orders_of(workspace.pk, person_ids)
    ]


def attributes(person_id: int, names: Names) -> list[AttributeLine]:
    """What is known of the person, by key."""
    known = people.attributes_of([person_id])[person_id]
    return [AttributeLine(names.attribute(key), _spoken(value)) for key, value in sorted(known.items())]


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
