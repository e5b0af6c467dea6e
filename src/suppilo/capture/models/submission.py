"""Forms that were taken in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Submission(models.Model):
    """One form taken in. Its token was given out with the page, so that a repeated post is known.

    `digest` is a keyed hash of what was filled in: it tells a repeat from another content and cannot be read back.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False)
    form = models.CharField(max_length=63)
    token = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "token"], name="capture_submission_once")]
        indexes: ClassVar = [models.Index(fields=["workspace", "form", "at"], name="capture_submission_newest")]
