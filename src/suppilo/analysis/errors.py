"""What can be wrong with events or arguments: each error says where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def N_(text: str) -> str:
    """Marks a text for translation: the library itself speaks English, the command line the reader's language."""
    return text


class BadInput(ValueError):
    """Events or arguments from which no right answer can come.

    `code` names the mistake, `template` and `params` are the text before and for filling in.
    """

    def __init__(self, code: str, template: str, **params: object):
        super().__init__(template.format(**params))
        self.code, self.template, self.params = code, template, params


def missing_column(wanted: object, known: Iterable[str], role: str) -> BadInput:
    """There is no such column; the text names those there are, and the nearest."""
    columns = [str(name) for name in known]
    near = nearest(str(wanted), columns)
    params = {"column": wanted, "role": role, "columns": ", ".join(columns) or "-"}
    if near is None:
        text = N_("There is no column {column!r} (for {role}=). There are: {columns}. Say {role}= with one of them.")
        return BadInput("missing_column", text, **params)
    text = N_("There is no column {column!r} (for {role}=). Did you mean {near!r}? There are: {columns}.")
    return BadInput("missing_column", text, near=near, **params)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The nearest known word, letters' case left aside."""
    by_fold = {one.casefold(): one for one in known}
    near = get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    if near:
        return by_fold[near[0]]
    inside = [one for fold, one in by_fold.items() if word.casefold() in fold]
    return inside[0] if len(inside) == 1 else None
