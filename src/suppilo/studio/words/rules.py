"""What the law asks, in words. The texts of the laws themselves stay in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from suppilo.messages import queries as messages
from suppilo.studio.words.codes import CHANNELS, say_code

QUESTIONS: Mapping[str, str | Promise] = {
    "marketing": gettext_lazy("Marketing"),
    "existing_customers": gettext_lazy("Similar products, to customers"),
    "abandoned_cart": gettext_lazy("Reminder of a forgotten cart"),
    "double_opt_in": gettext_lazy("Confirmation of a consent"),
}
ANSWERS: Mapping[str, str | Promise] = {
    "consent": gettext_lazy("only with consent"),
    "opt_out": gettext_lazy("until they refuse"),
    "free": gettext_lazy("not covered: until they refuse"),
    "allowed": gettext_lazy("without consent, when told at the purchase and until they refuse"),
    "not_allowed": gettext_lazy("no exception: only with consent"),
    "as_marketing": gettext_lazy("as other marketing"),
    "required": gettext_lazy("required"),
    "as_declared": gettext_lazy("as the purpose says; it is the proof of the consent"),
}
RECIPIENTS: Mapping[str, str | Promise] = {
    "consumer": pgettext_lazy("recipients", "consumers"),
    "company": pgettext_lazy("recipients", "companies"),
}
COUNTRIES: Mapping[str, str | Promise] = {
    "DK": gettext_lazy("Denmark"),
    "EU": gettext_lazy("European Union, and countries without rules of their own here"),
    "FI": gettext_lazy("Finland"),
    "NO": gettext_lazy("Norway"),
    "SE": gettext_lazy("Sweden"),
}


@dataclass(frozen=True)
class RuleLine:
    """One row of the table."""

    question: str
    who: str
    answer: str
    is_sure: bool
    law: str
    read_at: str
    read_on: date


@dataclass(frozen=True)
class CountryRules:
    """A country's own rules."""

    code: str
    name: str
    lines: tuple[RuleLine, ...]


def told() -> list[CountryRules]:
    """Every pack, each with what it says itself."""
    return [
        CountryRules(pack.country, say_code(COUNTRIES, pack.country), tuple(_lines(pack)))
        for pack in messages.rule_packs().values()
    ]


def _lines(pack: messages.Pack) -> Iterable[RuleLine]:
    grouped: dict[tuple[str, str, str], list[messages.Rule]] = {}
    for rule in pack.rules.values():
        if rule.country == pack.country:
            grouped.setdefault((rule.question, rule.law, rule.says), []).append(rule)
    return [_line(some) for some in grouped.values()]


def _line(some: list[messages.Rule]) -> RuleLine:
    rule = some[0]
    channels = ", ".join(say_code(CHANNELS, code) for code in dict.fromkeys(one.channel for one in some))
    whom = ", ".join(say_code(RECIPIENTS, code) for code in dict.fromkeys(one.recipient for one in some))
    return RuleLine(
        question=say_code(QUESTIONS, rule.question),
        who=_("{channels}; {recipients}").format(channels=channels, recipients=whom),
        answer=say_code(ANSWERS, rule.answer),
        is_sure=rule.is_sure,
        law=rule.law,
        read_at=rule.read_at,
        read_on=rule.read_on,
    )
