"""Tables: people, how they are reached, what is known of them, and what they agreed to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """Somebody, perhaps only a visitor so far. A merged person points at the one that was kept.

    `is_leaving`: an erasure of this person has begun. A negative number stands for nobody: what is left to be counted
    of somebody who was erased.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    language = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=9, default="live")
    is_leaving = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "created_at"], name="people_newest")]


class Identifier(models.Model):
    """One way to recognise a person; belongs to one person at a time."""

    class Kind(models.TextChoices):
        """The kinds, strongest last."""

        VISITOR = "visitor"
        PHONE = "phone"
        EMAIL = "email"
        EXTERNAL = "external"

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=320)
    verified_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="people_identifier_once")
        ]


class Attribute(models.Model):
    """One known value of a person, cast once on write. A list has one row per item (`position`).

    `text` is what was given, `folded` the same NFC and case-folded, `number`, `instant` and `flag` by declared type;
    a day stands as ISO text in `folded`. `set_at` is since when it is so, `said_at` when the same was last said again.
    """

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attributes", db_index=False)
    key = models.CharField(max_length=63)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    number = models.FloatField(null=True)
    instant = models.DateTimeField(null=True)
    flag = models.BooleanField(null=True)
    set_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key", "position"], name="people_attribute_once")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "key", "person"], name="people_attribute_by_key")]


class Uncast(models.Model):
    """A value that did not fit its declared type: kept and reported, never guessed."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    key = models.CharField(max_length=63)
    kind = models.CharField(max_length=8)
    raw = models.TextField()
    at = models.DateTimeField()


class Consent(models.Model):
    """What a person agrees to now, per purpose and channel."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=63)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=9)  # pending, granted, withdrawn
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "purpose", "channel"], name="people_consent_once")
        ]


class ConsentRecord(models.Model):
    """The proof: every change of a consent, with the words that were shown. Append-only."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_index=False)
    purpose = models.CharField(max_length=63)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=9)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=9)
    source = models.CharField(max_length=120)
    proof = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "purpose", "channel", "at"], name="people_consent_history")]


class Merge(models.Model):
    """Two persons found to be one: who was kept, who was absorbed, and why. `undone_at` is set once it is taken back.

    `moved` is what this room moved, `parts` what each room above needs to take its part back. `user_id` is the member
    who did it; null for a form, an import row or the command line.
    """

    workspace_id = models.BigIntegerField()
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=64)
    moved = models.JSONField(default=dict)
    parts = models.JSONField(default=dict)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["absorbed"], name="people_absorbed_once", condition=models.Q(undone_at__isnull=True)
            )
        ]


class Erasure(models.Model):
    """A person who was, or is being, erased: under which number they stood, when, by whom. Nothing else of them.

    While it goes on, `numbers` are all that stood for the person, `nobody` the number that their facts go to, and
    `salt` what their random ids are made anew with; at the end all three are forgotten, so that nothing links the two.
    `user_id` is the member who did it, null for the command line; `removed` is how much of what, by room.
    """

    workspace_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    numbers = models.JSONField(default=list)
    nobody = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=64, blank=True)
    user_id = models.BigIntegerField(null=True)
    removed = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "person_id"], name="people_erased_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="people_erasing", condition=models.Q(done_at__isnull=True))
        ]
