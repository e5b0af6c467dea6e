"""Turning a definition's page into HTML for one visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from suppilo.blocks.context import OfferView, PageContext
from suppilo.blocks.page import has_title, page_html
from suppilo.capture import queries as capture
from suppilo.definition.model import Field, Form
from suppilo.foundation import clock
from suppilo.messages import queries as messages
from suppilo.pages import assets, spelling
from suppilo.pages.places import Place, form_called, page_called, page_selling
from suppilo.pages.signed import recipient
from suppilo.pages.visit import Visit
from suppilo.people import queries as people

#: Which browser memory may fill a text field, by the field's id.
_AUTOCOMPLETE = {
    "name": "name",
    "full_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "company": "organization",
    "city": "address-level2",
    "postcode": "postal-code",
    "country": "country-name",
}
_INPUTS = {"email": "email", "phone": "tel", "number": "text", "day": "date", "text": "text"}


@dataclass(frozen=True)
class Posted:
    """What a refused form held, so that nothing has to be typed twice."""

    form_id: str
    values: Mapping[str, str] = field(default_factory=dict)
    consents: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldView:
    """One field of a form, ready for the template."""

    id: str
    name: str
    label: str
    input: str
    autocomplete: str
    required: bool
    value: str
    error: str
    choices: tuple[tuple[str, str, bool], ...] = ()


def body(request: HttpRequest, visit: Visit, place: Place, *, posted: Posted | None = None, done: str = "") -> str:
    """The blocks of a page as safe HTML. `done` names the form whose thanks stand in its place."""
    return page_html(
        place.page.blocks,
        PageContext(
            language=visit.language,
            fallbacks=(visit.fallback,),
            page=lambda page_id: page_address(visit, page_id),
            offer=lambda offer_id: offer_view(visit, offer_id, here=place),
            image=lambda path: assets.image_address(visit.slug, visit.version_id, path),
            form=lambda form_id: _form(request, visit, place, form_id, posted, done),
            buy=lambda offer_id, label: buy_button(request, visit, offer_id, label),
            push=lambda purpose, label: _push(request, visit, place, purpose, label),
            see_offer=_("See the offer"),
        ),
    )


def needs_title(place: Place) -> bool:
    """Whether the template has to bring the h1."""
    return not has_title(place.page.blocks)


def page_address(visit: Visit, page_id: str) -> str | None:
    """The address of a page by id."""
    place = page_called(visit.bundle, page_id)
    return visit.address(place.page.slug) if place else None


def offer_view(visit: Visit, offer_id: str, *, here: Place | None = None) -> OfferView | None:
    """An offer as it is shown to this visitor; magnets have no price. The page that sells it has its own button."""
    offer = visit.bundle.offers.get(offer_id)
    if offer is None:
        return None
    place = page_selling(visit.bundle, offer_id)
    return OfferView(
        id=offer_id,
        name=visit.say(offer.name),
        summary=visit.say(offer.summary),
        price=spelling.amount(offer.price, visit.language) if offer.price else "",
        note=spelling.price_note(offer.billing, offer.vat_percent, visit.language) if offer.price else "",
        address=_to_offer(visit, offer_id, place, here),
    )


def _to_offer(visit: Visit, offer_id: str, place: Place | None, here: Place | None) -> str | None:
    if place is None:
        return None
    if place != here:
        return visit.address(place.page.slug)
    form = next((block.form for block in here.page.blocks if block.kind == "form"), None)
    is_sold = any(block.kind == "buy" and block.offer == offer_id for block in here.page.blocks)
    return f"#buy-{offer_id}" if is_sold else f"#form-{form}"


def buy_button(request: HttpRequest, visit: Visit, offer_id: str, label: str) -> str:
    """A button that puts the offer in the cart."""
    return render_to_string(
        "pages/buy.html",
        {"visit": visit, "offer": offer_id, "label": label, "action": reverse("pages:cart", args=[visit.slug])},
        request,
    )


def _push(request: HttpRequest, visit: Visit, place: Place, purpose: str, label: str) -> str:
    """What asks for notifications; empty where the definition has no such purpose."""
    if purpose not in visit.bundle.purposes:
        return ""
    values = {"visit": visit, "purpose": purpose, "page": place.page_id, "label": label, "key": messages.push_public()}
    return render_to_string(
        "pages/push.html", {**values, "sentence": visit.say(visit.bundle.purposes[purpose].text)}, request
    )


def known_email(visit: Visit) -> str:
    """The recipient's own address, when they came by a link from a mail."""
    person = recipient(visit.workspace_id, visit.recipient) if visit.recipient else None
    return people.contact([person], "email").get(person, "") if person else ""


def _form(request: HttpRequest, visit: Visit, place: Place, form_id: str, posted: Posted | None, done: str) -> str:
    form = form_called(visit.bundle, form_id)
    if form is None:
        return ""
    if done == form_id:
        return render_to_string("pages/thanks.html", {"text": visit.say(form.thanks), "form_id": form_id})
    mine = posted if posted and posted.form_id == form_id else Posted(form_id)
    fields = [_field(visit, form_id, one, mine) for one in form.fields]
    return render_to_string(
        "pages/form.html",
        {
            "visit": visit,
            "form_id": form_id,
            "action": visit.address(place.page.slug) + f"#form-{form_id}",
            "fields": fields,
            "wrong": [one for one in fields if one.error],
            "whole_error": mine.errors.get("", ""),
            "consents": _consents(visit, form, mine),
            "button": visit.say(form.button),
            "state": capture.form_state(visit.workspace_id, form_id=form_id, now=clock.now()),
            "required_note": any(one.required for one in fields) and not all(one.required for one in fields),
        },
        request,
    )


def _field(visit: Visit, form_id: str, one: Field, posted: Posted) -> FieldView:
    value = posted.values.get(one.id, known_email(visit) if one.kind == "email" and not posted.errors else "")
    return FieldView(
        id=f"{form_id}-{one.id}",
        name=one.id,
        label=visit.say(one.label),
        input="choice" if one.kind == "choice" else _INPUTS[one.kind],
        autocomplete={"email": "email", "phone": "tel"}.get(one.kind, _AUTOCOMPLETE.get(one.id, "off")),
        required=one.required,
        value=value,
        error=posted.errors.get(one.id, ""),
        choices=tuple((key, visit.say(text), key == value) for key, text in one.choices.items()),
    )


def _consents(visit: Visit, form: Form, posted: Posted) -> list[tuple[str, str, bool]]:
    """(purpose, the sentence agreed to, ticked): unticked unless the visitor ticked it and something else was wrong."""
    purposes = visit.bundle.purposes
    return [
        (purpose, visit.say(purposes[purpose].text), purpose in posted.consents)
        for purpose in form.consents
        if purpose in purposes
    ]
