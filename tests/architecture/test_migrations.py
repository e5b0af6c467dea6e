"""Tables and models agree, and migrations stand on their own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.core.management import call_command

SOURCE = Path(__file__).resolve().parents[2] / "src" / "suppilo"


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.pure
def test_migrations_import_no_code_of_the_rooms():
    found = []
    for path in sorted(SOURCE.glob("**/migrations/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.name}: {name}" for name in names if name.startswith("suppilo")]
    assert found == []
