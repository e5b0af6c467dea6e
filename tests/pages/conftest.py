"""The shop that visitors of these tests come to."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.offers.shop import open_shop

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def shop() -> int:
    return open_shop()


@pytest.fixture
def visitor(shop: int) -> Client:
    """A browser that speaks English."""
    return Client(headers={"user-agent": BROWSER, "accept-language": "en"}, enforce_csrf_checks=False)


@pytest.fixture
def other(shop: int) -> Client:
    """Another browser."""
    return Client(headers={"user-agent": BROWSER, "accept-language": "en"})
