"""The clock of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from suppilo.foundation import clock
from tests.messages.world import NOON


@pytest.fixture
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield
