"""Reading the packs: who must be asked what, by country, channel and kind of recipient. Pure; files of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Literal

import yaml

Question = Literal["marketing", "existing_customers", "abandoned_cart", "double_opt_in"]
Recipient = Literal["consumer", "company"]

#: The pack of every country that has none of its own.
FALLBACK = "EU"
RECIPIENTS: tuple[Recipient, ...] = ("consumer", "company")
#: What each question can be answered with, the strictest first.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "marketing": ("consent", "opt_out", "free"),
    "existing_customers": ("not_allowed", "allowed"),
    "abandoned_cart": ("consent", "as_marketing"),
    "double_opt_in": ("required", "as_declared"),
}


class BadPack(Exception):
    """A data file does not say what a pack must say; the text names the file and the place."""


@dataclass(frozen=True)
class Rule:
    """One answer of the law. `is_sure` is false where no source was found: then the stricter answer stands.

    `says` is the rule in a sentence, `read_at` where it was read and `read_on` when; `country` whose law it is.
    """

    country: str
    question: str
    channel: str
    recipient: str
    answer: str
    law: str
    says: str
    read_at: str
    read_on: date
    is_sure: bool = True


@dataclass(frozen=True)
class Pack:
    """All rules that hold in a country, its own before the fallback's."""

    country: str
    rules: Mapping[tuple[str, str, str], Rule]

    def rule(self, question: Question, channel: str, recipient: Recipient) -> Rule | None:
        """The rule, or None where nothing was found."""
        return self.rules.get((question, channel, recipient))

    def answer(self, question: Question, channel: str, recipient: Recipient) -> str:
        """The answer; where nothing was found, the strictest."""
        rule = self.rule(question, channel, recipient)
        return rule.answer if rule else ANSWERS[question][0]


#: Channels on which a consent can be confirmed.
CONFIRMED_ON = ("email", "sms", "push")


def confirmed_on(pack: Pack, recipient: Recipient) -> frozenset[str]:
    """The channels on which the law wants every consent of this kind of recipient confirmed."""
    return frozenset(
        channel for channel in CONFIRMED_ON if pack.answer("double_opt_in", channel, recipient) == "required"
    )


def pack_for(country: str) -> Pack:
    """The rules of a country (two letters): its own pack, else the fallback's."""
    return packs().get(country.upper()) or packs()[FALLBACK]


@cache
def packs() -> dict[str, Pack]:
    """Every pack by country, the fallback last. Raises BadPack for a file that cannot be used."""
    found: dict[str, dict[tuple[str, str, str], Rule]] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            found[content["country"]] = read(content, file.name)
    return {
        country: Pack(country, {**found[FALLBACK], **own}) for country, own in sorted(found.items(), key=_own_first)
    }


def _own_first(pack: tuple[str, object]) -> tuple[bool, str]:
    return pack[0] == FALLBACK, pack[0]


def read(content: Mapping[str, Any], name: str) -> dict[tuple[str, str, str], Rule]:
    """The rules of one file by question, channel and recipient. Raises BadPack."""
    rules: dict[tuple[str, str, str], Rule] = {}
    for number, given in enumerate(content["rules"]):
        for channel, recipient in product(given["channels"], given["recipients"]):
            place = (given["question"], channel, recipient)
            if given["answer"] not in ANSWERS.get(given["question"], ()) or recipient not in RECIPIENTS:
                raise BadPack(f"{name}, rule {number}: {given['question']} cannot be answered {given['answer']}.")
            if place in rules:
                raise BadPack(f"{name}, rule {number}: {' '.join(place)} is answered twice.")
            if not all(given.get(key) for key in ("law", "says", "read_at", "read_on")):
                raise BadPack(f"{name}, rule {number}: give law, says, read_at and read_on.")
            rules[place] = _rule(content["country"], given, channel, recipient)
    return rules


def _rule(country: str, given: Mapping[str, Any], channel: str, recipient: str) -> Rule:
    kept = {key: given[key] for key in ("question", "answer", "law", "says", "read_at", "read_on")}
    return Rule(country=country, channel=channel, recipient=recipient, is_sure=given.get("is_sure", True), **kept)
