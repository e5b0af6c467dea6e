"""What each of the demo's people did, made up by chance. Pure: the same seed and anchor give the same lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.simulator.lands import EMAIL_DOMAINS, LANDS, SOURCES, Land, Source
from suppilo.simulator.rhythm import arrivals, later

FUNNEL, FORM, MAGNET, PURPOSE = "coffee", "guide_form", "brewing_guide", "newsletter"
#: The ladder: (offer, its page, what part of those before buys it, how long half of them wait).
LADDER = (
    ("sample_box", "sample_box", 0.17, timedelta(days=4)),
    ("coffee_year", "coffee_year", 0.36, timedelta(days=12)),
    ("hand_grinder", "grinder", 0.32, timedelta(days=16)),
)
MEASURED, LEADS, WANTS_LETTER, CONFIRMS = 0.55, 0.23, 0.76, 0.80


@dataclass(frozen=True)
class Act:
    """One fact of a life."""

    name: str
    at: datetime
    properties: dict[str, Any]


@dataclass
class Life:
    """One visitor. Who is not `measured` has no person until a form is sent; `lead_at` is when it was."""

    number: int
    land: Land
    source: Source
    measured: bool
    seen_at: datetime
    lead_at: datetime | None = None
    first_name: str = ""
    email: str = ""
    asked_at: datetime | None = None
    agreed_at: datetime | None = None
    left_at: datetime | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def visitor(self) -> str:
        """The visitor identifier."""
        return f"demo-{self.number:06}"


@dataclass
class _Teller:
    chance: Random
    anchor: datetime
    bundle: Bundle
    orders: int = 0

    def life(self, number: int, land: Land, at: datetime) -> Life:
        source = self.chance.choices(SOURCES, [one.share for one in SOURCES])[0]
        life = Life(number, land, source, self.chance.random() < MEASURED, at)
        self._view(life, "guide", at)
        if self.chance.random() < LEADS * source.warmth:
            self._becomes_lead(life)
        elif self.chance.random() < 0.2:
            self._view(life, "guide", later(self.chance, at, median=timedelta(days=2)))
        life.acts = sorted((act for act in life.acts if act.at < self.anchor), key=lambda act: act.at)
        return life

    def _view(self, life: Life, page: str, at: datetime) -> None:
        seen = {"page": page, "funnel": FUNNEL, **self._came_from(life)}
        life.acts.append(Act("page_viewed", at, seen))

    def _came_from(self, life: Life) -> dict[str, str]:
        source = life.source
        told = {"source": source.source, "medium": source.medium, "campaign": source.campaign}
        return {key: value for key, value in told.items() if value} | {"language": life.land.language}

    def _becomes_lead(self, life: Life) -> None:
        at = later(self.chance, life.seen_at, median=timedelta(minutes=4))
        if at >= self.anchor:
            return
        life.lead_at = at
        life.first_name = self.chance.choice(life.land.first_names)
        last = self.chance.choice(life.land.last_names)
        life.email = f"{life.first_name}.{last}.{life.number}@{self.chance.choice(EMAIL_DOMAINS)}".lower()
        form = {"form": FORM, "funnel": FUNNEL, "magnet": MAGNET, "page": "guide"}
        life.acts.append(Act("form_submitted", at, form | self._came_from(life)))
        self._mail(life, "guide_delivery", at + timedelta(seconds=self.chance.randint(2, 20)), 0.78, "magnet")
        if self.chance.random() < WANTS_LETTER:
            life.asked_at = at
            if self.chance.random() < CONFIRMS:
                self._agrees(life, later(self.chance, at, median=timedelta(minutes=25), spread=1.6))
        self._buys(life)

    def _mail(self, life: Life, message: str, at: datetime, clicks: float, link: str) -> datetime | None:
        """A message and perhaps the click on it; answers when they clicked."""
        told = {"message": message, "channel": "email"}
        life.acts.append(Act("message_sent", at, told))
        if self.chance.random() >= clicks:
            return None
        clicked = later(self.chance, at, median=timedelta(hours=2), spread=1.4)
        life.acts.append(Act("message_clicked", clicked, {**told, "link": link}))
        if link == "magnet":
            opened = {"offer": MAGNET}
            life.acts.append(Act("magnet_opened", clicked + timedelta(seconds=3), opened))
        return clicked

    def _agrees(self, life: Life, at: datetime) -> None:
        if at >= self.anchor:
            return
        life.agreed_at = at
        clicked = self._mail(life, "welcome", at + timedelta(seconds=self.chance.randint(2, 20)), 0.42, "page")
        if clicked:
            self._view(life, "sample_box", clicked + timedelta(seconds=2))
        if self.chance.random() < 0.05:
            gone = later(self.chance, at, median=timedelta(days=12))
            life.left_at = gone if gone < self.anchor else None

    def _buys(self, life: Life) -> None:
        """Up the ladder as far as they go; without the letter few find their way back."""
        if life.lead_at is None:
            return
        at, will = life.lead_at, life.source.warmth * (1.0 if life.agreed_at else 0.15)
        for offer, page, part, median in LADDER:
            fills_cart = min(0.95, part * will * 1.35)
            if self.chance.random() >= fills_cart:
                return
            at = later(self.chance, max(at, life.agreed_at or at), median=median)
            self._view(life, page, at)
            at += timedelta(seconds=self.chance.randint(40, 400))
            life.acts.append(Act("cart_filled", at, self._offer(offer)))
            if self.chance.random() >= 1 / 1.35:
                return
            at = self._pays(life, offer, at)
            will = max(will, 1.0)

    def _offer(self, offer: str) -> dict[str, str]:
        return {"offer": offer, "role": self.bundle.offers[offer].role}

    def _pays(self, life: Life, offer: str, at: datetime) -> datetime:
        self.orders += 1
        item = self.bundle.offers[offer]
        if item.price is None:
            raise ValueError(f"{offer} has no price")
        net = round(float(str(item.price).split()[0]) / (1 + item.vat_percent / 100), 2)
        order = {"order": f"D{life.number:06}{offer[0]}", "amount": net, "currency": item.price.currency}
        at += timedelta(seconds=self.chance.randint(20, 200))
        life.acts.append(Act("checkout_started", at, order))
        at += timedelta(seconds=self.chance.randint(30, 240))
        life.acts.append(Act("order_paid", at, order))
        life.acts.append(Act("offer_bought", at, {**order, **self._offer(offer), "quantity": 1}))
        return at


def lives(bundle: Bundle, *, seed: int, anchor: datetime, weeks: int, visitors: int) -> Iterator[Life]:
    """The lives of so many visitors in the `weeks` before `anchor`, in the order in which they came."""
    chance = Random(seed)  # noqa: S311 - a made-up past wants to be repeatable, not secret
    teller = _Teller(chance, anchor, bundle)
    for number, at in enumerate(
        arrivals(chance, anchor=anchor, weeks=weeks, zone=bundle.business.zone, count=visitors), start=1
    ):
        yield teller.life(number, chance.choices(LANDS, [land.share for land in LANDS])[0], at)
