"""What an address asks for: the draft in it, the question, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from urllib.parse import parse_qs, parse_qsl, urlencode

from suppilo.insights.explorer.catalogue import Catalogue, catalogue_of
from suppilo.insights.explorer.checking import checked
from suppilo.insights.explorer.draft import Draft, Params, draft_of, pairs_of
from suppilo.insights.explorer.drafting import draft_from
from suppilo.insights.explorer.editing import edited
from suppilo.insights.explorer.question import KINDS, Question


@dataclass(frozen=True)
class AskedFor:
    """An address read. `query` is its canonical spelling; `usual`: nothing was asked, so the first question stands."""

    catalogue: Catalogue
    draft: Draft
    question: Question
    wrong: dict[str, str]
    query: str
    usual: bool

    def query_of(self, kind: str) -> str:
        """The address of the same events asked about in another way."""
        return urlencode(pairs_of(_as_kind(self.draft, kind)))


def asked_for(workspace_id: int, params: Params) -> AskedFor:
    """Read an address, and do what a button of the form asked (`do`). Never raises."""
    catalogue = catalogue_of(workspace_id)
    draft = draft_of(params)
    for deed in params.get("do", ())[:1]:
        draft = edited(draft, deed)
    query = urlencode(pairs_of(draft))
    usual = not draft.steps
    if usual:
        first = draft_from(catalogue.first)
        filled = _as_kind(first if draft.kind == "funnel" else replace(first, window=""), draft.kind)
        draft = replace(draft, steps=filled.steps, window=draft.window or filled.window)
    found = checked(draft, catalogue)
    return AskedFor(catalogue, draft, found.question, found.wrong, query, usual)


def alike(one: str, other: str) -> bool:
    """Whether two query strings say the same: each parameter's values in the same order, wherever they stand.

    A proxy that sorts parameters by name changes nothing then.
    """
    first, second = (sorted(parse_qsl(query, keep_blank_values=True), key=itemgetter(0)) for query in (one, other))
    return first == second


def canonical(written: str) -> str:
    """A query string as `pairs_of` would spell it: safe to lead to."""
    return urlencode(pairs_of(draft_of(parse_qs(written[:20_000], keep_blank_values=True))))


def _as_kind(draft: Draft, kind: str) -> Draft:
    """As many of the steps as the other kind of question takes, the first and the last; and no more step's number."""
    steps = draft.steps
    if kind == "retention" and len(steps) > 2:
        steps = (steps[0], steps[-1])
    elif kind == "paths":
        steps = steps[:1]
    elif kind == "attribution":
        steps = steps[-1:]
    if kind == "funnel":
        return replace(draft, kind=kind, look="said")
    exclusions = draft.exclusions if draft.kind == kind else ()
    numbers = {"value": "first", "timed_from": "", "timed_to": ""} if len(steps) < len(draft.steps) else {}
    numbers |= {} if kind == "attribution" else {"look": "said"}
    keeps = {**numbers, "exclusions": exclusions, "kind": kind if kind in KINDS else draft.kind}
    return replace(draft, steps=steps, **keeps)  # type: ignore[arg-type]
