"""Handing messages to the provider, one after the other over one connection.

The order is the promise: everything that can be refused beforehand (`prepare`), then the mark is committed, then the
message is offered (`deliver`). The outcome of one message is committed together with the mark of the next, so that at
any instant at most one message per connection stands as `sending`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.messages import outcomes
from suppilo.messages.models import Outgoing, Status
from suppilo.messages.outcomes import Outcome
from suppilo.messages.ports import AnswerLost, Envelope, MailConnection, MailProvider, Refused, Unreachable

#: How long messages wait when there is no connection at all.
WHILE_UNREACHABLE = timedelta(seconds=30)


@dataclass(frozen=True)
class Prepared:
    """A message that the gate let pass, ready for the wire."""

    row: Outgoing
    envelope: Envelope


@dataclass
class _Run:
    provider: MailProvider
    connection: MailConnection | None = None
    done: list[Outcome] = field(default_factory=list)

    def connected(self) -> MailConnection:
        if self.connection is None:
            self.connection = self.provider.connect()
        return self.connection

    def drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def send_all(prepared: Sequence[Prepared], provider: MailProvider) -> None:
    """Send each message at most once and write down what became of it."""
    run = _Run(provider)
    try:
        for number, item in enumerate(prepared):
            try:
                _send(item, run)
            except Unreachable as error:
                run.drop()
                run.done += [_later(rest.row, str(error)) for rest in prepared[number:]]
                return
    finally:
        _commit(run)


def _send(item: Prepared, run: _Run) -> None:
    if not _accepted(item, run):
        return
    now = clock.now()
    with writing():
        outcomes.write(run.done, now)
        on_the_wire = outcomes.mark(item.row, now)
    run.done = []
    if on_the_wire:
        run.done.append(_deliver(item.row, run))


def _accepted(item: Prepared, run: _Run) -> bool:
    """Offer sender and recipient. A connection that went stale is opened anew once. Raises Unreachable."""
    fresh = run.connection is None
    try:
        run.connected().prepare(item.envelope)
    except Refused as error:
        run.done.append(_refused(item.row, error))
        return False
    except Unreachable:
        run.drop()
        if fresh:
            raise
        return _accepted(item, run)
    return True


def _deliver(row: Outgoing, run: _Run) -> Outcome:
    try:
        run.connected().deliver()
    except Refused as error:
        return _refused(row, error)
    except Unreachable as error:
        run.drop()
        return _later(row, str(error))
    except AnswerLost:
        run.drop()
        return Outcome(row, Status.UNKNOWN, "answer_lost")
    return Outcome(row, Status.SENT)


def _refused(row: Outgoing, error: Refused) -> Outcome:
    if not error.permanent:
        return outcomes.try_later(row, error.text, clock.now())
    return Outcome(row, Status.FAILED, "refused", {"said": error.text}, dead_address=error.bad_address)


def _later(row: Outgoing, said: str) -> Outcome:
    return Outcome(row, Status.QUEUED, "unreachable", {"said": said[:200]}, clock.now() + WHILE_UNREACHABLE)


def _commit(run: _Run) -> None:
    if run.done:
        with writing():
            outcomes.write(run.done, clock.now())
        run.done = []
