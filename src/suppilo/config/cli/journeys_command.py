"""`suppilo journeys`: let people start a journey by hand; let one stand still and go on."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suppilo.config.cli.workspace import chosen_workspace, workspace_option
from suppilo.foundation import clock, ids, work
from suppilo.journeys import operations, queries
from suppilo.team import operations as team
from suppilo.team.models import Workspace


@click.group(help=_("Journeys: enrol people by hand, pause, resume."))
def journeys() -> None:
    """Commands about journeys."""


@journeys.command(name="enrol", help=_("Let people start JOURNEY. Shows first how many would."))
@click.argument("journey")
@click.option("-p", "--person", "people", type=int, multiple=True, help=_("A person's number; may be repeated."))
@click.option("-s", "--segment", default="", help=_("Everybody in this segment."))
@workspace_option
@click.option("-y", "--yes", is_flag=True, help=_("Do not ask."))
def enrol(journey: str, people: tuple[int, ...], segment: str, workspace: str, yes: bool) -> None:
    """Count, ask, enrol."""
    if bool(people) == bool(segment):
        raise click.UsageError(_("Say whom: --person (once or more) or --segment."))
    here = chosen_workspace(workspace)
    chosen = operations.Chosen(people=people, segment=segment)
    try:
        found = queries.forecast(here.pk, journey, chosen, now=clock.now())
    except (operations.NoSuchJourney, operations.NoSuchSegment) as error:
        raise click.ClickException(str(error)) from error
    click.echo(_say(found))
    if not found.enter:
        return
    if not yes and not click.confirm(_("Enrol them?")):
        raise click.Abort
    try:
        number = operations.enrol(here.pk, journey, chosen, key=ids.new_id())
    except operations.JourneyPaused as error:
        raise click.ClickException(str(error)) from error
    details = {"journey": journey, "people": found.enter}
    team.audit(workspace=here, user=None, action="journeys.enrol", subject=f"journey:{journey}", details=details)
    work.run_due(clock.now(), only=("journey_intakes",))
    done = queries.intake(here.pk, number)
    many = done.entered if done else 0
    click.echo(ngettext("%(count)d person started.", "%(count)d people started.", many) % {"count": many})


@journeys.command(name="pause", help=_("Let JOURNEY stand still: nobody starts, nobody goes on."))
@click.argument("journey")
@workspace_option
def pause(journey: str, workspace: str) -> None:
    """Pause."""
    here = chosen_workspace(workspace)
    try:
        changed = operations.pause(here.pk, journey)
    except operations.NoSuchJourney as error:
        raise click.ClickException(str(error)) from error
    if changed:
        _record(here, "journeys.pause", journey)
    click.echo(_("The journey is paused."))


@journeys.command(name="resume", help=_("Let JOURNEY go on; those who were held follow one after the other."))
@click.argument("journey")
@click.option("--per-minute", default=600, show_default=True, help=_("How many of those who were held go on a minute."))
@workspace_option
def resume(journey: str, per_minute: int, workspace: str) -> None:
    """Resume."""
    here = chosen_workspace(workspace)
    standing = queries.paused_journeys(here.pk).get(journey)
    if standing is None:
        raise click.ClickException(_("The journey “%(journey)s” is not paused.") % {"journey": journey})
    operations.resume(here.pk, journey, per_minute=per_minute)
    _record(here, "journeys.resume", journey)
    words = ngettext(
        "The journey goes on. %(count)d would have started meanwhile.",
        "The journey goes on. %(count)d would have started meanwhile.",
        standing.kept_out,
    )
    click.echo(words % {"count": standing.kept_out})


def _record(here: Workspace, action: str, journey: str) -> None:
    team.audit(workspace=here, user=None, action=action, subject=f"journey:{journey}", details={"journey": journey})


def _say(found: queries.Forecast) -> str:
    words = ngettext("%(count)d person would start.", "%(count)d people would start.", found.enter)
    text = words % {"count": found.enter}
    if found.inside:
        words = ngettext("%(count)d is inside now.", "%(count)d are inside now.", found.inside)
        text += " " + words % {"count": found.inside}
    if found.before:
        words = ngettext(
            "%(count)d was in it before and does not start again.",
            "%(count)d were in it before and do not start again.",
            found.before,
        )
        text += " " + words % {"count": found.before}
    return text


COMMANDS = [journeys]
