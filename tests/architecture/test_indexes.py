"""Every index is written with every row: none is kept that another one answers for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

pytestmark = pytest.mark.pure


def beginnings(model: type[models.Model]) -> Iterator[str]:
    """The first columns of the indexes and unique keys that hold every row."""
    for index in model._meta.indexes:
        if index.fields and index.condition is None:
            yield index.fields[0].removeprefix("-")
    for key in model._meta.constraints:
        if isinstance(key, models.UniqueConstraint) and key.fields and key.condition is None:
            yield key.fields[0]


def test_no_foreign_key_has_an_index_of_its_own_where_another_begins_with_it():
    twice = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("suppilo.")
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.db_index and not field.unique
        and field.name in beginnings(model)
    ]  # fmt: skip
    assert twice == [], "give these db_index=False"
