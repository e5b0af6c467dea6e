"""Forms that were not taken in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Rejection(models.Model):
    """One post of a form that made no lead, and why. What was filled in is not kept.

    `contact` is a keyed hash of the e-mail address or phone number given: whoever says "I filled it in and nothing
    came" can be found by it, nobody else.
    """

    class Reason(models.TextChoices):
        """Why. The first four are the signs of a program that fills in forms."""

        HONEYPOT = "honeypot"
        TOO_FAST = "too_fast"
        UNSIGNED = "unsigned"
        CRAWLER = "crawler"
        LIMIT = "limit"
        EXPIRED = "expired"
        INVALID = "invalid"
        CHANGED = "changed"

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, db_index=False)
    form = models.CharField(max_length=63)
    reason = models.CharField(max_length=9, choices=Reason.choices)
    fields = models.JSONField(default=list)
    page = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=48, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "at"], name="capture_rejection_newest"),
            models.Index(fields=["workspace", "contact"], name="capture_rejection_contact"),
        ]
