"""Table: what somebody who sells is to do about a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Task(models.Model):
    """One thing to do. `unique_key` says for what: the same key never makes a second task.

    `words` is the text in the business's languages. `person_id` is the number under which it was asked for.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    unique_key = models.CharField(max_length=200)
    words = models.JSONField()
    journey = models.CharField(max_length=63, blank=True, default="")
    created_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("team.User", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "unique_key"], name="sales_task_once")]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "done_at", "until"], name="sales_task_open"),
            models.Index(fields=["person_id"], name="sales_task_of_person"),
        ]
