"""Places in funnels at an erasure: all of it still counts, for nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suppilo.foundation.plain import plain_rows
from suppilo.funnels.models import Match, Move, Standing
from suppilo.people.ports import Holding, Whose


class StandingEraser:
    """The room's part. Nobody is settled again, so that what they reached stays what it was."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """Stages reached, places, and moves."""
        theirs = {"person_id__in": whose.numbers}
        models = {"stages": Match, "standings": Standing, "moves": Move}
        found = [
            Holding(code, model._default_manager.filter(**theirs).count(), "unlinked") for code, model in models.items()
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """All three."""
        theirs = {"person_id__in": whose.numbers}
        return {
            "stages": plain_rows(Match.objects.filter(**theirs).order_by("at", "pk"), "funnel", "stage", "at"),
            "standings": plain_rows(Standing.objects.filter(**theirs).order_by("pk"), "funnel", "stage", "since"),
            "moves": plain_rows(
                Move.objects.filter(**theirs).order_by("at", "pk"), "funnel", "from_stage", "to_stage", "at"
            ),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """The person that stands for all of them hands over; what absorbed entries might have counts for nothing."""
        Move.objects.filter(person_id__in=whose.numbers).update(person_id=nobody)
        if Match.objects.filter(person_id=nobody).exists() or Standing.objects.filter(person_id=nobody).exists():
            return  # handed over already
        Match.objects.filter(person_id=whose.person_id).update(person_id=nobody)
        Standing.objects.filter(person_id=whose.person_id).update(person_id=nobody)
