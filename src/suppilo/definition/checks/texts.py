"""Every text is there in every language of the business.

A message or a sentence to agree to without a language is an error, because people would get another's words; a page
falls back to the first language, so that is a warning. Names that only staff see may stay in one language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel

from suppilo.definition.checks.finder import Finder
from suppilo.definition.model import Message
from suppilo.definition.problems import Path
from suppilo.kernel.saying import Saying, did_you_mean

_TEXTS = ("name", "title", "description", "subject", "preview", "heading", "body", "label", "alt", "by", "text")
_MORE = ("button", "thanks", "summary")


def check(finder: Finder) -> None:
    """Look for missing, empty and unknown languages."""
    for key, purpose in finder.bundle.purposes.items():
        _text(finder, purpose.text, ("purposes", key, "text"), "error")
    for key, offer in finder.bundle.offers.items():
        _all(finder, offer, ("offers", key), "warning")
    for shelf, severity in _SHELVES:
        for _, thing, path in finder.of(shelf):
            _all(finder, thing, path, severity)
    for text, path in _staff(finder):
        _text(finder, text, path, None)


_SHELVES: tuple[tuple[str, Literal["error", "warning"]], ...] = (
    ("forms", "warning"),
    ("pages", "warning"),
    ("messages", "error"),
)


def _staff(finder: Finder) -> Iterator[tuple[dict[str, str], Path]]:
    for key, segment in finder.bundle.segments.items():
        yield segment.name, ("segments", key, "name")
    for key, score in finder.bundle.scores.items():
        yield score.name, ("scores", key, "name")
        for place, rule in enumerate(score.rules):
            if rule.name is not None:
                yield rule.name, ("scores", key, "rules", place, "name")
    for number, funnel in enumerate(finder.bundle.funnels):
        yield funnel.name, ("funnels", number, "name")
        for place, stage in enumerate(funnel.stages):
            yield stage.name, ("funnels", number, "stages", place, "name")
    for _, journey, path in finder.of("journeys"):
        yield journey.name, (*path, "name")


def _all(finder: Finder, thing: BaseModel, path: Path, severity: Literal["error", "warning"]) -> None:
    for text, place in texts_of(thing, path):
        _text(finder, text, place, severity)


def texts_of(thing: Any, path: Path) -> Iterator[tuple[dict[str, str], Path]]:
    """Every text of a page, form, message or offer with its path."""
    if isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            value = getattr(thing, name)
            if name == "body" and isinstance(thing, Message):  # for a program: each value in one language
                yield from (({"": text}, (*path, name, key)) for key, text in value.items())
            elif name in (*_TEXTS, *_MORE) and isinstance(value, dict):
                yield value, (*path, name)
            elif name == "items":
                yield from ((item, (*path, name, number)) for number, item in enumerate(value))
            elif name == "choices":
                yield from ((text, (*path, name, key)) for key, text in value.items())
            elif isinstance(value, tuple):
                for number, item in enumerate(value):
                    yield from texts_of(item, (*path, name, number))


def _text(finder: Finder, text: dict[str, str], path: Path, severity: Literal["error", "warning"] | None) -> None:
    languages = finder.bundle.business.languages
    for language in text:
        if language and language not in languages:
            hints = (Saying("norwegian"),) if language == "no" else did_you_mean(language, languages)
            place, values = (*path, language), {"language": language, "spoken": ", ".join(languages)}
            finder.complain("unknown_language", place, *hints, at_key=True, severity="warning", **values)
    for language in [one for one, words in text.items() if not words.strip()]:
        finder.complain("empty_text", (*path, language) if language else path)
    missing = [language for language in languages if language not in text and "" not in text]
    if missing and severity:
        finder.complain("missing_language", path, severity=severity, languages=", ".join(missing), first=missing[0])
