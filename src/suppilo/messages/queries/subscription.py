"""What the confirm and unsubscribe pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.messages.models import Outgoing
from suppilo.people import queries as people
from suppilo.publishing import queries as publishing


@dataclass(frozen=True)
class PurposeState:
    """One marketing purpose of the business and how the person stands to it on this channel."""

    id: str
    words: str
    state: str
    since: datetime | None = None


@dataclass(frozen=True)
class Subscription:
    """The recipient of one message: the business, the language to speak, and their purposes on its channel."""

    outgoing_id: int
    business: str
    language: str
    purpose: str
    purposes: tuple[PurposeState, ...]

    def of_state(self, state: str) -> tuple[PurposeState, ...]:
        """The purposes in one state: pending, granted, withdrawn or none."""
        return tuple(one for one in self.purposes if one.state == state)

    @property
    def pending(self) -> tuple[PurposeState, ...]:
        """What waits for confirmation."""
        return self.of_state("pending")

    @property
    def granted(self) -> tuple[PurposeState, ...]:
        """What the person agrees to."""
        return self.of_state("granted")

    @property
    def its_purpose(self) -> PurposeState | None:
        """The purpose of the message itself; None for a service message."""
        return next((one for one in self.purposes if one.id == self.purpose), None)


def subscription(outgoing_id: int) -> Subscription | None:
    """What the recipient of this message agrees to; None when there is no such message any more."""
    row = Outgoing.objects.filter(pk=outgoing_id).first()
    return subscription_of(row) if row else None


def subscription_of(row: Outgoing) -> Subscription:
    """The same for a row at hand."""
    running = publishing.running(row.workspace_id)
    bundle = running.bundle if running else publishing.bundle_of(row.version_id)
    language = row.language or bundle.business.languages[0]
    states = {
        consent.purpose: consent
        for consent in people.consents_of([row.person_id])[row.person_id]
        if consent.channel == row.channel
    }
    return Subscription(row.pk, bundle.business.name, language, row.purpose, _purposes(bundle, language, states))


def _purposes(bundle: Bundle, language: str, states: dict[str, people.ConsentState]) -> tuple[PurposeState, ...]:
    found = []
    for key, purpose in bundle.purposes.items():
        if purpose.kind == "marketing":
            words, state = say(purpose.text, language, *bundle.business.languages), states.get(key)
            found.append(PurposeState(key, words, state.state if state else "none", state.at if state else None))
    return tuple(found)
