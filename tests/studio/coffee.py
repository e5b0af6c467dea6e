"""A small definition in two files."""

BUSINESS = """\
business:
  name: Kaamos Coffee Roastery
  languages: [en, fi]
  country: FI
  zone: Europe/Helsinki
  currency: EUR
  address: Kahvikuja 1, Helsinki
senders:
  roaster: {name: Kaamos, email: aino@kaamos.example}
purposes:
  newsletter:
    text: {en: "Yes, send me coffee news.", fi: "Kyllä, haluan kahviuutisia."}
attributes:
  name: text
  brews_with: text
scores:
  interest:
    name: {en: Interest, fi: Kiinnostus}
    half_life: 10d
    rules:
      - {event: message_clicked, points: 10, cap: 5, lasts: true}
      - {event: magnet_opened, points: 4, once: true, lasts: true}
      - {event: page_viewed, points: 99}
      - {name: {en: Customer, fi: Asiakas}, when: {event: order_paid}, points: 12.5}
offers:
  guide:
    role: magnet
    name: {en: "The home barista's guide", fi: Kotibaristan opas}
  sampler:
    role: tripwire
    name: {en: Tasting box, fi: Maistelulaatikko}
    price: 9.90 EUR
    vat_percent: 14
"""

FUNNEL = """\
id: coffee
name: {en: Coffee subscription, fi: Kahvitilaus}
window: 30d
stages:
  - id: lead
    name: {en: Lead, fi: Liidi}
    layer: top
    enter: {event: form_submitted}
  - id: taster
    name: {en: Taster, fi: Maistaja}
    layer: bottom
    enter: {event: order_paid}
forms:
  guide_form:
    magnet: guide
    fields:
      - {id: email, kind: email, label: {en: E-mail, fi: Sähköposti}, required: true}
    consents: [newsletter]
    button: {en: Send me the guide, fi: Lähetä opas}
    thanks: {en: "It is on its way.", fi: "Se on matkalla."}
pages:
  guide_page:
    slug: guide
    title: {en: Better coffee at home, fi: Parempaa kahvia kotona}
    blocks:
      - {kind: hero, heading: {en: Better coffee at home, fi: Parempaa kahvia kotona}}
      - {kind: form, form: guide_form}
messages:
  guide_mail:
    sender: roaster
    subject: {en: Your guide is here, fi: Oppaasi on täällä}
    blocks:
      - {kind: text, body: {en: "Here is your guide.", fi: "Tässä oppaasi."}}
  taster_mail:
    sender: roaster
    subject: {en: "Taste three coffees", fi: "Maista kolmea kahvia"}
    blocks:
      - {kind: text, body: {en: "Try the box.", fi: "Kokeile laatikkoa."}}
"""

FILES = {"business.yaml": BUSINESS, "funnels/coffee.yaml": FUNNEL}
