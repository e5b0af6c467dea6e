"""This room's own part in an erasure and an export, and the log's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.events import queries as events
from suppilo.foundation.plain import plain, plain_rows
from suppilo.people.leaving import Holding, Whose
from suppilo.people.models import Attribute, Consent, ConsentRecord, Identifier, Merge, Person, Uncast
from suppilo.people.uniting.traits import TRAITS

_CELLS = ("key", "position", "kind", "text", "folded", "number", "instant", "flag", "set_at", "said_at")
_CONSENT = ("purpose", "channel", "state", "at")


class PeopleEraser:
    """Identifiers, attributes, consents with their proof, and what was kept to take merges back."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """All of it goes."""
        theirs = {"person_id__in": whose.numbers}
        attributes = Attribute.objects.filter(**theirs).values("key").distinct().count()
        found = [
            Holding("identifiers", Identifier.objects.filter(**theirs).count()),
            Holding("attributes", attributes + Uncast.objects.filter(**theirs).count()),
            Holding("consents", ConsentRecord.objects.filter(**theirs).count()),
            Holding("merges", _merges(whose).count()),
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Everything, raw values too."""
        theirs = {"person_id__in": whose.numbers}
        return {
            "entries": plain_rows(Person.objects.filter(pk__in=whose.numbers), "id", *TRAITS, "origin", "created_at"),
            "identifiers": plain_rows(
                Identifier.objects.filter(**theirs).order_by("pk"), "kind", "value", "verified_at", "added_at"
            ),
            "attributes": plain_rows(Attribute.objects.filter(**theirs).order_by("key", "position"), *_CELLS),
            "not_understood": plain_rows(Uncast.objects.filter(**theirs).order_by("pk"), "key", "kind", "raw", "at"),
            "consents": plain_rows(Consent.objects.filter(**theirs).order_by("pk"), *_CONSENT),
            "consent_history": plain_rows(
                ConsentRecord.objects.filter(**theirs).order_by("pk"), *_CONSENT, "recorded_at", "source", "proof"
            ),
            "said_before": [
                {"key": key, "rows": rows}
                for moved in _merges(whose).order_by("pk").values_list("moved", flat=True)
                for key, rows in moved.get("own") or ()
            ],
            "merges": plain_rows(_merges(whose).order_by("pk"), "kept_id", "absorbed_id", "reason", "at", "undone_at"),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """Leave only the bare numbers, which go at the end."""
        theirs = {"person_id__in": whose.numbers}
        for model in (Identifier, Attribute, Uncast, Consent, ConsentRecord):
            model._default_manager.filter(**theirs).delete()
        _merges(whose).delete()
        Person.objects.filter(pk__in=whose.numbers).update(is_leaving=True, **dict.fromkeys(TRAITS, ""))


class LogEraser:
    """Facts stay, to be counted; `operations.erasing` moves them."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """They count for nobody."""
        count = sum(len(some) for some in events.facts_of(whose.workspace_id, whose.numbers).values())
        return [Holding("facts", count, "unlinked")] if count else []

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Every fact, oldest first."""
        found = [fact for some in events.facts_of(whose.workspace_id, whose.numbers).values() for fact in some]
        found.sort(key=lambda fact: (fact.at, fact.seq))
        return {
            "facts": [
                {"name": fact.name, "at": plain(fact.at), "source": fact.source, "properties": fact.properties}
                for fact in found
            ]
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """In batches, behind the rest."""


def _merges(whose: Whose) -> Any:
    return Merge.objects.filter(absorbed__in=whose.numbers) | Merge.objects.filter(kept__in=whose.numbers)
