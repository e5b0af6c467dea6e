"""A small sound definition to spoil, one mistake at a time."""

from __future__ import annotations

from suppilo.definition.reading import Reading, read_bundle

BUSINESS = """\
business: {name: Kaamos, languages: [en, fi], country: FI, zone: Europe/Helsinki, currency: EUR}
senders:
  us: {name: Aino, email: aino@kaamos.example}
purposes:
  newsletter:
    text: {en: "Yes, write to me", fi: "Kyllä, kirjoittakaa"}
attributes:
  city: text
  age: number
  joined: day
  trial_ends: instant
  wants_samples: bool
events:
  tasting_visited:
    properties: {guests: number}
offers:
  guide: {role: magnet, name: {en: Guide, fi: Opas}, file: files/guide.pdf}
  box: {role: tripwire, name: {en: Box, fi: Laatikko}, price: 9.90 EUR, after: guide}
segments:
  warm:
    name: Warm
    when: {event: page_viewed, where: {page: start}, within: 30d}
messages:
  hello:
    subject: {en: "Hello {{ person.city | default: 'there' }}", fi: Hei}
    blocks:
      - {kind: text, body: {en: Welcome, fi: Tervetuloa}}
      - {kind: button, label: {en: Open, fi: Avaa}, link: magnet, offer: guide}
"""
FUNNEL = """\
name: Coffee
stages:
  - id: lead
    name: Lead
    enter: {event: form_submitted, where: {form: ask}}
  - id: buyer
    name: Buyer
    enter: {event: offer_bought, where: {offer: box}}
forms:
  ask:
    magnet: guide
    fields:
      - {id: email, kind: email, label: {en: E-mail, fi: Sähköposti}, required: true}
      - {id: city, label: {en: Town, fi: Kaupunki}}
    consents: [newsletter]
    button: {en: Send, fi: Lähetä}
    thanks: {en: Thanks, fi: Kiitos}
pages:
  start:
    slug: start
    title: {en: Start, fi: Alku}
    blocks:
      - {kind: form, form: ask}
      - {kind: buy, offer: box}
journeys:
  greet:
    name: Greet
    trigger: {event: form_submitted, where: {form: ask}}
    exit: {reached: buyer, funnel: coffee}
    steps:
      - {id: hello, send: hello}
      - id: click
        wait_for: message_clicked
        where: {message: hello}
        timeout: 3d
        then:
          - {id: keen, tag: keen}
      - id: which
        branch: {segment: warm}
        then:
          - {id: pause, wait: 2d}
        otherwise:
          - {id: stop, stop: true}
"""
FILES = {"business.yaml": BUSINESS, "funnels/coffee.yaml": FUNNEL}


def spoiled(old: str, new: str) -> Reading:
    """The small definition with one place changed."""
    found = [name for name, text in FILES.items() if old in text]
    assert len(found) == 1, f"{old!r} stands in {found}"
    return read_bundle({**FILES, found[0]: FILES[found[0]].replace(old, new, 1)})
