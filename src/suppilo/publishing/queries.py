"""Which definition runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from suppilo.definition.model import Bundle, CustomEvent
from suppilo.definition.problems import Problem
from suppilo.publishing.errors import NoSuchVersion
from suppilo.publishing.models import Migration, Running, Version


@dataclass(frozen=True)
class RunningVersion:
    """The version that a workspace runs."""

    version_id: int
    number: int
    bundle: Bundle


@dataclass(frozen=True)
class VersionCard:
    """One line of the history of versions."""

    id: int
    number: int
    kind: str
    restores: int | None
    note: str
    by: str
    published_at: datetime
    runs: bool


#: Parsed bundles by digest of their content. A handful run at a time; old ones serve people still inside them.
_parsed: dict[str, Bundle] = {}
_PARSED_AT_MOST = 64


def _parse(version_id: int, digest: str) -> Bundle:
    bundle = _parsed.get(digest)
    if bundle is None:
        content = Version.objects.values_list("content", flat=True).get(pk=version_id)
        bundle = Bundle.model_validate_json(content)
        while len(_parsed) >= _PARSED_AT_MOST:
            _parsed.pop(next(iter(_parsed)), None)
        _parsed[digest] = bundle
    return bundle


def running(workspace_id: int) -> RunningVersion | None:
    """What runs in the workspace now; None before the first apply. One small query, the bundle comes from a cache."""
    row = (
        Running.objects.filter(workspace_id=workspace_id)
        .values_list("version_id", "version__number", "version__digest")
        .first()
    )
    if row is None:
        return None
    version_id, number, digest = row
    return RunningVersion(version_id, number, _parse(version_id, digest))


def choices_of(version_id: int) -> dict[str, str]:
    """What was chosen for the people inside when a version was published, by object."""
    return dict(Version.objects.values_list("people", flat=True).get(pk=version_id))


def bundle_of(version_id: int) -> Bundle:
    """The definition of one version. Raises Version.DoesNotExist for an unknown id."""
    digest = Version.objects.values_list("digest", flat=True).get(pk=version_id)
    return _parse(version_id, digest)


def bundles_of(version_ids: set[int]) -> dict[int, Bundle]:
    """The definitions of several versions in one query."""
    rows = Version.objects.filter(pk__in=version_ids).values_list("pk", "digest")
    return {pk: _parse(pk, digest) for pk, digest in rows}


def custom_events(workspace_id: int) -> Mapping[str, CustomEvent]:
    """The facts that the business declared itself."""
    current = running(workspace_id)
    return current.bundle.events if current else {}


def running_workspaces() -> list[int]:
    """The ids of all workspaces in which a definition runs."""
    return list(Running.objects.values_list("workspace_id", flat=True))


def sources_of(workspace_id: int, number: int | None = None) -> dict[str, str]:
    """The files of a version (of the running one if no number is given): path to text."""
    rows = Version.objects.filter(workspace_id=workspace_id, published_at__isnull=False)
    row = rows.filter(number=number).first() if number else rows.filter(running__isnull=False).first()
    if row is None:
        newest = rows.order_by("-number").values_list("number", flat=True).first()
        raise NoSuchVersion(number or 0, newest)
    return dict(row.sources)


def file_digest(version_id: int, path: str) -> str | None:
    """The digest (in `foundation.files`) of a file that lay beside the texts of a version; None when there was none."""
    return files_of(version_id).get(path)


def files_of(version_id: int) -> dict[str, str]:
    """Path to digest of every file that lay beside the texts of a version."""
    return dict(Version.objects.values_list("files", flat=True).filter(pk=version_id).first() or {})


def file_digests(version_id: int, endings: tuple[str, ...]) -> frozenset[str]:
    """The digests of a version's files whose names end so."""
    files = Version.objects.values_list("files", flat=True).filter(pk=version_id).first()
    return frozenset(digest for path, digest in (files or {}).items() if path.lower().endswith(endings))


def versions(workspace_id: int, *, limit: int = 50) -> list[VersionCard]:
    """The published versions, newest first."""
    current = Running.objects.filter(workspace_id=workspace_id).values_list("version_id", flat=True).first()
    rows = (
        Version.objects.filter(workspace_id=workspace_id, published_at__isnull=False)
        .select_related("restores", "created_by")
        .order_by("-number")[:limit]
    )
    return [
        VersionCard(
            id=row.pk,
            number=row.number,
            kind=row.kind,
            restores=row.restores.number if row.restores else None,
            note=row.note,
            by=(row.created_by.name or row.created_by.email) if row.created_by else "",
            published_at=row.published_at or row.created_at,
            runs=row.pk == current,
        )
        for row in rows
    ]


def still_moving(workspace_id: int) -> int:
    """How many movers have not finished bringing people to the running version."""
    return Migration.objects.filter(workspace_id=workspace_id, finished_at__isnull=True).count()


def say_problem(problem: Problem) -> str:
    """What is wrong with a definition and what to write instead, in the active language."""
    return problem.said(gettext)
