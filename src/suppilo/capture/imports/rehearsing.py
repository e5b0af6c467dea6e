"""A dry run: everything is read, joined and judged, nothing is written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from suppilo.capture.imports.judging import Judge, Judged, batches
from suppilo.capture.imports.opening import OpenImport
from suppilo.capture.imports.refused_file import RefusedFile
from suppilo.capture.imports.report import ImportReport, JoinCount
from suppilo.capture.imports.run import Watch
from suppilo.people import queries as people

_BATCH = 1_000


class _Seen:
    """Identifiers met so far, on disk: a file may name more people than memory should hold."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE seen (kind TEXT, value TEXT, PRIMARY KEY (kind, value)) WITHOUT ROWID")

    def met(self, identifiers: dict[str, str]) -> bool:
        """Whether one of these was met before; all are from now on."""
        before = self._db.total_changes
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", identifiers.items())
        return self._db.total_changes - before < len(identifiers)


def rehearse(
    workspace_id: int, opened: OpenImport, *, country: str, refused: Path | None, watch: Watch
) -> ImportReport:
    """What an import would do: how many rows name somebody new (created), somebody known (merged), or are refused.

    Only the refused file is written, and that only when a path is given.
    """
    began, report, seen = time.perf_counter(), ImportReport(dry_run=True), _Seen()
    file = RefusedFile(refused, 0) if refused else None
    judge, rows = Judge(opened, country), iter(opened.main.records)
    while batch := batches(rows, _BATCH):
        judged = judge.judge(batch, report.read + 1)
        report.read += len(batch)
        _count(workspace_id, judged, seen, report)
        for one in judged:
            if file and one.refusal:
                file.add(opened.main.path.name, one.line, one.refusal.code, one.refusal.words(), one.text())
        watch(report.read, min(1.0, opened.main.records.bytes_read / max(1, opened.main.survey.size)))
    for name, table in opened.joins.items():
        unmatched = table.unmatched_count()
        matched = table.read - table.refused_count - unmatched
        report.joins[name] = JoinCount(table.read, matched, unmatched, table.refused_count)
    if file:
        file.sync()
        file.close()
        report.refused_path = str(file.path) if file.size else ""
    report.seconds = time.perf_counter() - began
    return report


def _count(workspace_id: int, judged: Sequence[Judged], seen: _Seen, report: ImportReport) -> None:
    wanted = [pair for one in judged if one.turned for pair in one.turned.identifiers.items()]
    known = people.find_many(workspace_id, wanted)
    for one in judged:
        if one.refusal:
            report.refused += 1
            report.reasons[one.refusal.code] = report.reasons.get(one.refusal.code, 0) + 1
            continue
        if one.repaired:
            report.repaired[one.repaired] = report.repaired.get(one.repaired, 0) + 1
        if one.turned:
            met = seen.met(one.turned.identifiers)
            if met or any(pair in known for pair in one.turned.identifiers.items()):
                report.merged += 1
            else:
                report.created += 1
            report.withheld += one.turned.withheld
            for deed in one.turned.deeds:
                report.facts[deed.name] = report.facts.get(deed.name, 0) + 1
