"""The whole definition of a workspace: the business and its funnels."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from suppilo.definition.model.base import (
    ClockTime,
    Colour,
    Country,
    Currency,
    Duration,
    EmailAddress,
    Id,
    Language,
    Part,
    Site,
    Text,
    WebAddress,
    Zone,
)
from suppilo.definition.model.event import CustomEvent, PropertyType
from suppilo.definition.model.funnel import Funnel
from suppilo.definition.model.message import Message
from suppilo.definition.model.offer import Offer
from suppilo.definition.model.score import Score
from suppilo.definition.model.segment import Segment


class Business(Part):
    """Who the business is. The first language is the one texts fall back to.

    `icon` is a square picture: beside notifications, and on the home screen of telephones.
    """

    name: str
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    country: Country
    zone: Zone
    currency: Currency
    address: str = ""
    colour: Colour = "#7a4a24"
    privacy_url: WebAddress | None = None
    icon: str | None = None
    sites: tuple[Site, ...] = ()


class WarmUp(Part):
    """A new sender writes to few at first: `first_day` messages on the day `begins`, `factor` times more each day."""

    begins: date
    first_day: Annotated[int, Field(ge=1)] = 50
    factor: Annotated[float, Field(gt=1, le=10)] = 2.0


class Sender(Part):
    """A From address. With `opens` its mails carry a pixel that tells when they are opened, mostly by machines."""

    name: str
    email: EmailAddress
    reply_to: EmailAddress | None = None
    opens: bool = False
    warm_up: WarmUp | None = None


class Purpose(Part):
    """What data is used for. `text` is the sentence a person agrees to.

    `existing_customers` is the sentence that tells a buyer at the checkout that news of similar products will come
    without asking, where the law allows it, and can be refused.
    """

    kind: Literal["marketing", "measurement"] = "marketing"
    channels: tuple[Literal["email", "sms", "push", "onsite"], ...] = ("email",)
    double_opt_in: bool = True
    text: Text
    existing_customers: Text | None = None


class Cap(Part):
    """At most so many marketing messages per person in any stretch of this length."""

    at_most: Annotated[int, Field(ge=1)]
    per: Duration


class Pace(Part):
    """At most so many messages in this length of time, evenly."""

    at_most: Annotated[int, Field(ge=1)]
    per: Duration


class Rate(Pace):
    """How fast messages leave on a channel, and how fast to single mail domains."""

    domains: dict[str, Pace] = {}


class QuietHours(Part):
    """Local time of the person in which marketing waits, as "21:00" and "08:00"."""

    start: ClockTime
    end: ClockTime


class Bundle(Part):
    """One validated definition. Built only by `suppilo.definition.reading`."""

    suppilo: Literal[1] = 1
    business: Business
    senders: dict[Id, Sender] = {}
    purposes: dict[Id, Purpose] = {}
    caps: dict[Literal["email", "sms", "push", "onsite"], Cap] = {}
    rates: dict[Literal["email", "sms", "push"], Rate] = {}
    quiet_hours: QuietHours | None = None
    quiet_after_purchase: Duration | None = None
    attributes: dict[Id, PropertyType] = {}
    events: dict[Id, CustomEvent] = {}
    offers: dict[Id, Offer] = {}
    segments: dict[Id, Segment] = {}
    scores: dict[Id, Score] = {}
    messages: dict[Id, Message] = {}
    funnels: tuple[Funnel, ...] = ()
