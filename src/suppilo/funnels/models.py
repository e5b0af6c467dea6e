"""Tables: when each stage's condition first held, where people stand, and how they got there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Match(models.Model):
    """The first time the entry condition of a stage held for a person: what the funnel report walks over.

    `rule` names the condition under which it was found, so that going back to a former definition finds its own
    matches again. A late fact makes `at` earlier, never later. `cause_seq`: the fact that did it (null: time alone).
    """

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    funnel = models.CharField(max_length=63)
    stage = models.CharField(max_length=63)
    rule = models.CharField(max_length=16)
    at = models.DateTimeField()
    cause_seq = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=9)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "funnel", "stage", "rule"], name="funnels_match_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "funnel", "rule", "person"], name="funnels_match_by_rule")
        ]


class Standing(models.Model):
    """The stage a person stands in now, one row per funnel. An empty stage: was inside, is no longer."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    funnel = models.CharField(max_length=63)
    stage = models.CharField(max_length=63, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "funnel"], name="funnels_standing_once")]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "funnel", "stage"], name="funnels_standing_by_stage")]


class Move(models.Model):
    """One move, append-only. `at` is that of the fact that caused it; `correcting` when a late fact told of it.

    A move of origin migration without a `cause_seq` comes from the definition alone: it counts in standing only.
    """

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    funnel = models.CharField(max_length=63)
    from_stage = models.CharField(max_length=63, blank=True)
    to_stage = models.CharField(max_length=63, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=9)
    cause_seq = models.BigIntegerField(null=True)
    correcting = models.BooleanField(default=False)
    version_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace_id", "funnel", "at"], name="funnels_move_by_time")]
