"""Texts of messages are Liquid: they can be read, and they name variables that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suppilo.definition.checks.finder import Finder
from suppilo.definition.checks.texts import texts_of
from suppilo.definition.liquid.sandbox import FILTERS, TextRefused, parse
from suppilo.definition.liquid.variables import without_fallback
from suppilo.definition.problems import Path

#: What a text may begin a variable with.
ROOTS = ("person", "business", "cause", "links")
#: What is known of the business.
_BUSINESS = ("name", "address", "country")


def check(finder: Finder) -> None:
    """Look at every text of every message in every language."""
    for _, message, path in finder.of("messages"):
        for text, place in texts_of(message, path):
            for language, words in text.items():
                if "{" in words:
                    _words(finder, words, (*place, language) if language else place)


def _words(finder: Finder, words: str, path: Path) -> None:
    try:
        template = parse(words)
    except TextRefused as error:
        finder.complain(error.saying.name, path, **error.saying.params)
        return
    read = template.analyze()
    filters = [finder.expect("filter", name, FILTERS, path) for name in sorted(read.filters)]
    variables = [_is_known(finder, name, path) for name in _paths(read.globals)]
    if all(filters + variables):
        for name in without_fallback(template):
            finder.complain("no_fallback", path, name=name)


def _paths(variables: Mapping[str, Sequence[object]]) -> list[str]:
    """Variables as paths with dots, each once."""
    return sorted({str(variable) for places in variables.values() for variable in places})


def _is_known(finder: Finder, name: str, path: Path) -> bool:
    root, _, rest = name.partition(".")
    if not finder.expect("variable", root, ROOTS, path):
        return False
    key = rest.partition(".")[0].partition("[")[0]
    known = {"person": finder.attributes, "business": _BUSINESS}.get(root)
    return not known or not key or finder.expect("variable_of", key, known, path, of=root)
