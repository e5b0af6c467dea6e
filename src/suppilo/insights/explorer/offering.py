"""What an address gets: its answer, what is wrong with it, or why there is none yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from suppilo.analysis.errors import BadInput
from suppilo.events.queries import StoreNotReady
from suppilo.insights.explorer import beside, showing
from suppilo.insights.explorer.answering import Answered, answered
from suppilo.insights.explorer.asked_for import AskedFor
from suppilo.insights.explorer.draft import pairs_of
from suppilo.insights.explorer.keeping import StillRunning
from suppilo.insights.explorer.shown import Shown
from suppilo.team.ports import Workspace


@dataclass(frozen=True)
class Offered:
    """Either `shown`, or `problems` to mend, or `waiting`: the reason why there is no answer yet."""

    shown: Shown | None = None
    as_of: datetime | None = None
    problems: tuple[str, ...] = ()
    waiting: str = ""
    answered: Answered | None = None


def offered(workspace: Workspace, asked: AskedFor, *, people: str, now: datetime, fresh: bool = False) -> Offered:
    """Answer what was asked. `people` is the address of the lists of people, empty for who may not see them."""
    if asked.wrong:
        return Offered(problems=tuple(dict.fromkeys(asked.wrong.values())))
    if not asked.question.steps:
        return Offered(waiting=_("Choose the first event, and what comes after it."))
    try:
        found = answered(workspace, asked.question, asked.catalogue, now=now, fresh=fresh)
    except StoreNotReady as error:
        return Offered(waiting=str(error))
    except StillRunning:
        return Offered(waiting=_("This question takes longer. It goes on; the answer comes here when it is there."))
    except BadInput as error:
        return Offered(problems=(showing.problem(error),))
    shown = showing.shown(found, asked.catalogue, _who(asked, people))
    said = replace(shown, notes=[*beside.notes(found, workspace.zone), *shown.notes])
    return Offered(said, found.as_of, answered=found)


def _who(asked: AskedFor, people: str) -> showing.WhoDropped | None:
    """The address of those who dropped at a step; only where each person counts once."""
    if not people or asked.question.unit or asked.question.count != "unique":
        return None
    pairs = pairs_of(asked.draft)
    return lambda step: f"{people}?{urlencode([*pairs, ('step', str(step))])}"
