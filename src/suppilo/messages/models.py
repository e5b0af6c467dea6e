"""Tables: the outbox, messages compiled at publish, whom never to write to, and the development mailbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from suppilo.foundation.claims import Claimable
from suppilo.messages.sequences.rows import SequenceMessage


class Status(models.TextChoices):
    """Where a message is. `sending` is on the wire; `unknown` was on the wire when the answer was lost."""

    QUEUED = "queued", _("waiting to be sent")
    HELD = "held", _("held back")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("may or may not have arrived")
    FAILED = "failed", _("refused")
    SUPPRESSED = "suppressed", _("not allowed")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("too late")


class Lane(models.IntegerChoices):
    """Which messages go first: bulk never delays a receipt."""

    TRANSACTIONAL = 0, _("asked for")
    JOURNEY = 1, _("journey")
    BROADCAST = 2, _("broadcast")


class Outgoing(Claimable):
    """The outbox: one row per recipient and message. The unique key is the promise that nothing is sent twice.

    `reference` and the row's number are the local part of the Message-ID, the same at every attempt. `reason` is a code
    of `suppilo.messages.reasons`; `reason_params` are the values of its sentence. `links` are the addresses that the
    tracked links of this very message lead to; `address_digest` the keyed hash of where it went. `delivered_at` and
    `bounced_at` are when a vendor first said so; a message that came back after its delivery has both.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey("publishing.Version", on_delete=models.RESTRICT, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    message_id = models.CharField(max_length=63)
    channel = models.CharField(max_length=8, default="email")
    purpose = models.CharField(max_length=63)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    unique_key = models.CharField(max_length=200)
    reference = models.CharField(max_length=32)
    journey = models.CharField(max_length=63, blank=True, default="")
    origin = models.CharField(max_length=9, default="live")
    context = models.JSONField(default=dict)
    language = models.CharField(max_length=8, blank=True, default="")
    links = models.JSONField(default=list)
    address_digest = models.CharField(max_length=64, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    reason = models.CharField(max_length=32, blank=True, default="")
    reason_params = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    broadcast = models.ForeignKey("Broadcast", on_delete=models.RESTRICT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "unique_key"], name="messages_never_twice")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["lane", "due_at", "id"], name="messages_due", condition=models.Q(due_at__isnull=False)
            ),
            models.Index(fields=["workspace", "person_id", "sent_at"], name="messages_of_person"),
            models.Index(fields=["workspace", "status", "created_at"], name="messages_by_status"),
            models.Index(
                fields=["broadcast", "status", "due_at"],
                name="messages_of_broadcast",
                condition=models.Q(broadcast__isnull=False),
            ),
            models.Index(
                fields=["workspace", "lane", "created_at"],
                name="messages_complaints",
                condition=models.Q(complained_at__isnull=False),
            ),
        ]


class Phase(models.TextChoices):
    """Where a broadcast is."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    RUNNING = "running", _("being sent")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("sent to everybody")
    CANCELLED = "cancelled", _("given up")
    FIXED = "fixed", _("part of a sequence")


class Broadcast(Claimable):
    """One message to everybody in a segment (or to everybody), once. `due_at` is when the worker goes on with it.

    `content` is what was written: texts by language. `message` is the same as a message of a definition, fixed with
    `version` when it was scheduled. `starts_at` is an instant; with `is_local` its wall time in the business's zone
    counts where each person is, the first time from `local_from` on: when it was scheduled, or resumed. `after` is the
    person up to whom it was put into the outbox. `forecast` is what the gate said of everybody when it was last asked;
    `asked_up_to` how far it is being asked now. `step` is the message of a sequence that it is the text of: such a one
    is never sent by itself.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    segment = models.CharField(max_length=63, blank=True, default="")
    content = models.JSONField(default=dict)
    message = models.JSONField(default=dict)
    version = models.ForeignKey("publishing.Version", on_delete=models.RESTRICT, null=True, related_name="+")
    phase = models.CharField(max_length=9, choices=Phase.choices, default=Phase.DRAFT)
    starts_at = models.DateTimeField(null=True)
    is_local = models.BooleanField(default=False)
    local_from = models.DateTimeField(null=True)
    after = models.BigIntegerField(default=0)
    forecast = models.JSONField(default=dict)
    asked_up_to = models.BigIntegerField(null=True)
    trouble = models.CharField(max_length=32, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    step = models.ForeignKey(SequenceMessage, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="messages_broadcast_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["workspace", "-created_at"], name="messages_broadcast_newest"),
        ]


class Compiled(models.Model):
    """A message in one language, made ready once at publish: Liquid is all that is left to do per recipient."""

    version = models.ForeignKey("publishing.Version", on_delete=models.CASCADE, related_name="+", db_index=False)
    message_id = models.CharField(max_length=63)
    language = models.CharField(max_length=8)
    subject = models.TextField()
    html = models.TextField()
    text = models.TextField()
    links = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "message_id", "language"], name="messages_compiled_once")
        ]


