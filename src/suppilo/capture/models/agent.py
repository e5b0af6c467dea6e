"""Programs that reported events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Agent(models.Model):
    """A browser or program by what it calls itself, and its class, with the name of the rule that classed it.

    `recount_from` is where in the log the facts of a program whose class changed are still to be told so.
    """

    text = models.CharField(max_length=300, unique=True)
    traffic = models.CharField(max_length=8)
    classed_by = models.CharField(max_length=40)
    recount_from = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["classed_by"], name="capture_agent_classed_by"),
            models.Index(
                fields=["recount_from"], name="capture_agent_recount", condition=models.Q(recount_from__isnull=False)
            ),
        ]
