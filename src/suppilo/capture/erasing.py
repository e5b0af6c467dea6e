"""Forms at an erasure: that one was taken in still counts; nothing says whose it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from suppilo.capture.models import Rejection, Submission
from suppilo.capture.post import contact_key
from suppilo.foundation.plain import plain_rows
from suppilo.people.ports import Holding, Whose


class FormEraser:
    """The room's part. What was filled in is the people room's."""

    def holdings(self, whose: Whose) -> Sequence[Holding]:
        """Forms taken in, and posts turned away that gave one of the addresses."""
        found = [
            Holding("submissions", _submissions(whose).count(), "unlinked"),
            Holding("rejections", _rejections(whose).count()),
        ]
        return [one for one in found if one.count]

    def export(self, whose: Whose) -> Mapping[str, Any]:
        """Both."""
        fields = ("form", "reason", "fields", "page", "network", "user_agent", "at")
        return {
            "submissions": plain_rows(_submissions(whose).order_by("pk"), "form", "at"),
            "rejections": plain_rows(_rejections(whose).order_by("pk"), *fields),
        }

    def erase(self, whose: Whose, nobody: int) -> None:
        """The token stays, so that the same post is not taken in again."""
        _rejections(whose).delete()
        _submissions(whose).update(person_id=None, digest="")


def _submissions(whose: Whose) -> QuerySet[Submission]:
    return Submission.objects.filter(workspace_id=whose.workspace_id, person_id__in=whose.numbers)


def _rejections(whose: Whose) -> QuerySet[Rejection]:
    keys = [contact_key(whose.workspace_id, value) for _, value in whose.contacts]
    return Rejection.objects.filter(workspace_id=whose.workspace_id, contact__in=keys)
