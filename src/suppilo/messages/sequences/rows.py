"""Tables of sequences: what is sent in which order, and how far each person is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from suppilo.foundation.claims import Claimable, Due


class Standing(models.TextChoices):
    """Where a sequence is."""

    DRAFT = "draft", _("draft")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class Sequence(Claimable):
    """Messages one after another to whoever comes into a segment. `due_at` is when the worker goes on with what is to
    be done about all of its people.

    `taken_up_to` is up to whom those who were in the segment at the start have been taken in, `placed_up_to` the
    follower up to whom all were given their time anew; each is None when that is over. After a pause, `turns` were
    given since `placing_since`, `per_minute` at most. `trouble` says why it was paused by itself.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    segment = models.CharField(max_length=63, blank=True, default="")
    standing = models.CharField(max_length=7, choices=Standing.choices, default=Standing.DRAFT)
    takes_present = models.BooleanField(default=False)
    finishes_anyway = models.BooleanField(default=False)
    stops_on_reply = models.BooleanField(default=True)
    taken_up_to = models.BigIntegerField(null=True)
    placed_up_to = models.BigIntegerField(null=True)
    placing_since = models.DateTimeField(null=True)
    turns = models.PositiveIntegerField(default=0)
    per_minute = models.PositiveIntegerField(default=600)
    trouble = models.CharField(max_length=32, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="messages_sequence_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["workspace", "-created_at"], name="messages_sequence_newest"),
        ]


class SequenceMessage(models.Model):
    """One message of a sequence. Its texts are those of a broadcast that is never sent by itself.

    `draft` is what is being written; `live` what is sent, fixed when it was taken into the sequence. `delay` counts
    from the message before, or from coming in; with `hour` it leaves at that hour of the day where the person is. What
    was taken out stays, so that it is known how far those are who got it.

    Those who were past its place when it came in, at `owed_since`, get it as well where `owed_past` (who was on the
    way) or `owed_finished` (who had got all) say so: up to the follower `owed_up_to` they have been given a turn, the
    next is at `owed_next_at`; None when that is over.
    """

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="messages", db_index=False)
    place = models.PositiveIntegerField()
    delay = models.DurationField()
    hour = models.PositiveSmallIntegerField(null=True)
    draft = models.ForeignKey("Broadcast", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    live = models.ForeignKey("Broadcast", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
    owed_past = models.BooleanField(default=False)
    owed_finished = models.BooleanField(default=False)
    owed_since = models.DateTimeField(null=True)
    owed_up_to = models.BigIntegerField(null=True)
    owed_next_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sequence", "place"], name="messages_sequence_order")]


class Follower(Due):
    """A person on the way through a sequence, once. `due_at` is when `next` is put into the outbox.

    `last` was put there at `last_at` (before the first, when they came in). `late_since` is when `next` should have
    been, had the sequence not been paused. `in_bulk`: taken in with all who were in the segment at the start, so that
    what they get stands behind what others are waiting for. `ended` says why nothing follows: finished, left, replied,
    over, merged.
    """

    workspace_id = models.BigIntegerField()
    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    in_bulk = models.BooleanField(default=False)
    last = models.ForeignKey(SequenceMessage, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    last_at = models.DateTimeField()
    next = models.ForeignKey(SequenceMessage, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    late_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended = models.CharField(max_length=8, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sequence", "person_id"], name="messages_follower_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="messages_follower_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["person_id"], name="messages_follower_person"),
            models.Index(fields=["sequence", "ended", "next"], name="messages_follower_progress"),
        ]
