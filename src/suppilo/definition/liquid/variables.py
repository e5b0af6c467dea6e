"""What a text reads, and whether it would say something silly when a value is missing ("Hi ,")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liquid import BoundTemplate, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import Filter, FilteredExpression, Literal, Path
from liquid.builtin.tags.case_tag import CaseNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression

#: Values that are always there, by their first name.
ALWAYS = frozenset({"business", "links", "forloop"})
_GUARDS = (IfNode, UnlessNode, CaseNode)


def roots(template: BoundTemplate) -> set[str]:
    """The first names of the outer variables that the text reads."""
    return set(template.analyze().globals)


def without_fallback(template: BoundTemplate) -> list[str]:
    """Variables printed without a fallback: neither `| default: ...` nor inside an `if` that asks for them."""
    context = RenderContext(template)
    assigned = frozenset(name for node in template.nodes for name in _assigned(context, node))
    found: set[str] = set()
    for node in template.nodes:
        found |= set(_look(context, node, assigned))
    return sorted(found)


def _assigned(context: RenderContext, node: Node) -> Iterator[str]:
    """Names that the text gives values itself; what it assigns is looked at where it is assigned."""
    yield from map(str, node.template_scope())
    for child in node.children(context):
        yield from _assigned(context, child)


def _look(context: RenderContext, node: Node, known: frozenset[str]) -> Iterator[str]:
    expressions = list(node.expressions())
    if isinstance(node, _GUARDS):
        known |= {str(path) for path in _paths(expressions)}
        for child in node.children(context):
            known |= {str(path) for path in _paths(child.expressions())}
    else:
        for expression in expressions:
            yield from _printed_bare(expression, known)
    known |= {str(name) for name in node.block_scope()}
    for child in node.children(context):
        yield from _look(context, child, known)


def _printed_bare(expression: Expression, known: frozenset[str]) -> Iterator[str]:
    if not isinstance(expression, FilteredExpression) or not isinstance(expression.left, Path):
        return
    path = str(expression.left)
    first = _first(path)
    has_default = any(item.name == "size" or _falls_back(item) for item in expression.filters or ())
    if not has_default and first not in ALWAYS and path not in known and first not in known:
        yield path


def _first(path: str) -> str:
    return path.split(".")[0].split("[")[0]


def _falls_back(item: Filter) -> bool:
    """Whether the filter gives a text in any case: `default: ""`, or one that may be empty itself, does not."""
    if item.name != "default" or not item.args:
        return False
    given = item.args[0].value
    if isinstance(given, Path):
        return _first(str(given)) in ALWAYS
    return isinstance(given, Literal) and given.value is not None and bool(str(given.value).strip())


def _paths(expressions: Iterable[Expression]) -> Iterator[Path]:
    for expression in expressions:
        if isinstance(expression, Path):
            yield expression
        yield from _paths(expression.children())
