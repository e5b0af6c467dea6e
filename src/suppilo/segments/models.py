"""Tables: who is in a segment, when they came and went, and whom time alone will move."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from suppilo.foundation.claims import Claimable


class Member(models.Model):
    """A person who matches a segment now. `first_at` is the first instant at which they did, as far as is known."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    segment = models.CharField(max_length=63)
    first_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "segment"], name="segments_member_once")]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "segment", "person"], name="segments_members")]


class Passage(models.Model):
    """Somebody came into a segment or left it, as seen at `at`. Append-only."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    segment = models.CharField(max_length=63)
    entered = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "segment", "at", "entered"], name="segments_passages")
        ]


class Wake(Claimable):
    """At `due_at` a condition changes for this person by time alone; `node` is the segment or stage to look at."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    node = models.CharField(max_length=140)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "node"], name="segments_wake_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="segments_wake_due", condition=models.Q(due_at__isnull=False))
        ]
