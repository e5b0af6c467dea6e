"""Tables: questions kept under a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from suppilo.team.ports import User, Workspace


class SavedQuestion(models.Model):
    """A question of the explorer by its canonical address; one that no longer fits says so when it is asked."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    query = models.TextField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="insights_question_once")]
