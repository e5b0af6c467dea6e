"""A question asked of a workspace: checked, answered once, kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from suppilo.events.queries import Unread, asking_the_store, stored_events, unread
from suppilo.insights.explorer.asking import Asked
from suppilo.insights.explorer.catalogue import OWN, Catalogue
from suppilo.insights.explorer.draft import pairs_of
from suppilo.insights.explorer.drafting import draft_from
from suppilo.insights.explorer.keeping import keeper
from suppilo.insights.explorer.question import Question
from suppilo.people import queries as people
from suppilo.team.ports import Workspace

#: How long a page waits for an answer, in seconds.
PATIENCE = 8.0
#: So long a reader is told that the store was damaged and laid out anew.
NEWS = timedelta(days=7)


@dataclass(frozen=True)
class Answered:
    """The library's answer to a question, as of when it is whole, and which newer facts are not in it yet.

    `mended`: when the store was laid out anew after damage, where that was lately.
    """

    question: Question
    result: Any
    as_of: datetime
    unread: Unread = Unread()
    mended: datetime | None = None


def answered(
    workspace: Workspace, question: Question, catalogue: Catalogue, *, now: datetime, fresh: bool = False
) -> Answered:
    """The answer as of now, or of a few minutes ago when nothing has happened since. `fresh`: asked anew in any case.

    Where facts wait, it is as of the newest that the store holds: who may still go on is judged from then too.

    Raises StoreNotReady, StillRunning, and the library's BadInput.
    """
    stored = stored_events(workspace.pk)
    key = (workspace.pk, urlencode(pairs_of(draft_from(question))), stored.manifest.generation, str(stored.folder))
    if fresh:
        keeper.forget(key)

    waiting = unread(workspace.pk, stored)

    def prepared() -> Callable[[], Any]:
        asked = Asked(question, catalogue, workspace.zone, waiting.as_of(now), _attribute(workspace.pk, question))
        return lambda: (asked.answer(stored), asked.as_of)

    with asking_the_store(workspace.pk):
        (result, as_of), _asked_at = keeper.ask(key, prepared, now=now, patience=PATIENCE)
    return Answered(question, result, as_of, waiting, mended(stored.manifest.note, now))


def mended(note: Mapping[str, Any], now: datetime) -> datetime | None:
    """When the store was laid out anew because of damage, for as long as that is news."""
    begun = datetime.fromisoformat(note["begun"]) if note.get("damaged") else None
    return begun if begun and now - begun < NEWS else None


def _attribute(workspace_id: int, question: Question) -> Mapping[int, Any] | None:
    """Each person's value of the attribute by which the answer is broken down."""
    if question.kind != "funnel" or not question.breakdown.startswith("@"):
        return None
    key = question.breakdown[1:]
    if key in OWN:
        return people.own_values(workspace_id, key)  # type: ignore[arg-type]
    return {person: _one(value) for person, value in people.attribute_values(workspace_id, key).items()}


def _one(value: Any) -> Any:
    return ", ".join(sorted(map(str, value))) if isinstance(value, list | tuple) else value
