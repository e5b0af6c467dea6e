"""The business and the post office of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from suppilo.foundation import clock
from suppilo.messages import ports
from suppilo.messages.audience import fixed_message
from tests.messages.world import NOON, Post, World, publish


@pytest.fixture
def world(db: None) -> World:
    return publish()


@pytest.fixture
def post() -> Iterator[Post]:
    before = ports.provider_of("email")
    office = Post()
    ports.use_provider("email", office)
    yield office
    if before:
        ports.use_provider("email", before)


@pytest.fixture
def noon() -> Iterator[None]:
    fixed_message.cache_clear()  # an emptied database gives the same numbers to other messages
    with clock.at(NOON):
        yield
