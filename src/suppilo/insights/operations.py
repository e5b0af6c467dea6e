"""Writing: questions kept under a name."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from suppilo.foundation.writing import writing
from suppilo.insights.models import SavedQuestion
from suppilo.team.ports import User, Workspace


class CannotSave(ValueError):
    """The question was not kept; the text says what to do."""


def save_question(*, workspace: Workspace, by: User, name: str, query: str, now: datetime) -> int:
    """Keep a question under a name; answers its id. Raises CannotSave for no name, or one that is taken."""
    name = " ".join(name.split())[:120]
    if not name:
        raise CannotSave(_("Write a name under which to keep the question."))
    with writing():
        if SavedQuestion.objects.filter(workspace=workspace, name=name).exists():
            raise CannotSave(_("A question is already called “{name}”: choose another name.").format(name=name))
        kept = SavedQuestion.objects.create(workspace=workspace, name=name, query=query, created_by=by, created_at=now)
    return kept.pk


def delete_question(*, workspace: Workspace, question_id: int) -> bool:
    """Forget a question of this workspace; False when there was none."""
    with writing():
        deleted, _rows = SavedQuestion.objects.filter(workspace=workspace, pk=question_id).delete()
    return deleted > 0
