"""Addresses that are not written to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suppilo.messages import queries as messages
from suppilo.people import queries as people
from suppilo.studio.queries.sent_names import with_sent
from suppilo.studio.words.names import Names
from suppilo.team import queries as team
from suppilo.team.ports import Workspace

_CHANNELS = {kind: channel for channel, kind in messages.ADDRESS_KINDS.items()}


@dataclass(frozen=True)
class BarredLine:
    """One barred address: `by` says what or who barred it, `lifted` who may lift that, `who` whose it is."""

    card: messages.SuppressionCard
    by: str
    lifted: str
    who: str


def lines(workspace: Workspace, cards: Sequence[messages.SuppressionCard], names: Names) -> list[BarredLine]:
    """Cards with the names of members, messages and people beside them."""
    members = team.users_called({card.user_id for card in cards if card.user_id})
    names = with_sent(names, workspace.pk, [card.message_id for card in cards])
    known = people.describe(workspace.pk, {card.person_id for card in cards if card.person_id})
    return [
        BarredLine(
            card,
            _by(card, members, names.message(card.message_id)),
            _lifted(card),
            known[card.person_id].label if card.person_id in known else "",
        )
        for card in cards
    ]


def of_person(workspace: Workspace, person_id: int, names: Names) -> dict[tuple[str, str], BarredLine]:
    """Those of the person's addresses that are barred, by kind and value."""
    addresses = [
        messages.Address(_CHANNELS[one.kind], one.value)
        for one in people.identifiers_of([person_id])[person_id]
        if one.kind in _CHANNELS
    ]
    found = messages.suppressions_of(workspace.pk, addresses)
    told = lines(workspace, list(found.values()), names)
    return {(messages.ADDRESS_KINDS[one.channel], one.value): line for one, line in zip(found, told, strict=True)}


def address_of(person_id: int, given: str) -> messages.Address | None:
    """The address of this person that was given, if it is theirs."""
    mine: Iterable[people.IdentifierCard] = people.identifiers_of([person_id])[person_id]
    found = next((one for one in mine if one.value == given and one.kind in _CHANNELS), None)
    return messages.Address(_CHANNELS[found.kind], found.value) if found else None


def look_up(workspace: Workspace, text: str, names: Names) -> tuple[BarredLine | None, people.PersonCard | None]:
    """What there is about a typed address, and whose it is. Raises people.queries.BadIdentifier."""
    address = messages.read_address(text, workspace.country)
    found = messages.suppressions_of(workspace.pk, [address]).get(address)
    person = people.find(workspace.pk, messages.ADDRESS_KINDS[address.channel], address.value)
    card = people.describe(workspace.pk, [person]).get(person) if person else None
    return (lines(workspace, [found], names)[0] if found else None), card


def _by(card: messages.SuppressionCard, members: dict[int, str], message: str) -> str:
    if card.reason == "manual":
        if card.user_id is None:
            return _("the command line")
        return members.get(card.user_id) or _("somebody who is gone")
    return _("the message “{name}”").format(name=message) if card.message_id else ""


def _lifted(card: messages.SuppressionCard) -> str:
    if card.may_be_lifted:
        return _("The person has unsubscribed as well: that stays when this is lifted.") if card.also_left else ""
    if card.reason == "complaint":
        return _("Only the person can take this back: nobody here may write to them again on their own.")
    if card.reason == "erased":
        return _("It is lifted when the person leaves the address in a form or at a checkout again.")
    return _("Only the person can take this back: by a form that is confirmed, or by answering START.")
