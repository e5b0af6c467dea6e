"""Switching a workspace to a definition."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection
from django.db.models import Max

from suppilo.definition.model import Bundle
from suppilo.definition.reading import Reading
from suppilo.foundation import clock
from suppilo.foundation.files import store
from suppilo.foundation.writing import writing
from suppilo.publishing import queries
from suppilo.publishing.errors import OutdatedDefinition, UnknownChoice
from suppilo.publishing.models import Migration, Running, Version
from suppilo.publishing.operations.plan import kept_files, published, questions
from suppilo.publishing.ports import compilers, movers
from suppilo.team import operations as team


@dataclass(frozen=True)
class Applied:
    """A published version."""

    version_id: int
    number: int


def apply(
    workspace_id: int,
    reading: Reading,
    *,
    made_from: int | None,
    user_id: int | None = None,
    note: str = "",
    people: Mapping[str, str] | None = None,
) -> Applied:
    """Publish a definition as the next version and run it at once; people follow in batches (`migrate_people`).

    `made_from` is the version the change was made from, `people` the answers to the plan's questions: {id: option}.
    Raises DefinitionRefused when the definition has errors, OutdatedDefinition when another version runs, and
    UnknownChoice for an answer that the plan does not offer; what runs is then untouched.
    """
    bundle = reading.raise_if_bad()
    files = kept_files(workspace_id, bundle) | {name: store(path.read_bytes()) for name, path in reading.files.items()}
    draft = _Draft(workspace_id, "apply", bundle, reading.sources, files, made_from, None, user_id, note, people)
    return _publish(draft)


def rollback(
    workspace_id: int,
    to_number: int,
    *,
    made_from: int | None,
    user_id: int | None = None,
    people: Mapping[str, str] | None = None,
) -> Applied:
    """Publish the content of a former version as a new one. What was sent and recorded since is never undone.

    Raises NoSuchVersion, OutdatedDefinition and UnknownChoice.
    """
    former = published(workspace_id, to_number)
    bundle = queries.bundle_of(former.pk)
    draft = _Draft(
        workspace_id,
        "rollback",
        bundle,
        dict(former.sources),
        dict(former.files),
        made_from,
        former.pk,
        user_id,
        "",
        people,
    )
    return _publish(draft)


@dataclass(frozen=True)
class _Draft:
    workspace_id: int
    kind: str
    bundle: Bundle
    sources: dict[str, str]
    files: dict[str, str]
    made_from: int | None
    restores_id: int | None
    user_id: int | None
    note: str
    people: Mapping[str, str] | None


def _publish(draft: _Draft) -> Applied:
    now = clock.now()
    _refuse_outdated(draft)
    _refuse_unknown(draft)
    version = _prepare(draft, now)
    try:
        # Outside the switch: rendering mail takes longer than a lock may be held.
        for compiler in compilers().values():
            compiler(draft.workspace_id, version.pk, draft.bundle)
        _switch(draft, version, now)
    except Exception:
        Version.objects.filter(pk=version.pk, published_at__isnull=True).delete()
        raise
    return Applied(version.pk, version.number)


def _refuse_outdated(draft: _Draft) -> None:
    current = queries.running(draft.workspace_id)
    number = current.number if current else None
    if number != draft.made_from:
        raise OutdatedDefinition(draft.made_from, number)


def _refuse_unknown(draft: _Draft) -> None:
    if not draft.people:
        return
    current = queries.running(draft.workspace_id)
    asked = questions(draft.workspace_id, current.bundle if current else None, draft.bundle)
    offered = [f"{one.id}={option.name}" for one in asked for option in one.options]
    for given in (f"{key}={choice}" for key, choice in draft.people.items()):
        if given not in offered:
            raise UnknownChoice(given, offered)


def _prepare(draft: _Draft, now: datetime) -> Version:
    """The version's row, not yet published. Its number is the next one."""
    content = draft.bundle.model_dump_json(exclude_defaults=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    with writing():
        rows = Version.objects.filter(workspace_id=draft.workspace_id)
        number = (rows.aggregate(top=Max("number"))["top"] or 0) + 1
        made_from = rows.filter(number=draft.made_from).first() if draft.made_from else None
        try:
            return Version.objects.create(
                workspace_id=draft.workspace_id,
                number=number,
                kind=draft.kind,
                content=content,
                sources=draft.sources,
                files=draft.files,
                digest=digest,
                people=dict(draft.people or {}),
                made_from=made_from,
                restores_id=draft.restores_id,
                note=draft.note,
                created_by_id=draft.user_id,
                created_at=now,
            )
        except IntegrityError as error:  # two people applied in the same moment
            raise OutdatedDefinition(draft.made_from, number) from error


def _switch(draft: _Draft, version: Version, now: datetime) -> None:
    """From now on `version` runs, and the record says so."""
    with writing():
        rows = Running.objects.filter(workspace_id=draft.workspace_id)
        if connection.features.has_select_for_update:
            rows = rows.select_for_update()
        current = rows.select_related("version").first()
        number = current.version.number if current else None
        if number != draft.made_from:
            raise OutdatedDefinition(draft.made_from, number)
        Version.objects.filter(pk=version.pk).update(published_at=now)
        try:
            Running.objects.update_or_create(workspace_id=draft.workspace_id, defaults={"version": version})
        except IntegrityError as error:
            raise OutdatedDefinition(draft.made_from, number) from error
        old_id = current.version_id if current else None
        Migration.objects.bulk_create(
            Migration(workspace_id=draft.workspace_id, version=version, from_version_id=old_id, mover=name, due_at=now)
            for name in movers()
        )
        restored = version.restores
        team.audit(
            workspace=version.workspace,
            user=version.created_by,
            action=f"definition.{draft.kind}",
            subject=f"version:{version.number}",
            details={"restores": restored.number} if restored else None,
        )
