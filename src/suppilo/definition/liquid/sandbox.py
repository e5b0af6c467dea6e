"""Liquid with every limit on: a text of the business can neither loop for ever nor grow without bound."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

from liquid import BoundTemplate, Environment, Token
from liquid.exceptions import LiquidError, ResourceLimitError

from suppilo.definition.sentences import SENTENCES
from suppilo.kernel.saying import Saying, spell

#: Characters a rendered text, or any value on the way, may have; turns of all loops together; bytes of variables.
LARGEST_OUTPUT = 200_000
LARGEST_VALUE = 100_000
MOST_TURNS = 5_000
LARGEST_NAMESPACE = 400_000
LARGEST_TEMPLATE = 50_000

#: Filters that a text may use. `date` is missing on purpose: it reads the machine's clock.
# fmt: off
FILTERS = frozenset(
    {
        "abs", "append", "at_least", "at_most", "capitalize", "ceil", "compact", "concat", "default", "divided_by",
        "downcase", "escape", "first", "floor", "join", "last", "lstrip", "minus", "modulo", "newline_to_br",
        "plus", "prepend", "remove", "remove_first", "replace", "replace_first", "reverse", "round", "rstrip",
        "size", "slice", "sort", "sort_natural", "split", "squish", "strip", "strip_html", "strip_newlines",
        "times", "truncate", "truncatewords", "uniq", "upcase", "url_encode",
    }
)
# fmt: on
TAGS_REFUSED = ("include", "render", "tablerow", "increment", "decrement", "ifchanged", "doc")

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class TextRefused(Exception):
    """A Liquid text is wrong or goes beyond a limit; `saying` says where and what to do, the text is for the log."""

    def __init__(self, said: str, saying: Saying | None = None):
        super().__init__(said)
        self.saying = saying or Saying("liquid_syntax", {"at": "{{ }}"})


def _size(value: Any) -> int:
    """How large a value is; a range answers without being laid out."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value.bit_length() // 3
    try:
        return len(value)
    except (TypeError, OverflowError):
        return LARGEST_VALUE + 1 if isinstance(value, range) else 0


def _growth(name: str, left: Any, arguments: Sequence[Any]) -> int:
    """The most that a filter can make of its input, for the filters whose output is a product of two sizes."""
    if name == "replace" and arguments:
        sub = _size(str(arguments[1])) if len(arguments) > 1 else 0
        return _size(left) + (_size(str(left)) + 1) * sub // max(1, _size(str(arguments[0])))
    if name == "join":
        return _size(left) * (1 + (_size(str(arguments[0])) if arguments else 1))
    return 0


def _limited(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(run)
    def filter_within_limits(left: Any, *arguments: Any, **named: Any) -> Any:
        sizes = (_size(left), _growth(name, left, arguments), *map(_size, arguments))
        if max(sizes) > LARGEST_VALUE:
            raise ResourceLimitError(f"the value at the filter {name} is too large", token=None)
        result = run(left, *arguments, **named)
        if _size(result) > LARGEST_VALUE:
            raise ResourceLimitError(f"the filter {name} makes too large a value", token=None)
        return result

    return filter_within_limits


class SafeEnvironment(Environment):
    """The only Liquid environment of the system."""

    context_depth_limit = 12
    block_nesting_limit = 12
    loop_iteration_limit = MOST_TURNS
    local_namespace_limit = LARGEST_NAMESPACE
    output_stream_limit = LARGEST_OUTPUT

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape)
        for name in TAGS_REFUSED:
            self.tags.pop(name, None)
        self.filters = {name: _limited(name, run) for name, run in self.filters.items() if name in FILTERS}


HTML = SafeEnvironment(autoescape=True)
PLAIN = SafeEnvironment(autoescape=False)


@lru_cache(maxsize=512)
def parse(source: str, *, html: bool = False) -> BoundTemplate:
    """The text ready to be rendered. Raises TextRefused with the line."""
    if len(source) > LARGEST_TEMPLATE * (10 if html else 1):
        raise _refused("liquid_syntax.large", size=len(source), most=LARGEST_TEMPLATE)
    for tag in _TAG.findall(source):
        if any("<" in literal for literal in _QUOTED.findall(tag)):  # Liquid would print it as it is
            raise _refused("liquid_syntax.html", at=tag[:60])
        if ".." in _QUOTED.sub("", tag):  # (1..1000000000) would be laid out in memory before any limit is asked
            raise _refused("liquid_syntax.range", at=tag[:60])
    try:
        return (HTML if html else PLAIN).from_string(source)
    except LiquidError as error:
        raise TextRefused(
            _spell(error), Saying("liquid_syntax", {"at": _place(error, source), "reason": str(error)})
        ) from error


def render(template: BoundTemplate, values: dict[str, Any]) -> str:
    """The text for one recipient. Raises TextRefused when a limit is reached or an expression cannot be computed."""
    try:
        return str(template.render(values))
    except (LiquidError, RecursionError, OverflowError, MemoryError, ValueError, TypeError) as error:
        raise TextRefused(_spell(error)) from error


def _refused(name: str, **params: Any) -> TextRefused:
    saying = Saying(name, params)
    return TextRefused(spell((saying,), SENTENCES), saying)


def _place(error: Exception, source: str) -> str:
    """The words at which the text cannot be read; the text's own when the reader only saw it end."""
    token = getattr(error, "token", None)
    value = str(token.value).strip() if isinstance(token, Token) else ""
    return value[:80] if value and value in source else source.strip()[:80]


def _spell(error: Exception) -> str:
    token = getattr(error, "token", None)
    value = str(token.value).strip() if isinstance(token, Token) else ""
    where = f" (at {value[:80]!r})" if value else ""
    said = str(error.args[0]) if error.args else type(error).__name__
    return f"{said}{where}"[:300]
