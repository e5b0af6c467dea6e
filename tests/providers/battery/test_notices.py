"""What every payment provider's notices go through: money is believed only when the provider itself says so."""

from __future__ import annotations

import pytest
from django.test import Client

from suppilo.events.models import Event
from suppilo.kernel.money import Money
from suppilo.offers.models import Payment
from tests.providers.battery.found import found
from tests.providers.battery.recording import Recording, names, recording
from tests.providers.battery.takers import TAKERS, Taker

BROWSER = Client()
RUBBISH = ("", "{", "[]", "null", "{}", '{"kind": "paid"}', "\0\0", "[" * 50_000)


@pytest.fixture(params=found("ports.register"))
def vendor(request: pytest.FixtureRequest) -> str:
    return request.param


def post(taker: Taker, said: Recording, signature: str | None = None) -> int:
    """Sign and post a notice; answers the status."""
    said = said.filled(signature=taker.sign(said) if signature is None else signature)
    more = {name: value for name, value in said.headers.items() if name != "content-type" and value}
    address, kind = f"/pay/notice/{taker.provider.name}", said.headers["content-type"]
    return BROWSER.post(address, said.body, content_type=kind, headers=more).status_code


def test_a_recorded_notice_is_read_as_what_it_says(vendor: str):
    taker = TAKERS[vendor]
    for kind in names(vendor):
        said = recording(vendor, kind).filled(about="k1", number="7")
        said = said.filled(signature=taker.sign(said))
        headers = {name.title(): value for name, value in said.headers.items()}
        told = taker.provider.parse_notice(said.body.encode(), headers)
        assert (told.kind, told.key, told.amount) == (kind, "k1", Money("EUR", 990))
        assert told.notice_id.endswith("7")


@pytest.mark.django_db
def test_a_notice_that_somebody_else_made_or_changed_is_refused(vendor: str):
    taker = TAKERS[vendor]
    said = recording(vendor, "paid").filled(about="k1", number="7")
    good = taker.sign(said)
    changed = Recording(said.headers, said.body.replace("990", "1"))
    flipped = ("0" if good[0] != "0" else "1") + good[1:]
    for content, signature in ((said, ""), (said, "å"), (said, flipped), (said, taker.guess(said)), (changed, good)):
        assert post(taker, content, signature) == 400
    assert not Payment.objects.exists() and not Event.objects.exists()


@pytest.mark.django_db
def test_rubbish_is_refused_signed_or_not(vendor: str):
    taker = TAKERS[vendor]
    for body in RUBBISH:
        said = Recording(recording(vendor, "paid").headers, body)
        assert post(taker, said) == post(taker, said, "") == 400, body[:20]
    assert post(taker, Recording(recording(vendor, "paid").headers, " " * 70_000)) == 413
    assert not Event.objects.exists()
