"""A small shop in two languages, published for real, that tests buy from."""

from __future__ import annotations

from datetime import UTC, datetime

from suppilo.definition.reading import read_bundle
from suppilo.publishing import operations as publishing
from suppilo.publishing import queries
from suppilo.team.operations import create_workspace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

BUSINESS = """
suppilo: 1
business:
  name: Kahvila
  languages: [en, fi]
  country: FI
  zone: Europe/Helsinki
  currency: EUR
  address: Kahvila, Satamakatu 1, Oulu
  colour: "#7a4a24"
purposes:
  measurement: {kind: measurement, text: {en: We count visits., fi: Laskemme käynnit.}}
  letter: {text: {en: Send me the letter., fi: Lähettäkää kirje.}}
attributes: {first_name: text}
offers:
  guide: {role: magnet, name: {en: Guide, fi: Opas}}
  box: {role: tripwire, name: {en: Box, fi: Laatikko}, price: BOX_PRICE, vat_percent: 13.5}
  year: {role: core, name: {en: Year, fi: Vuosi}, price: 99.00 EUR, vat_percent: 13.5, after: box, billing: yearly}
  grinder: {role: addon, name: {en: Grinder, fi: Mylly}, price: 49.00 EUR, vat_percent: 25.5, after: year}
  poster: {role: addon, name: {en: Poster, fi: Juliste}, price: 10.00 EUR, vat_percent: 25.5}
funnels:
  - id: coffee
    name: {en: Coffee, fi: Kahvi}
    stages:
      - {id: lead, name: {en: Lead, fi: Liidi}, enter: {event: form_submitted}}
    forms:
      ask:
        magnet: guide
        fields:
          - {id: first_name, label: {en: First name, fi: Etunimi}}
          - {id: email, kind: email, label: {en: E-mail, fi: Sähköposti}, required: true}
        consents: [letter]
        button: {en: Send, fi: Lähetä}
        thanks: {en: Look in your mailbox., fi: Katso postilaatikkoosi.}
    pages:
      home:
        slug: home
        title: {en: Coffee for you, fi: Kahvia sinulle}
        description: {en: A guide., fi: Opas.}
        blocks:
          - {id: top, kind: hero, heading: {en: Better coffee, fi: Parempaa kahvia}}
          - {id: form, kind: form, form: ask}
      box:
        slug: box
        title: {en: The box, fi: Laatikko}
        blocks:
          - {id: top, kind: heading, heading: {en: The box, fi: Laatikko}}
          - {id: buy, kind: buy, offer: box, label: {en: Put it in the cart, fi: Koriin}}
"""


def publish(workspace_id: int, *, box_price: str = "9.90 EUR", text: str = BUSINESS) -> None:
    """Publish the shop, or publish it again with another price."""
    current = queries.running(workspace_id)
    reading = read_bundle({"business.yaml": text.replace("BOX_PRICE", box_price)})
    publishing.apply(workspace_id, reading, made_from=current.number if current else None)


def open_shop(slug: str = "kahvila") -> int:
    """A workspace in which the shop runs."""
    workspace_id = create_workspace(slug=slug, name="Kahvila").pk
    publish(workspace_id)
    return workspace_id
