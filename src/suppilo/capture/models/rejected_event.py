"""Events that were reported and not taken."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RejectedEvent(models.Model):
    """One event that the collector did not take, where in the report it stood, and why. Kept for 30 days.

    `content` is what it said, empty where that held contact data. Who reported it is kept as a network only.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=63, blank=True)
    external_id = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500)
    content = models.CharField(max_length=1_000, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=48, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "at"], name="capture_rejected_newest"),
            models.Index(fields=["workspace", "external_id"], name="capture_rejected_by_id"),
            models.Index(fields=["at"], name="capture_rejected_oldest"),
        ]