class Suppression(models.Model):
    """An address that is not to be written to, known only by a keyed hash, so that it survives erasure.

    `reason` is bounce, complaint, unsubscribe, manual or erased. `also_left`: the person unsubscribed as well, which
    stays when the reason is lifted. `person_id` (0: nobody known) and `message_id` are whose it was and what it came
    of; `user_id` and `note` who decided it by hand, and why. An erasure leaves the hash, the reason and the instant.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=16)
    at = models.DateTimeField()
    also_left = models.BooleanField(default=False)
    person_id = models.BigIntegerField(default=0)
    message_id = models.CharField(max_length=63, blank=True, default="")
    user_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "channel", "digest"], name="messages_suppressed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-at", "-id"], name="messages_suppressed_newest")]


class Told(models.Model):
    """A customer who was told, when buying, that news of similar products will come, and did not refuse.

    `words` are what was shown. Consent is something else and stands with the person.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    purpose = models.CharField(max_length=63)
    channel = models.CharField(max_length=8)
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "person_id", "purpose", "channel"], name="messages_told_once")
        ]


class TestMode(models.Model):
    """While it is on, nobody but the addresses on the list gets anything."""

    workspace = models.OneToOneField("team.Workspace", on_delete=models.CASCADE, related_name="+", primary_key=True)
    is_on = models.BooleanField(default=False)
    addresses = models.JSONField(default=list)


class Allowance(models.Model):
    """How much may leave by one way: a provider, a domain, a new sender. Shared by all workers, locked while counted.

    `next_at` is when the next message may leave that is not yet promised a time; `used` counts those of `day`.
    """

    scope = models.CharField(max_length=200, primary_key=True)
    next_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    used = models.PositiveIntegerField(default=0)


class LaneState(models.Model):
    """A lane that was stopped, or let go on. `reason` is complaints or staff; complaints count from `resumed_at`."""

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=8)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    stopped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, blank=True, default="")
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "channel", "lane"], name="messages_lane_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace"], name="messages_lane_stopped", condition=models.Q(stopped_at__isnull=False)
            )
        ]


class JourneyHold(models.Model):
    """A journey that stands still: the gate holds what it has to say until the row is gone."""

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    journey = models.CharField(max_length=63)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "journey"], name="messages_journey_held_once")
        ]


class StrangeReport(models.Model):
    """A word of a vendor's that we do not know: when it first and last came, and of which message last (0: of none)."""

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+")
    vendor = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    word = models.CharField(max_length=60)
    outgoing_id = models.BigIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "vendor", "word"], name="messages_strange_once")
        ]


class DevMail(models.Model):
    """A mail as a server would have got it, kept for the studio's mailbox when no server is configured."""

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, null=True, related_name="+")
    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    sender = models.CharField(max_length=400)
    recipient = models.CharField(max_length=400)
    subject = models.TextField()
    html = models.TextField()
    text = models.TextField()
    raw = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-received_at"], name="messages_mailbox_newest")]


class Notice(models.Model):
    """A message that waits until `until` for the person's next page view, or was shown in one at `shown_at`."""

    outgoing = models.OneToOneField(Outgoing, on_delete=models.CASCADE, related_name="+")
    workspace_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    until = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="messages_notice_waits", condition=models.Q(shown_at__isnull=True)),
            models.Index(fields=["until"], name="messages_notice_over", condition=models.Q(shown_at__isnull=True)),
        ]


class Device(models.Model):
    """A browser in which a person allowed notifications, as its push service gave it to us (RFC 8030, RFC 8291).

    `endpoint` is where messages for it are posted, and as secret as a password; `endpoint_digest` its SHA-256 in hex.
    `p256dh` and `auth` are the browser's public key and its secret, base64url. `person_id` is the number under which
    it was last allowed: a merge leaves it. `agent` is what browser it is, in words that name no version.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    endpoint = models.TextField()
    endpoint_digest = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=88)
    auth = models.CharField(max_length=24)
    agent = models.CharField(max_length=40)
    language = models.CharField(max_length=8, blank=True, default="")
    zone = models.CharField(max_length=63, blank=True, default="")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "endpoint_digest"], name="messages_device_once")
        ]
        indexes: ClassVar = [models.Index(fields=["person_id"], name="messages_device_of")]


class Owed(Claimable):
    """A message that other devices of the person took, and this one is to get when its push service has time."""

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="+", db_index=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["outgoing", "device"], name="messages_owed_once")]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="messages_owed_due")]


class Reaction(Claimable):
    """One request that a message met, as it came: for its pixel ("open"), a link ("click"), the magnet's page
    behind it ("page") or the hidden link ("trap").

    `traffic` is whose it was (person, proxy, scanner) by the rule `why`, decided under the rules `classed_by`; empty
    until then. `network` is an address cut to /24 or /48.
    """

    workspace_id = models.BigIntegerField()
    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5)
    number = models.PositiveSmallIntegerField(default=0)
    is_head = models.BooleanField(default=False)
    agent = models.CharField(max_length=300, blank=True)
    network = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()
    traffic = models.CharField(max_length=8, blank=True, default="")
    why = models.CharField(max_length=40, blank=True, default="")
    classed_by = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="messages_reaction_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["classed_by", "outgoing"], name="messages_reaction_rules"),
        ]
