"""What every vendor that carries messages goes through: of a batch each message gets the outcome of its own answer."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from suppilo.foundation import clock, work
from suppilo.messages import ports
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.operations import QueueItem, allow_device, queue
from suppilo.people import operations as people
from tests.messages.test_sms import PURPOSES, SMS
from tests.messages.world import MESSAGES, NOON, World, publish
from tests.providers.battery.carriers import BECOMES, CARRIERS, NAMES, What
from tests.providers.battery.found import found
from tests.providers.push_service import Tab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MORE = {
    "tell": {
        "channel": "webhook",
        "url": "https://hooks.example.com/orders",
        "body": {"name": "{{ person.first_name | default: '-' }}"},
    },
    "ready": {"channel": "push", "title": {"en": "Ready", "fi": "Valmis"}, "text": {"en": "It left.", "fi": "Lähti."}},
}
MESSAGE = {"email": "guide_mail", "sms": "reminder", "push": "ready", "webhook": "tell"}
BATCH: tuple[What, ...] = ("takes", "later", "never", "takes", "lost", "later", "takes")


def somebody(shop: World, channel: str, what: What, number: int) -> tuple[int, str]:
    """A person who can be reached, and how the far end knows them."""
    name = f"{NAMES[what]}{number}"
    if channel == "sms":
        phone = f"+3584012345{number:02}"
        return people.identify(shop.workspace_id, identifiers={"phone": phone}, at=NOON, now=NOON).person_id, phone
    person = shop.person(f"{name}@example.org", first_name=name)
    if channel == "push":
        device = allow_device(
            shop.workspace_id,
            person,
            Tab(name).subscribed(),
            purpose="newsletter",
            proof={"sentence": "News"},
            now=NOON,
        )
        return person, str(device)
    return person, name if channel == "webhook" else f"{name}@example.org"


@pytest.mark.parametrize("vendor", found("use_provider"))
def test_half_a_batch_is_taken_and_each_message_has_its_own_outcome(vendor, monkeypatch, settings, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    settings.HOME = tmp_path
    carrier = CARRIERS[vendor]
    becomes = {**BECOMES, **carrier.becomes}
    purposes = {**PURPOSES, "newsletter": {"channels": ["email", "push"], "text": {"en": "News", "fi": "Uutiset"}}}
    shop = publish(messages={**MESSAGES, **SMS, **MORE}, purposes=purposes)
    with carrier.opened() as far:
        monkeypatch.setitem(ports._providers, carrier.channel, far.provider)
        batch = [(what, *somebody(shop, carrier.channel, what, at)) for at, what in enumerate(BATCH, 1)]
        for what, _, mark in batch:
            far.says(mark, what)
        message = MESSAGE[carrier.channel]
        items = [QueueItem(person_id=person, message_id=message, unique_key=mark) for _, person, mark in batch]
        queue(shop.workspace_id, version_id=shop.version_id, items=items, now=clock.now())
        for _ in range(3):
            work.run_due(clock.now(), only=("outbox",))
        rows = {row.unique_key: row for row in Outgoing.objects.all()}
        for what, _, mark in batch:
            assert (rows[mark].status, rows[mark].reason) == becomes[what], what
        clock.turn(timedelta(hours=1))
        for _, _, mark in batch:
            far.says(mark, "takes")
        for _ in range(3):
            work.run_due(clock.now(), only=("outbox",))
        for what, _, mark in batch:
            again = becomes[what][0] == Status.QUEUED
            row = Outgoing.objects.get(unique_key=mark)
            assert row.status == (Status.SENT if again else becomes[what][0]), what
            assert row.reference == rows[mark].reference, "a repetition can be known as one"
            if not again and what != "takes":
                assert far.heard(mark) <= 1, "what may have arrived, or never will, is not offered twice"
    assert carrier.secret not in caplog.text
