"""Texts of messages are Liquid: they can be read, and they name variables that there are."""

from __future__ import annotations

from functools import lru_cache

from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.texts import texts_of
from suppilo.definition.problems import Path

#: What a text may begin a variable with; further names are given by what caused the message.
ROOTS = ("person", "business", "cause", "links")
#: What is known of the business.
_BUSINESS = ("name", "address", "country")
_LIQUID = Environment()
_LARGEST = 20_000


def check(finder: Finder) -> None:
    """Look at every text of every message in every language."""
    for _, message, path in finder.of("messages"):
        for text, place in texts_of(message, path):
            for language, words in text.items():
                if "{" in words:
                    _words(finder, words, (*place, language) if language else place)


def _words(finder: Finder, words: str, path: Path) -> None:
    if len(words) > _LARGEST:
        finder.complain("liquid_too_large", path, f"This text has {len(words)} letters; at most {_LARGEST} are read.")
        return
    try:
        template = _template(words)
    except LiquidError as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        finder.complain("liquid_syntax", path, f"This Liquid cannot be read: {said}. Look at {{{{ }}}} and {{% %}}.")
        return
    for name in _variables(template):
        _variable(finder, name, path)


@lru_cache(maxsize=2048)
def _template(words: str) -> BoundTemplate:
    return _LIQUID.from_string(words)


def _variables(template: BoundTemplate) -> list[str]:
    """The variables that the text reads from outside, as paths with dots."""
    found = template.analyze().globals
    return sorted({str(variable) for places in found.values() for variable in places})


def _variable(finder: Finder, name: str, path: Path) -> None:
    root, _, rest = name.partition(".")
    if not finder.expect("variable", root, ROOTS, path):
        return
    key = rest.partition(".")[0].partition("[")[0]
    known = {"person": finder.attributes, "business": _BUSINESS}.get(root)
    if known and key:
        finder.expect(f"variable of {root}", key, known, path)
