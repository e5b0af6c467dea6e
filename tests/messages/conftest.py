"""The business and the post office of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from suppilo.foundation import clock
from suppilo.messages import ports
from tests.messages.world import NOON, Post, World, publish


@pytest.fixture
def world(db: None) -> World:
    return publish()


@pytest.fixture
def post() -> Iterator[Post]:
    before = ports.mail_provider()
    office = Post()
    ports.use_mail_provider(office)
    yield office
    if before:
        ports.use_mail_provider(before)


@pytest.fixture
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield
