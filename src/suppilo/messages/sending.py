"""Handing messages to the provider, in groups: one message on each open connection.

The order is the promise: everything that can be refused beforehand (`prepare`), then the marks of the group are
committed, then the messages are offered and answered. The outcomes of one group are committed together with the marks
of the next, so that at any instant at most one message per connection stands as `sending`. Messages are made as they
are needed: those of the next group while the other side works on this one. Their signatures are made beside that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.messages import outcomes
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.outcomes import Outcome
from suppilo.messages.ports import AnswerLost, Connection, Envelope, Provider, Refused, Unreachable

#: How long messages wait when there is no connection at all.
WHILE_UNREACHABLE = timedelta(seconds=30)


@dataclass(frozen=True)
class Prepared:
    """A message that the gate let pass, ready for the wire once its signature is made, if it gets one."""

    row: Outgoing
    envelope: Envelope
    signature: Future[bytes] | None = None

    def finished(self) -> Envelope:
        """The message as it goes out; waits for the signature."""
        return self.envelope if self.signature is None else replace(self.envelope, raw=self.signature.result())


@dataclass
class _Run:
    """One batch on its way: what still comes and waits, open connections by place, what became of messages so far."""

    provider: Provider
    coming: Iterator[Prepared | Outcome]
    places: int
    waiting: deque[Prepared] = field(default_factory=deque)
    open: dict[int, Connection] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    done: list[Outcome] = field(default_factory=list)

    def make(self, many: int) -> bool:
        """Have at least so many messages waiting, as far as there are more; answers whether any waits."""
        while len(self.waiting) < many and (item := next(self.coming, None)) is not None:
            if isinstance(item, Outcome):
                self.done.append(item)
            else:
                self.waiting.append(item)
        return bool(self.waiting)

    def connected(self, place: int) -> Connection:
        if place not in self.open:
            self.fresh.add(place)
            self.open[place] = self.provider.connect(place)
        return self.open[place]

    def drop(self, place: int) -> None:
        connection = self.open.pop(place, None)
        if connection is not None:
            connection.close()


def send_all(prepared: Iterable[Prepared | Outcome], provider: Provider) -> None:
    """Send each message at most once and write down what became of it, also of those that could not be made."""
    run = _Run(provider, iter(prepared), provider.connections)
    try:
        while run.make(run.places):
            _send(_group(run), run)
    except Unreachable as error:
        for item in (*run.waiting, *run.coming):
            run.done.append(item if isinstance(item, Outcome) else _later(item.row, str(error)))
    finally:
        _commit(run)


def _group(run: _Run) -> dict[int, Prepared]:
    """The next messages by place, each accepted as far as it can be. Raises Unreachable when nobody answers at all.

    Whoever was refused is done; a message whose connection had gone stale waits again.
    """
    run.fresh.clear()
    begun = _begun(run)
    _make_meanwhile(run, begun)
    group: dict[int, Prepared] = {}
    broken: Unreachable | None = None
    for place, item in reversed(begun.items()):
        try:
            run.open[place].accepted()
            group[place] = item
        except Refused as error:
            run.done.append(_refused(item.row, error))
        except Unreachable as error:
            run.drop(place)
            run.waiting.appendleft(item)
            broken = error if place in run.fresh else broken
    if broken and not group:
        raise broken
    return group


def _make_meanwhile(run: _Run, begun: Iterable[int]) -> None:
    """Make some of the next messages while the other side looks at senders and recipients, the rest while it takes the
    texts. If that goes wrong, the lines that have begun are left: nothing was offered on them."""
    is_made = False
    try:
        run.make(run.places // 3)
        is_made = True
    finally:
        if not is_made:
            for place in begun:
                run.drop(place)


def _begun(run: _Run) -> dict[int, Prepared]:
    """One waiting message for each place, offered as far as sender and recipient. Raises Unreachable."""
    begun: dict[int, Prepared] = {}
    finished = [item.finished() for item in islice(run.waiting, run.places)]  # a fault here leaves no line begun
    for place, envelope in enumerate(finished):
        item = run.waiting.popleft()
        try:
            _begin(place, envelope, run)
            begun[place] = item
        except Refused as error:
            run.done.append(_refused(item.row, error))
        except Unreachable:
            run.waiting.appendleft(item)
            if not begun:
                raise
            run.places = place  # the other side takes only so many connections
            break
    return begun


def _begin(place: int, envelope: Envelope, run: _Run) -> None:
    """Begin with `envelope`; a connection that went stale is opened anew once. Raises Refused or Unreachable."""
    try:
        run.connected(place).prepare(envelope)
    except Unreachable:
        run.drop(place)
        if place in run.fresh:
            raise
        run.connected(place).prepare(envelope)


def _send(group: dict[int, Prepared], run: _Run) -> None:
    """Commit the marks of the group, offer every message, make the next ones, and then hear the answers."""
    now = clock.now()
    with writing():
        outcomes.write(run.done, now)
        marked = outcomes.mark([item.row for item in group.values()], now)
    run.done = []
    offered = {place: item.row for place, item in group.items() if item.row.pk in marked}
    for place, row in list(offered.items()):
        outcome = _step(place, row, run, "offer")
        if outcome is not None:
            run.done.append(outcome)
            del offered[place]
    try:
        run.make(run.places)
    finally:  # whatever goes wrong with the next ones, these are answered
        for place, row in offered.items():
            run.done.append(_step(place, row, run, "answer") or Outcome(row, Status.SENT))


def _step(place: int, row: Outgoing, run: _Run, step: str) -> Outcome | None:
    """`offer` or `answer`: the outcome when it is over with the message, else None."""
    connection = run.connected(place)
    try:
        connection.offer() if step == "offer" else connection.answer()
    except Refused as error:
        return _refused(row, error)
    except Unreachable as error:
        run.drop(place)
        return _later(row, str(error))
    except AnswerLost:
        run.drop(place)
        return Outcome(row, Status.UNKNOWN, "answer_lost")
    return None


def _refused(row: Outgoing, error: Refused) -> Outcome:
    if not error.permanent:
        return outcomes.try_later(row, error.text, clock.now(), wait=error.wait)
    return Outcome(row, Status.FAILED, "refused", {"said": error.text}, dead_address=error.bad_address)


def _later(row: Outgoing, said: str) -> Outcome:
    return Outcome(row, Status.QUEUED, "unreachable", {"said": said[:200]}, clock.now() + WHILE_UNREACHABLE)


def _commit(run: _Run) -> None:
    if run.done:
        with writing():
            outcomes.write(run.done, clock.now())
        run.done = []
