"""A small business whose funnel the report is asked about."""

from __future__ import annotations

from datetime import datetime
from time import sleep

from suppilo.definition.reading import read_bundle
from suppilo.events import queries as log
from suppilo.events.models import Event
from suppilo.foundation import clock, work
from suppilo.people.operations import Identity, identify_many
from suppilo.publishing import operations as publishing
from suppilo.team.operations import create_workspace

BUSINESS = """
suppilo: 1
business:
  name: Test
  languages: [en, fi]
  country: FI
  zone: Europe/Helsinki
  currency: EUR
attributes:
  city: text
funnels:
  - id: deals
    name: {{en: Deals, fi: Kaupat}}
{window}
    stages:
      - id: visitor
        name: {{en: Visitor, fi: Kävijä}}
        enter: {{event: page_viewed, where: {{page: guide}}}}
      - id: lead
        name: {{en: Lead, fi: Liidi}}
        enter: {{event: lead_imported}}
        goal: {{conversion: 0.5, people_per_month: 2}}
      - id: won
        layer: bottom
        name: {{en: Won, fi: Voitettu}}
        enter: {{event: deal_won}}
"""
OLIST = """
suppilo: 1
business: {name: Olist, languages: [en], country: BR, zone: America/Sao_Paulo, currency: BRL}
attributes: {source: text, landing_page: text, business_segment: text, business_type: text}
funnels:
  - id: sellers
    name: {en: Sellers, fi: Myyjät}
    stages:
      - {id: lead, name: {en: Lead, fi: Liidi}, enter: {event: lead_imported}}
      - {id: won, layer: bottom, name: {en: Won, fi: Voitettu}, enter: {event: deal_won}}
"""


def workspace_with(definition: str, now: datetime, slug: str = "test") -> int:
    """A workspace in which the definition runs."""
    with clock.at(now):
        workspace_id = create_workspace(slug=slug, name="Test").pk
        publishing.apply(workspace_id, read_bundle({"business.yaml": definition}), made_from=None)
    return workspace_id


def people_called(workspace_id: int, names: list[str], now: datetime) -> dict[str, int]:
    """People with these external ids."""
    rows = [Identity(identifiers={"external": name}, at=now) for name in names]
    found = identify_many(workspace_id, rows, now=now, origin="import")
    return {name: one.person_id for name, one in zip(names, found, strict=True)}


def settle(now: datetime) -> None:
    """Let everything that waits be done, once every fact can be read: elsewhere a transaction may still be open."""
    last = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    while last and max((fact.seq for fact in log.after(0, 0, limit=1, newest=True)), default=0) < last:
        sleep(0.05)
    with clock.at(now):
        work.run_due(now)
