"""What a visitor wrote into a form, read by the kind of each field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from suppilo.definition.model import Field, Form
from suppilo.people import queries as people

LONGEST_TEXT = 2_000
_DOTTED_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Value = str | int | float


class BadAnswer(Exception):
    """A field does not hold what it should; the text says so to the visitor, in the active language."""


@dataclass
class Answers:
    """What a form told: identifiers (kind to normalised value), attributes (typed), and what is wrong, by field."""

    identifiers: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Value] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_answers(form: Form, values: Mapping[str, str], *, country: str) -> Answers:
    """Read `values` by the fields of `form`; keys the form does not have are left aside.

    Errors are sentences in the active language. A form without any contact point is one error, on its first contact
    field: a lead without an address cannot be answered.
    """
    answers = Answers()
    for one in form.fields:
        raw = _clean(values.get(one.id, ""))
        try:
            if raw:
                _take(one, raw, country, answers)
                _judge(form, one, answers)
            elif one.required:
                raise BadAnswer(_("Please fill this in."))
        except BadAnswer as error:
            answers.errors[one.id] = str(error)
    if not answers.identifiers and not answers.errors:
        contact = next((one.id for one in form.fields if one.kind in ("email", "phone")), "")
        answers.errors[contact] = _("Please leave an e-mail address or a phone number, so that we can answer.")
    return answers


def _judge(form: Form, one: Field, answers: Answers) -> None:
    address = answers.identifiers.get("email", "")
    if one.kind == "email" and form.disposable == "refuse" and people.is_disposable(address):
        domain = people.readable(address).rpartition("@")[2]
        del answers.identifiers["email"]
        raise BadAnswer(
            _("%(domain)s gives out addresses for a short time. Please use one that you will still read next week.")
            % {"domain": domain}
        )


def _clean(raw: str) -> str:
    return _CONTROL.sub("", unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))).strip()


def _take(one: Field, raw: str, country: str, answers: Answers) -> None:
    if one.kind in ("email", "phone"):
        answers.identifiers[one.kind] = _contact(one.kind, raw, country)
    elif one.kind == "choice":
        if raw not in one.choices:
            raise BadAnswer(_("Please choose one from the list."))
        answers.attributes[one.id] = raw
    else:
        answers.attributes[one.id] = _READ[one.kind](raw)


def _contact(kind: str, raw: str, country: str) -> str:
    try:
        return people.normalise(kind, raw, country)
    except people.BadIdentifier as error:
        raise BadAnswer(str(error)) from error


def _text(raw: str) -> str:
    if len(raw) > LONGEST_TEXT:
        raise BadAnswer(_("Please write at most %(count)d characters.") % {"count": LONGEST_TEXT})
    return raw


def _number(raw: str) -> Value:
    """Digits with a decimal point or comma; spaces between groups of digits are left aside."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", raw).replace("\u2212", "-").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", plain):
        raise BadAnswer(_("Please write a number, for example 12 or 12.5."))
    return float(plain) if "." in plain else int(plain)


def _day(raw: str) -> str:
    """2026-12-24, or 24.12.2026 as it is written in the Nordic countries."""
    dotted = _DOTTED_DAY.fullmatch(raw)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1])).isoformat()
        return date.fromisoformat(raw).isoformat()
    except ValueError as error:
        raise BadAnswer(_("Please write a day as year-month-day, for example 2026-12-24.")) from error


_READ: dict[str, Callable[[str], Value]] = {"text": _text, "number": _number, "day": _day}
