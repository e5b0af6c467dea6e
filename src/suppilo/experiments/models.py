"""Table: which variant of an experiment somebody was given first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Exposure(models.Model):
    """A person's variant of an experiment, kept from the first time that they met it. Never rewritten.

    `person_id` is the number under which it happened. `is_double`: the same person was given one before under another
    number. `is_mixed`: and not the same one, so that they count for no variant. Both change with merges only.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    experiment = models.CharField(max_length=63)
    variant = models.CharField(max_length=63)
    person_id = models.BigIntegerField()
    origin = models.CharField(max_length=9, default="live")
    exposed_at = models.DateTimeField()
    is_double = models.BooleanField(default=False)
    is_mixed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "experiment", "person_id"], name="experiments_exposed_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="experiments_of_person"),
            models.Index(fields=["workspace", "experiment", "variant"], name="experiments_by_variant"),
        ]
