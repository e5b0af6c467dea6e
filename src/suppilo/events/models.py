"""Tables: the log, what was refused as a repeat with other content, and the readers' bookmarks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Origin(models.TextChoices):
    """Where a fact came from. Journeys, alarms and webhooks start only from live facts."""

    LIVE = "live"
    IMPORT = "import"
    MIGRATION = "migration"
    DEMO = "demo"


class Event(models.Model):
    """One fact. Append-only; person ids are bare, so that merging and erasing never rewrite history's shape.

    `folded` holds the text properties NFC and case-folded, because databases fold letters differently.
    `xid` is the writing transaction on PostgreSQL (filled by the database), 0 on SQLite. `consent` is what the visitor
    had said about being measured when it was reported (yes, no), null where nobody is asked. `traffic` is the class of
    the program that reported it, and `agent_id` names that program (a row of capture), to class it again.
    """

    seq = models.BigAutoField(primary_key=True)
    workspace_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)
    origin = models.CharField(max_length=9, choices=Origin.choices)
    is_act = models.BooleanField()
    traffic = models.CharField(max_length=8, default="person")
    consent = models.CharField(max_length=3, null=True)
    agent_id = models.BigIntegerField(null=True)
    properties = models.JSONField(default=dict)
    folded = models.JSONField(default=dict)
    xid = models.BigIntegerField(db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "source", "name", "external_id"], name="events_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["xid", "seq"], name="events_commit_order"),
            models.Index(fields=["workspace_id", "person_id", "at"], name="events_of_person"),
            models.Index(fields=["workspace_id", "name", "at"], name="events_by_name"),
        ]


class Conflict(models.Model):
    """A repeat of a known fact with other content: kept, shown, without effect."""

    workspace_id = models.BigIntegerField()
    first = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="conflicts", db_index=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    properties = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "digest"], name="events_conflict_once")]


class Bookmark(models.Model):
    """How far a reader has come: everything up to (xid, seq) has had its effect."""

    reader = models.CharField(max_length=64, primary_key=True)
    xid = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)


class Reread(models.Model):
    """The facts of a person were given another person's id: stores take what they hold of them anew from the log.

    It names one person only, so that nothing links an erased person with the id that their facts were moved to. Rows
    are removed when every store has had time to see them; one that has not rebuilds itself.
    """

    workspace_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["xid", "id"], name="events_reread_order")]
