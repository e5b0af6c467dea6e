"""The import itself: rows in batches, each batch with its position in one transaction, so that a kill costs nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from suppilo.capture.imports.judging import Judge, Judged, Row, batches
from suppilo.capture.imports.locking import only_one
from suppilo.capture.imports.opening import CannotImport, OpenImport
from suppilo.capture.imports.pace import Pace
from suppilo.capture.imports.refusal import Refusal
from suppilo.capture.imports.refused_file import RefusedFile
from suppilo.capture.imports.report import ImportReport, JoinCount
from suppilo.capture.imports.writing_batch import Origin, Written, write_batch
from suppilo.capture.models import ImportRun
from suppilo.events.errors import FactRefused
from suppilo.foundation import clock
from suppilo.foundation.writing import writing

_SKIP = 5_000


class Watch(Protocol):
    """Told after each batch how many rows and which share of the file's bytes have been read."""

    def __call__(self, rows: int, share: float) -> None:
        """Show it."""


def find_or_begin(workspace_id: int, opened: OpenImport, refused: Path) -> ImportRun:
    """The run that was cut short, else a new one. The same files and mapping keep the `as_of` of their first run."""
    same = ImportRun.objects.filter(workspace_id=workspace_id, digest=opened.digest)
    waiting = same.filter(state=ImportRun.State.RUNNING).first()
    if waiting:
        return waiting
    now = clock.now()
    first = same.order_by("as_of").values_list("as_of", flat=True).first()
    return ImportRun.objects.create(
        workspace_id=workspace_id,
        name=opened.bound.mapping.name,
        file_name=opened.main.path.name[:255],
        digest=opened.digest,
        mapping=opened.bound.mapping.model_dump(mode="json", by_alias=True),
        refused_path=str(refused.resolve()),
        as_of=first or now,
        started_at=now,
    )


