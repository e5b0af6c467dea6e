"""What the law of each recipient's country asks, for whole batches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.events import queries as events
from suppilo.messages.models import Outgoing, Told
from suppilo.messages.rules import Pack, confirmed_on, pack_for, packs
from suppilo.messages.rules.packs import RECIPIENTS, Recipient
from suppilo.people import queries as people

#: Channels that lead to a program, not to a person: no law on messages asks for anything.
TO_PROGRAMS = frozenset({"webhook"})
_YES = frozenset({True, "true", "yes", "1"})


@dataclass(frozen=True)
class Lawful:
    """What is asked for one message; the fields are those of the gate's `Candidate`."""

    needs: str
    is_told: bool
    cart_needs_consent: bool


def country_of(card: people.PersonCard | None, bundle: Bundle) -> str:
    """The person's country, else that of the business."""
    return (card.country if card else "") or bundle.business.country


def recipient_of(attributes: Mapping[str, Any]) -> Recipient:
    """A company if the attribute `is_company` says so; otherwise a consumer, who is protected more."""
    said = attributes.get("is_company")
    return "company" if (said.lower() if isinstance(said, str) else said) in _YES else "consumer"


def must_confirm(workspace_id: int, person_id: int, bundle: Bundle) -> frozenset[str]:
    """The channels on which this person's country wants every consent confirmed, whatever a purpose says."""
    card = people.describe(workspace_id, [person_id]).get(person_id)
    known = people.attributes_of([person_id]).get(person_id, {})
    return confirmed_on(pack_for(country_of(card, bundle)), recipient_of(known))


def confirming_countries() -> dict[str, frozenset[str]]:
    """By country the channels on which its law wants some consents confirmed; countries without any are left out."""
    found = {
        country: frozenset[str]().union(*(confirmed_on(pack, recipient) for recipient in RECIPIENTS))
        for country, pack in packs().items()
    }
    return {country: channels for country, channels in found.items() if channels}


def asked_of(
    workspace_id: int,
    rows: Sequence[Outgoing],
    bundle: Bundle,
    cards: Mapping[int, people.PersonCard],
    attributes: Mapping[int, Mapping[str, Any]],
    whom: Mapping[int, int],
) -> dict[int, Lawful]:
    """By row, what the recipient's country asks. `whom` is the person that each one stands for."""
    about_carts = {journey: is_about_cart(bundle, journey) for journey in {row.journey for row in rows}}
    told = _told(workspace_id, rows, bundle, whom)
    return {
        row.pk: _lawful(
            pack_for(country_of(cards.get(row.person_id), bundle)),
            recipient_of(attributes.get(row.person_id, {})),
            row.channel,
            is_cart=about_carts[row.journey],
            is_told=(row.person_id, row.purpose) in told,
        )
        for row in rows
    }


def _lawful(pack: Pack, recipient: Recipient, channel: str, *, is_cart: bool, is_told: bool) -> Lawful:
    if channel in TO_PROGRAMS:
        return Lawful(needs="free", is_told=False, cart_needs_consent=False)
    return Lawful(
        needs=pack.answer("marketing", channel, recipient),
        is_told=is_told and pack.answer("existing_customers", channel, recipient) == "allowed",
        cart_needs_consent=is_cart and pack.answer("abandoned_cart", channel, recipient) == "consent",
    )


def is_about_cart(bundle: Bundle, journey: str) -> bool:
    """Whether a journey starts with something left in a cart: what it sends reminds of that."""
    found = next((funnel.journeys[journey] for funnel in bundle.funnels if journey in funnel.journeys), None)
    event = getattr(found.trigger, "event", "") if found else ""
    return str(event or "").startswith("cart_")


def _told(workspace_id: int, rows: Sequence[Outgoing], bundle: Bundle, whom: Mapping[int, int]) -> set[tuple[int, str]]:
    """Who was told of which purpose and then paid, by the id asked for; only purposes that still say so count."""
    purposes = {row.purpose for row in rows} & {key for key, one in bundle.purposes.items() if one.existing_customers}
    if not purposes:
        return set()
    everyone = people.aliases(set(whom.values()))
    rows_of = _rows(workspace_id, everyone, rows[0].channel, purposes)
    found = _of_buyers(workspace_id, {(everyone[person], purpose) for person, purpose in rows_of}, everyone)
    return {(asked, purpose) for asked, owner in whom.items() for purpose in purposes if (owner, purpose) in found}


def _of_buyers(workspace_id: int, told: set[tuple[int, str]], everyone: Mapping[int, int]) -> set[tuple[int, str]]:
    """Whoever was told at a checkout and never paid is no customer."""
    if not told:
        return told
    owners = {owner for owner, _ in told}
    asked = [person for person, owner in everyone.items() if owner in owners]
    paid = events.facts_of(workspace_id, asked, names=("order_paid",))
    buyers = {everyone[person] for person, facts in paid.items() if facts}
    return {(owner, purpose) for owner, purpose in told if owner in buyers}


def _rows(
    workspace_id: int, everyone: Collection[int], channel: str, purposes: Collection[str]
) -> list[tuple[int, str]]:
    rows = Told.objects.filter(
        workspace_id=workspace_id, person_id__among=set(everyone), channel=channel, purpose__in=purposes
    )
    return list(rows.values_list("person_id", "purpose"))
