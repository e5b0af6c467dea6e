"""What every part of a definition shares: ids, texts per language, durations, money."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from suppilo.definition.sentences import SENTENCES
from suppilo.kernel.duration import parse_duration, spell_duration
from suppilo.kernel.money import CURRENCIES
from suppilo.kernel.money import Money as MoneyValue
from suppilo.kernel.saying import Wrong, did_you_mean


class ValueRefused(Wrong):
    """A value that cannot stand where it is written; the sentences say what to write instead."""

    sentences = SENTENCES


#: Ids are stable, unique in the workspace, and safe in URLs and SQL parameters.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]

#: One text in several languages: {"en": "...", "fi": "..."}. A bare string is in the business's first language
#: (the empty key stands for it where a part is built alone).
Texts = dict[str, str]


def _as_texts(value: Any, info: ValidationInfo) -> Any:
    return {(info.context or {}).get("language", ""): value} if isinstance(value, str) else value


def _one_of(name: str, known: frozenset[str] | set[str]) -> AfterValidator:
    def look(value: str) -> str:
        if value not in known:
            raise ValueRefused(name, *did_you_mean(value, sorted(known)), value=value)
        return value

    return AfterValidator(look)


def _matching(pattern: str, name: str) -> AfterValidator:
    def look(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueRefused(name, value=value[:60])
        return value

    return AfterValidator(look)


def _share(value: Any) -> Any:
    """30% or 0.3; a share lies above 0 and up to 1."""
    written = re.fullmatch(r"(\d{1,3}(?:\.\d+)?) ?%", value.strip()) if isinstance(value, str) else None
    share = float(written[1]) / 100 if written else value
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise ValueRefused("value.share")
    return share


_TEXT_SCHEMA = {
    "description": "A text in the first language, or one for each language: {en: ..., fi: ...}.",
    "anyOf": [
        {"type": "string"},
        {"type": "object", "propertyNames": {"pattern": "^([a-z]{2})?$"}, "additionalProperties": {"type": "string"}},
    ],
}
_DURATION_SCHEMA = {
    "type": "string",
    "description": "7d, 12h, 30m, 45s, or ISO 8601.",
    "pattern": r"^(\d+[dhms]|P[0-9WDTHMS.]+)$",
}
_MONEY_SCHEMA = {
    "type": "string",
    "description": "An amount and its currency: 9.90 EUR.",
    "pattern": r"^-?\d+(\.\d+)? ?[A-Z]{3}$",
}
_SHARE_SCHEMA = {
    "description": "30% or 0.3.",
    "anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 1}, {"type": "string", "pattern": "^[0-9.]+ ?%$"}],
}

Text = Annotated[Texts, BeforeValidator(_as_texts), WithJsonSchema(_TEXT_SCHEMA)]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(spell_duration, return_type=str),
    WithJsonSchema(_DURATION_SCHEMA),
]
Money = Annotated[
    MoneyValue,
    BeforeValidator(MoneyValue.parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(_MONEY_SCHEMA),
]
Share = Annotated[float, BeforeValidator(_share), WithJsonSchema(_SHARE_SCHEMA)]
Zone = Annotated[str, _one_of("value.zone", available_timezones())]
Currency = Annotated[str, _one_of("value.currency", CURRENCIES)]
Country = Annotated[str, _matching("[A-Z]{2}", "value.country")]
ClockTime = Annotated[str, _matching("([01][0-9]|2[0-3]):[0-5][0-9]", "value.clock")]
EmailAddress = Annotated[str, _matching(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]{2,}", "value.email")]
WebAddress = Annotated[str, _matching(r"(https?://[^\s<>\"]+|/[^\s<>\"]*)", "value.address")]
#: The beginning of all addresses of a site, as a browser names it: without a path.
Site = Annotated[str, _matching(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", "value.site")]
Slug = Annotated[str, _matching("[a-z0-9][a-z0-9-]{0,62}", "value.slug")]
Colour = Annotated[str, _matching("#[0-9a-fA-F]{6}", "value.colour")]


class Part(BaseModel):
    """A frozen piece of the document; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def say(text: Texts, language: str, *fallbacks: str) -> str:
    """The text in `language`, else in the first of `fallbacks` that has it, else any. Never raises."""
    for code in (language, *fallbacks, ""):
        if code in text:
            return text[code]
    return next(iter(text.values()), "")
