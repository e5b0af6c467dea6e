"""Questions kept under a name."""

from __future__ import annotations

from suppilo.insights.models import SavedQuestion


def saved_questions(workspace_id: int) -> list[SavedQuestion]:
    """The questions of a workspace, by name."""
    return list(SavedQuestion.objects.filter(workspace_id=workspace_id).order_by("name"))
