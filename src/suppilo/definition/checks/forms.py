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
            finder.complain("form_unused", path, at_key=True, severity="warning", form=key)


def _contact(finder: Finder, form: Form, path: Path) -> None:
    contacts = [field for field in form.fields if field.kind in ("email", "phone")]
    if not contacts:
        finder.complain("form_without_contact", (*path, "fields"))
    elif not any(field.required for field in contacts):
        finder.complain("contact_not_required", (*path, "fields"), severity="warning")
    for kind in ("email", "phone"):
        if sum(field.kind == kind for field in contacts) > 1:
            finder.complain("two_contacts", (*path, "fields"), kind=kind)


def _links(finder: Finder, form: Form, path: Path) -> None:
    offers = finder.bundle.offers
    if form.magnet is not None and finder.expect("offer", form.magnet, offers, (*path, "magnet")):
        role = offers[form.magnet].role
        if role != "magnet":
            finder.complain("not_a_magnet", (*path, "magnet"), offer=form.magnet, role=role)
    if form.next_page is not None:
        finder.expect("page", form.next_page, finder.pages, (*path, "next_page"))
    for number, purpose in enumerate(form.consents):
        finder.expect("purpose", purpose, finder.bundle.purposes, (*path, "consents", number))


def _field(finder: Finder, field: Field, path: Path, seen: set[str]) -> None:
    if field.id in seen:
        finder.complain("duplicate_id.field", (*path, "id"), name=field.id)
    seen.add(field.id)
    if (field.kind == "choice") != bool(field.choices):
        finder.complain("choices.missing" if field.kind == "choice" else "choices", path)
    if field.kind in ("email", "phone"):
        return
    known = finder.attributes.get(field.id)
    if known is None:
        finder.expect("attribute", field.id, finder.attributes, (*path, "id"))
    elif known != _KEPT_AS[field.kind]:
        gives = _KEPT_AS[field.kind]
        finder.complain(
            "wrong_type.field", (*path, "kind"), attribute=field.id, type=known, kind=field.kind, gives=gives
        )
