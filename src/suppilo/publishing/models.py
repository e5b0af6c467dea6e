"""Tables: versions of the definition, the one that runs, and people still to be moved to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from suppilo.foundation.claims import Claimable


class Version(models.Model):
    """An immutable definition: validated content as JSON, and the files it was read from.

    `content` is text because the order of keys counts and PostgreSQL does not keep it in jsonb. `files` is path to
    digest of what lies beside the texts (images, magnets) in `foundation.files`.

    `people` is what was chosen for those inside: {id of an object: name of an option}.

    `digest` names the content. A version that was prepared but lost the race to be published has no `published_at`.
    """

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=[("apply", "apply"), ("rollback", "rollback")], default="apply")
    content = models.TextField()
    sources = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    people = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    made_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    restores = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey("team.User", on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "number"], name="publishing_version_once")
        ]


class Running(models.Model):
    """Which version a workspace runs; changed by compare-and-set."""

    workspace = models.OneToOneField(
        "team.Workspace", on_delete=models.CASCADE, primary_key=True, related_name="running"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT)


class Migration(Claimable):
    """People to be brought to a new version by one mover (a room above), in resumable batches."""

    workspace = models.ForeignKey("team.Workspace", on_delete=models.CASCADE)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, db_index=False)
    from_version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="+")
    mover = models.CharField(max_length=32)
    cursor = models.JSONField(default=dict)
    moved = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "mover"], name="publishing_migration_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="publishing_migration_due", condition=models.Q(due_at__isnull=False))
        ]
