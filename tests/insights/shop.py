"""A small shop whose events the explorer is asked about, and clients who ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.test import Client

from suppilo.definition.reading import read_bundle
from suppilo.events.operations import NewFact, record
from suppilo.foundation import clock
from suppilo.people import operations as people
from suppilo.publishing import operations as publishing
from suppilo.team import operations as team
from suppilo.team.models import Role, Workspace
from tests.studio.desk import sign_in

NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SHOP = """
suppilo: 1
business: {name: Shop, languages: [en, fi], country: FI, zone: Europe/Helsinki, currency: EUR}
attributes: {city: text}
events:
  view:
    name: {en: Product viewed, fi: Tuotetta katsottu}
    properties: {session: text, brand: text, price: number, sale: bool}
  cart: {properties: {session: text}}
  purchase: {properties: {session: text, brand: text, price: number}}
  complaint: {properties: {}}
funnels:
  - id: shop
    name: {en: Shop, fi: Kauppa}
    window: 30d
    stages:
      - {id: looking, name: {en: Looking, fi: Katselee}, enter: {event: view}}
      - {id: customer, layer: bottom, name: {en: Customer, fi: Asiakas}, enter: {event: purchase}}
"""
Told = tuple[str, float, str, dict[str, object]]
#: Who, how many hours after START, what, with which properties.
STORY: tuple[Told, ...] = (
    ("ann", 0, "view", {"session": "a1", "brand": "aqua", "price": 30}),
    ("ann", 1, "cart", {"session": "a1"}),
    ("ann", 3, "purchase", {"session": "a1", "brand": "aqua", "price": 30}),
    ("bo", 0, "view", {"session": "b1", "brand": "=1+1", "price": 5, "sale": True}),
    ("bo", 2, "cart", {"session": "b1"}),
    ("bo", 2.5, "complaint", {}),
    ("cy", 0, "view", {"session": "c1", "brand": "aqua", "price": 99.5}),
    ("cy", 24 * 8, "view", {"session": "c2", "brand": "zest", "price": 10}),
    ("cy", 24 * 9 + 12, "cart", {"session": "c2"}),
    ("di", 24 * 9, "view", {"price": 12}),
)


def a_shop(slug: str = "shop", story: Sequence[Told] = STORY) -> Workspace:
    """A workspace in which the story happened; `city` is known of two of the four."""
    with clock.at(NOW):
        workspace = team.create_workspace(slug=slug, name="Shop", zone="Europe/Helsinki")
        publishing.apply(workspace.pk, read_bundle({"business.yaml": SHOP}), made_from=None)
        who = {}
        for name in dict.fromkeys(told[0] for told in story):
            identity = {"external": name, "email": f"{name}@example.fi"}
            who[name] = people.identify(workspace.pk, identifiers=identity, at=START, now=NOW).person_id
        for name, city in (("ann", "Turku"), ("bo", "Oslo")):
            if name in who:
                people.set_attributes(
                    workspace.pk, who[name], {"city": city}, at=START, now=NOW, types={"city": "text"}
                )
        facts = [
            NewFact(
                name=event, person_id=who[name], at=START + timedelta(hours=hours), properties=properties, source="t"
            )
            for name, hours, event, properties in story
        ]
        record(workspace.pk, facts)
    return workspace


def at_work(workspace: Workspace, role: str = Role.OWNER) -> Client:
    """Somebody with this role, signed in."""
    with clock.at(NOW):
        user = team.create_user(email=f"{role}@{workspace.slug}.example")
        team.add_member(workspace=workspace, user=user, role=role)
    return sign_in(Client(), user)
