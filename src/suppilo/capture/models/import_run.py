"""One import of one file: how far it came, and what became of its rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ImportRun(models.Model):
    """The import of a file by a mapping; its position moves in the transaction of each batch's effects.

    `digest` is over the file, the files joined to it and the mapping: the same three are the same import. `as_of` is
    when that import was first begun; values without a time of their own count as known since then, so a repeat never
    takes back what was learnt later. `rows_read` = created + merged + unchanged + refused after every batch.
    """

    class State(models.TextChoices):
        """A run that stands at `running` without a living process is gone on with by the next one."""

        RUNNING = "running"
        FINISHED = "finished"

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=63)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    rows_read = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    merged = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    repaired = models.PositiveBigIntegerField(default=0)
    tallies = models.JSONField(default=dict)
    refused_path = models.CharField(max_length=1000, blank=True)
    refused_size = models.PositiveBigIntegerField(default=0)
    as_of = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "digest"], condition=models.Q(state="running"), name="capture_import_running_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "digest"], name="capture_import_same")]
