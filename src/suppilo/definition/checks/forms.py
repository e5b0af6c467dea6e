"""Forms: they lead to a person, and what they ask for has a place to be kept."""

from __future__ import annotations

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Field, Form, PropertyType
from suppilo.definition.problems import Path

_KEPT_AS: dict[str, PropertyType] = {"text": "text", "choice": "text", "number": "number", "day": "day"}


def check(finder: Finder) -> None:
    """Look at every form."""
    used = {block.form for page in finder.pages.values() for block in page.blocks}
    for key, form, path in finder.of("forms"):
        _contact(finder, form, path)
        _links(finder, form, path)
        seen: set[str] = set()
        for number, field in enumerate(form.fields):
            _field(finder, field, (*path, "fields", number), seen)
        if key not in used:
            text = f"No page shows this form: add a block kind: form, form: {key}."
            finder.complain("form_unused", path, text, at_key=True, severity="warning")


def _contact(finder: Finder, form: Form, path: Path) -> None:
    contacts = [field for field in form.fields if field.kind in ("email", "phone")]
    if not contacts:
        text = "A form asks for an e-mail address or a phone number: add a field of kind email or phone."
        finder.complain("form_without_contact", (*path, "fields"), text)
    elif not any(field.required for field in contacts):
        text = "Without required: true on the e-mail or phone field, people can send the form without either."
        finder.complain("contact_not_required", (*path, "fields"), text, severity="warning")
    for kind in ("email", "phone"):
        if sum(field.kind == kind for field in contacts) > 1:
            text = f"A form asks for one {kind}: remove the second field of this kind."
            finder.complain("two_contacts", (*path, "fields"), text)


def _links(finder: Finder, form: Form, path: Path) -> None:
    offers = finder.bundle.offers
    if form.magnet is not None and finder.expect("offer", form.magnet, offers, (*path, "magnet")):
        role = offers[form.magnet].role
        if role != "magnet":
            text = f"{form.magnet} is a {role}: a form gives away an offer whose role is magnet."
            finder.complain("not_a_magnet", (*path, "magnet"), text)
    if form.next_page is not None:
        finder.expect("page", form.next_page, finder.pages, (*path, "next_page"))
    for number, purpose in enumerate(form.consents):
        finder.expect("purpose", purpose, finder.bundle.purposes, (*path, "consents", number))


def _field(finder: Finder, field: Field, path: Path, seen: set[str]) -> None:
    if field.id in seen:
        finder.complain("duplicate_id", (*path, "id"), f"The form already has a field {field.id}: choose another id.")
    seen.add(field.id)
    if (field.kind == "choice") != bool(field.choices):
        text = (
            "A choice needs choices; other fields have none."
            if field.kind == "choice"
            else "Only a field of kind choice has choices."
        )
        finder.complain("choices", path, text)
    if field.kind in ("email", "phone"):
        return
    known = finder.attributes.get(field.id)
    if known is None:
        finder.expect("attribute", field.id, finder.attributes, (*path, "id"))
    elif known != _KEPT_AS[field.kind]:
        text = f"The attribute {field.id} is a {known}; a {field.kind} field gives a {_KEPT_AS[field.kind]}."
        finder.complain("wrong_type", (*path, "kind"), text, attribute=field.id)
