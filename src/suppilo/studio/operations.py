"""What the desk does in the rooms below, written into the record."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.foundation import clock
from suppilo.foundation.writing import writing
from suppilo.journeys import operations as journeys
from suppilo.journeys import queries as known_journeys
from suppilo.messages import operations as messages
from suppilo.messages.queries import Address
from suppilo.offers import operations as offers
from suppilo.offers.queries import RefundPreview
from suppilo.team import operations as team
from suppilo.team.ports import User, Workspace


def try_journeys_again(*, workspace: Workspace, user: User) -> int:
    """Let everybody who is stuck in a journey take their step again, and say so in the record; answers how many."""
    with writing():
        many = journeys.try_again(workspace.pk)
        if many:
            team.audit(workspace=workspace, user=user, action="journeys.again", details={"people": many})
    return many


def set_lane(*, workspace: Workspace, user: User | None, channel: str, lane: int, goes: bool) -> bool:
    """Stop a lane of a channel or let it go on, and say so in the record; answers whether that changed anything.

    `user` is None for the command line.
    """
    with writing():
        change = messages.resume_lane if goes else messages.stop_lane
        changed = change(workspace.pk, channel=channel, lane=lane, now=clock.now())
        if changed:
            action = "lane.resume" if goes else "lane.stop"
            details = {"channel": channel, "lane": lane}
            team.audit(workspace=workspace, user=user, action=action, details=details)
    return changed


def note_segment_taken(*, workspace: Workspace, user: User, segment: str, people: int) -> None:
    """Say in the record that a table of the people in a segment was taken along."""
    details = {"segment": segment, "people": people}
    with writing():
        team.audit(
            workspace=workspace, user=user, action="segment.export", subject=f"segment:{segment}", details=details
        )


class CannotEnrol(Exception):
    """People cannot start a journey now; the text says why."""


def enrol(*, workspace: Workspace, user: User, journey: str, chosen: known_journeys.Chosen, key: str) -> int:
    """Ask for people to start a journey and say so in the record; answers how many would. Once per `key`.

    Raises CannotEnrol.
    """
    found = known_journeys.forecast(workspace.pk, journey, chosen, now=clock.now())
    try:
        journeys.enrol(workspace.pk, journey, chosen, key=key, user_id=user.pk)
    except journeys.JourneyPaused as error:
        raise CannotEnrol(str(error)) from error
    details = {"journey": journey, "people": found.enter}
    team.audit(workspace=workspace, user=user, action="journeys.enrol", subject=f"journey:{journey}", details=details)
    return found.enter


def pause_journey(*, workspace: Workspace, user: User, journey: str, goes_on: bool) -> None:
    """Let a journey stand still or go on, and say so in the record. Raises NoSuchJourney."""
    if goes_on:
        changed = journeys.resume(workspace.pk, journey)
    else:
        changed = journeys.pause(workspace.pk, journey, user_id=user.pk)
    if changed:
        action, details = "journeys.resume" if goes_on else "journeys.pause", {"journey": journey}
        team.audit(workspace=workspace, user=user, action=action, subject=f"journey:{journey}", details=details)


def refund(*, workspace: Workspace, user: User, preview: RefundPreview, token: str, reason: str) -> None:
    """Give back what was previewed, once per `token`, and say so in the record. Raises as `offers.refund`."""
    done = offers.refund(
        workspace.pk,
        order_id=preview.order_id,
        amount=preview.gross,
        token=token,
        reason=reason,
        user_id=user.pk,
        now=clock.now(),
    )
    if not done.repeated:
        details = {"amount": str(done.gross)}
        team.audit(
            workspace=workspace, user=user, action="order.refund", subject=f"order:{preview.number}", details=details
        )


def bar_addresses(
    *, workspace: Workspace, user: User | None, addresses: Sequence[Address], note: str, person: int = 0
) -> messages.Barred:
    """Never write to these addresses again, and say so in the record (not to whom); no user is the command line.

    `person` is whose address it is, when it was barred from their page.
    """
    by = user.pk if user else None
    done = messages.suppress_many(workspace.pk, addresses, note=note, user_id=by, now=clock.now())
    if done.fresh:
        details = {"count": done.fresh}
        subject = f"person:{person}" if person else ""
        team.audit(workspace=workspace, user=user, action="address.bar", subject=subject, details=details)
    return done


def allow_address(*, workspace: Workspace, user: User | None, number: int, person: int) -> bool:
    """Let the barred address of this number be written to again, and say so in the record.

    Answers whether it was barred. Raises messages.operations.OnlyThePerson.
    """
    with writing():
        lifted = messages.unsuppress_numbered(workspace.pk, number)
        if lifted:
            subject = f"person:{person}" if person else ""
            team.audit(workspace=workspace, user=user, action="address.allow", subject=subject)
    return lifted
