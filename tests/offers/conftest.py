"""The shop that tests of offers buy from."""

from __future__ import annotations

import pytest

from tests.offers.shop import open_shop


@pytest.fixture
def shop() -> int:
    return open_shop()
