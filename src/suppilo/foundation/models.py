"""Table: which workers are alive, and what troubles them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """One worker process; `beat_at` moves while it lives, `troubles` names the tasks that fail and since when."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    troubles = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["beat_at"], name="foundation_heartbeat_newest")]
