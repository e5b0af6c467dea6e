"""People and facts from a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from suppilo.capture.imports.mapping_reading import BadMapping
from suppilo.capture.imports.opening import CannotImport, broken, open_import
from suppilo.capture.imports.parquet import Broken
from suppilo.capture.imports.rehearsing import rehearse
from suppilo.capture.imports.report import ImportReport
from suppilo.capture.imports.run import Importing, Watch, find_or_begin
from suppilo.publishing import queries as publishing
from suppilo.team import queries as team

__all__ = ["BadMapping", "CannotImport", "ImportReport", "Watch", "import_file"]


def import_file(
    *,
    workspace_id: int,
    path: Path,
    mapping: str,
    mapping_name: str = "mapping.yaml",
    join_files: Mapping[str, Path] | None = None,
    refused: Path | None = None,
    dry_run: bool = False,
    watch: Watch | None = None,
) -> ImportReport:
    """Bring in the file at `path` by the YAML text `mapping`, row by row, with origin `import`: nothing is sent.

    Every row is accounted for: read = created + merged + unchanged + refused; refused rows go to the file `refused`
    (beside the imported one unless given). Each batch is one short transaction together with the run's position, so
    that the same call goes on after a kill, and a repeat changes nothing. With `dry_run` nothing is written but the
    refused file, if one is named. Raises BadMapping (with lines), CannotImport; then nothing was written.
    """
    running = publishing.running(workspace_id)
    country = team.workspace_numbered(workspace_id).country
    kept = refused or path.with_name(f"{path.name}.refused.csv")
    if kept.resolve() == path.resolve():
        raise CannotImport(_("The refused rows cannot go into the imported file itself: name another with --refused."))
    shown = watch or _nobody
    bundle = running.bundle if running else None
    opened = open_import(path, mapping, mapping_name, bundle=bundle, join_files=join_files or {})
    try:
        if dry_run:
            return rehearse(workspace_id, opened, country=country, refused=refused, watch=shown)
        return Importing(find_or_begin(workspace_id, opened, kept), opened, country, shown).work()
    except Broken as error:
        raise broken(path, error) from error
    finally:
        opened.close()


def _nobody(rows: int, share: float) -> None:
    """Nobody looks on."""
