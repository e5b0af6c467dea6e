"""Tables: who is inside a journey, and who was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from suppilo.foundation.claims import Claimable, Due


class Enrolment(Due):
    """One person inside one journey of one version, at one step. The entry key makes a repeated entry impossible.

    `step` is the step to be carried out next ("" ends it). `since` is when the previous step was done (for the first
    step, when the trigger happened): an act that is waited for counts from there. `waiting_for` is the name of that
    act once the enrolment is ready to be woken; `deadline` is when the wait ends. `tries` counts how often the step has
    failed since it last went well; after the last of them the enrolment is `stuck`: nothing is due, the reason stands
    here, and somebody lets it try again. `detour` are steps that are done in between because a new version has them
    behind this place, and where the enrolment stands again afterwards. `ways` are the forks behind it and which way was
    taken there, a line each: "fork 1". `late_since` is when it should have gone on
    while its journey was paused; held, it is not due.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey("publishing.Version", on_delete=models.RESTRICT, related_name="+", db_index=False)
    journey = models.CharField(max_length=63)
    person_id = models.BigIntegerField()
    entry_key = models.CharField(max_length=64)
    cause_seq = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=9, default="live")
    context = models.JSONField(default=dict)
    step = models.CharField(max_length=63, blank=True)
    since = models.DateTimeField()
    waiting_for = models.CharField(max_length=64, blank=True, default="")
    deadline = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    detour = models.JSONField(default=dict)
    ways = models.TextField(blank=True, default="")
    late_since = models.DateTimeField(null=True)
    stuck = models.CharField(max_length=200, blank=True, default="")
    stuck_at = models.DateTimeField(null=True)

    #: The lines of `ways` that are not written yet.
    taken = ""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "journey", "person_id", "entry_key"], name="journeys_enter_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="journeys_of_person"),
            models.Index(fields=["due_at", "id"], name="journeys_due", condition=models.Q(due_at__isnull=False)),
            models.Index(
                fields=["person_id", "waiting_for"], name="journeys_waiting", condition=~models.Q(waiting_for="")
            ),
            models.Index(fields=["workspace", "journey"], name="journeys_inside"),
            models.Index(fields=["workspace", "id"], name="journeys_stuck", condition=~models.Q(stuck="")),
        ]


class Ended(models.Model):
    """An enrolment that is over: out of the hot table, kept as history and against entering twice.

    One that stopped because two people turned out to be one names the enrolment that it gave way to, and keeps in
    `former` how it stood, so that it can go on if they are told apart again.
    """

    enrolment_id = models.BigIntegerField(unique=True)
    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey("publishing.Version", on_delete=models.RESTRICT, related_name="+", db_index=False)
    journey = models.CharField(max_length=63)
    person_id = models.BigIntegerField()
    entry_key = models.CharField(max_length=64)
    step = models.CharField(max_length=63, blank=True)
    ways = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=16)  # finished, stopped, goal, exit, replied, left, removed, merged, erased
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    gave_way_to = models.BigIntegerField(null=True)
    former = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "journey", "person_id", "entry_key"], name="journeys_ended_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person_id"], name="journeys_ended_of_person")]


class Calendar(Claimable):
    """When a journey that starts by a date or a schedule is to be looked at next.

    Everything that came by `through` has been looked at.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    journey = models.CharField(max_length=63)
    through = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "journey"], name="journeys_calendar_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], name="journeys_calendar_due", condition=models.Q(due_at__isnull=False)
            )
        ]


class Intake(Claimable):
    """People who are to start a journey, taken in batch by batch: by a date, by a schedule, or asked for by somebody.

    `key` makes asking twice impossible. `who` says whom: {"people": [...]}, {"segment": ...}, {"day", "zone"} or
    {"since", "until"}. `cursor` is the last person looked at; `looked_at` and `entered` count so far.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    journey = models.CharField(max_length=63)
    kind = models.CharField(max_length=8)  # date, schedule, asked
    key = models.CharField(max_length=64)
    who = models.JSONField(default=dict)
    at = models.DateTimeField()
    cursor = models.BigIntegerField(default=0)
    looked_at = models.PositiveBigIntegerField(default=0)
    entered = models.PositiveBigIntegerField(default=0)
    user_id = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "journey", "key"], name="journeys_intake_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="journeys_intake_due", condition=models.Q(due_at__isnull=False))
        ]


class Pause(Claimable):
    """A journey that stands still since an instant, or did. `kept_out` counts what would have started it meanwhile.

    After `resumed_at` those who were held are let go on, `per_minute` at most: `cursor` is the last of them who has
    got a time, `spread` how many have.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+")
    journey = models.CharField(max_length=63)
    since = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    kept_out = models.PositiveBigIntegerField(default=0)
    resumed_at = models.DateTimeField(null=True)
    per_minute = models.PositiveIntegerField(default=600)
    cursor = models.BigIntegerField(default=0)
    spread = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "journey"], name="journeys_paused_once", condition=models.Q(resumed_at=None)
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="journeys_resumes_due", condition=models.Q(due_at__isnull=False))
        ]


class Asked(models.Model):
    """People whom a business's own server wanted to start a journey, and what became of each. Kept for 30 days.

    `key` is the request's own name, `digest` that of its body: the same key with the same body is the same request.
    `results` are words by place in the request; nothing here says who the people are.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    journey = models.CharField(max_length=63)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    server_key_id = models.BigIntegerField()
    results = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "journey", "key"], name="journeys_asked_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "journey", "-at"], name="journeys_asked_newest"),
            models.Index(fields=["at"], name="journeys_asked_oldest"),
        ]