@dataclass
class Importing:
    """One process's work on one run."""

    run: ImportRun
    opened: OpenImport
    country: str
    watch: Watch

    def work(self) -> ImportReport:
        """Go on where the run stands, to its end. Raises CannotImport when another process took over."""
        began = time.perf_counter()
        with only_one(f"import-{self.run.pk}"):
            self.run.refresh_from_db()
            self.resumed_at = self.run.rows_read
            self.refused = RefusedFile(Path(self.run.refused_path), self.run.refused_size)
            self.judge = Judge(self.opened, self.country)
            self.pace = Pace()
            try:
                rows = iter(self.opened.main.records)
                self._skip(rows)
                while batch := batches(rows, self.pace.size):
                    self._commit(self.judge.judge(batch, self.run.rows_read + 1))
                    self.watch(self.run.rows_read, self._share())
                self._finish()
            finally:
                self.refused.close()
        report = report_of(self.run)
        report.resumed_at, report.seconds = self.resumed_at, time.perf_counter() - began
        return report

    def _share(self) -> float:
        return min(1.0, self.opened.main.records.bytes_read / max(1, self.opened.main.survey.size))

    def _skip(self, rows: Iterator[Row]) -> None:
        """Read past the rows that an earlier process brought in; their joined rows count as matched."""
        left = self.run.rows_read
        while left:
            passed = batches(rows, min(left, _SKIP))
            if not passed:
                raise CannotImport(_("The file is shorter than when its import began."))
            self.judge.look_up(passed)
            left -= len(passed)
            self.watch(self.run.rows_read - left, self._share())

    def _commit(self, judged: Sequence[Judged]) -> None:
        """One transaction: what the rows say, the refused file's size and the run's position."""
        # The work of this thread, not the clock: on a busy machine smaller batches would only add work.
        began = time.thread_time()
        try:
            with writing():
                written = write_batch(self._origin(), judged)
                self._move(judged, written)
        except FactRefused as error:
            self._refuse_one(judged, error)
            return
        self.pace.took(time.thread_time() - began, len(judged))

    def _origin(self) -> Origin:
        run = self.run
        return Origin(run.workspace_id, f"import:{run.name}"[:64], run.file_name, run.as_of, clock.now())

    def _refuse_one(self, judged: Sequence[Judged], error: FactRefused) -> None:
        """A row holds a fact that the log refuses: halve the batch until it stands alone."""
        if len(judged) > 1:
            half = len(judged) // 2
            self._commit(judged[:half])
            self._commit(judged[half:])
            return
        turned = judged[0].turned
        names = ", ".join(deed.name for deed in turned.deeds) if turned else ""
        judged[0].turned, judged[0].refusal = None, Refusal("bad_fact", {"fact": names, "why": str(error)})
        self._commit(judged)

    def _move(self, judged: Sequence[Judged], written: Written) -> None:
        """Count the batch and move the run's position, if nobody else has moved it."""
        run, before = self.run, self.run.rows_read
        tallies = {"facts": {}, "repaired": {}, "reasons": {}, **run.tallies}
        tallies = {key: dict(value) if isinstance(value, dict) else value for key, value in tallies.items()}
        for one in judged:
            if one.refusal:
                self.refused.add(run.file_name, one.line, one.refusal.code, one.refusal.words(), one.text())
                _count(tallies["reasons"], one.refusal.code)
            elif one.repaired:
                _count(tallies["repaired"], one.repaired)
        for name, count in written.facts.items():
            _count(tallies["facts"], name, count)
        for name in ("conflicts", "uncast", "withheld", "people_merged"):
            tallies[name] = tallies.get(name, 0) + getattr(written, name)
        moved = {
            "rows_read": before + len(judged),
            "created": run.created + written.verdicts.count("created"),
            "merged": run.merged + written.verdicts.count("merged"),
            "unchanged": run.unchanged + written.verdicts.count("unchanged"),
            "refused": run.refused + sum(one.refusal is not None for one in judged),
            "repaired": sum(tallies["repaired"].values()),
            "refused_size": self.refused.sync(),
            "tallies": tallies,
        }
        place = ImportRun.objects.filter(pk=run.pk, rows_read=before, state=ImportRun.State.RUNNING)
        if not place.update(**moved):
            raise CannotImport(_("This import is running in another process: wait until it ends."))
        for key, value in moved.items():
            setattr(run, key, value)

    def _finish(self) -> None:
        """Account for the joined files and close the run."""
        joins: dict[str, dict[str, int]] = {}
        for name, table in self.opened.joins.items():
            file = self.opened.bound.mapping.joins[name].file
            for refused in table.refused():
                self.refused.add(file, *refused)
            nobody = Refusal("unmatched")
            for line, row in table.unmatched():
                self.refused.add(file, line, nobody.code, nobody.words(), row)
            unmatched = table.unmatched_count()
            joins[name] = {
                "read": table.read,
                "matched": table.read - table.refused_count - unmatched,
                "unmatched": unmatched,
                "refused": table.refused_count,
            }
        with writing():
            self.run.tallies = {**self.run.tallies, "joins": joins}
            self.run.refused_size = self.refused.sync()
            self.run.state = ImportRun.State.FINISHED
            self.run.finished_at = clock.now()
            self.run.save()


def _count(tally: dict[str, int], name: str, count: int = 1) -> None:
    tally[name] = tally.get(name, 0) + count


def report_of(run: ImportRun) -> ImportReport:
    """The account that a run keeps."""
    tallies = run.tallies
    return ImportReport(
        read=run.rows_read,
        created=run.created,
        merged=run.merged,
        unchanged=run.unchanged,
        refused=run.refused,
        repaired=tallies.get("repaired", {}),
        facts=tallies.get("facts", {}),
        conflicts=tallies.get("conflicts", 0),
        uncast=tallies.get("uncast", 0),
        withheld=tallies.get("withheld", 0),
        people_merged=tallies.get("people_merged", 0),
        joins={name: JoinCount(**counts) for name, counts in tallies.get("joins", {}).items()},
        refused_path=run.refused_path if run.refused_size else "",
        reasons=tallies.get("reasons", {}),
    )
