"""Forms: the fields a visitor fills, and what they agree to."""

from __future__ import annotations

from typing import Literal

from suppilo.definition.model.base import Id, Part, Text

FieldKind = Literal["email", "phone", "text", "choice", "number", "day"]


class Field(Part):
    """One field. Email and phone become identifiers, all others the attribute named by `id`."""

    id: Id
    kind: FieldKind = "text"
    label: Text
    required: bool = False
    choices: dict[Id, Text] = {}


class Form(Part):
    """A form. `consents` are the purposes offered as unticked boxes; `magnet` is what it delivers.

    `disposable` is what becomes of an address whose domain gives out addresses to throw away: it is accepted, or
    accepted and marked in the fact, or refused with a sentence.
    """

    magnet: Id | None = None
    fields: tuple[Field, ...]
    consents: tuple[Id, ...] = ()
    button: Text
    thanks: Text
    next_page: Id | None = None
    disposable: Literal["accept", "mark", "refuse"] = "mark"
