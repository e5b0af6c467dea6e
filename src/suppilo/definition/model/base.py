"""What every part of a definition shares: ids, texts per language, durations, money."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from suppilo.kernel.duration import parse_duration, spell_duration
from suppilo.kernel.money import Money as MoneyValue

#: Ids are stable, unique in the workspace, and safe in URLs and SQL parameters.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]

#: One text in several languages: {"en": "...", "fi": "..."}. A bare string is the business's first language ("").
Texts = dict[str, str]


def _as_texts(value: Any) -> Any:
    return {"": value} if isinstance(value, str) else value


Text = Annotated[Texts, BeforeValidator(_as_texts)]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(spell_duration, return_type=str),
]
Money = Annotated[
    MoneyValue,
    BeforeValidator(MoneyValue.parse),
    PlainSerializer(str, return_type=str),
]
Share = Annotated[float, AfterValidator(lambda v: v)]


class Part(BaseModel):
    """A frozen piece of the document; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def say(text: Texts, language: str, *fallbacks: str) -> str:
    """The text in `language`, else in the first of `fallbacks` that has it, else any. Never raises."""
    for code in (language, *fallbacks, ""):
        if code in text:
            return text[code]
    return next(iter(text.values()), "")
