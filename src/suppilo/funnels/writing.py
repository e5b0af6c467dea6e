"""What a settling pass found, written in sets: matches, moves, standing, and the facts that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace

from suppilo.events import operations as events
from suppilo.foundation.bulk import insert
from suppilo.funnels.models import Match, Move, Standing
from suppilo.funnels.paths import Found, is_correcting
from suppilo.funnels.tracks import Track
from suppilo.segments.ports import Occasion, stage_key
from suppilo.segments.queries import origins_of_time


def write(occasion: Occasion, rules: Mapping[str, str], tracks: Iterable[Track]) -> None:
    """Write every track that changed; with nothing changed nothing is written."""
    changed = [track for track in tracks if track.now != track.before or _moved(track)]
    _name_origins(occasion, changed)
    added: list[SimpleNamespace] = []
    earlier: list[Match] = []
    facts: list[events.NewFact] = []
    moves: list[SimpleNamespace] = []
    for track in changed:
        for stage, found in track.now.items():
            if track.before.get(stage) == found:
                continue
            match = _match(occasion, rules, track, stage, found)
            if stage in track.rows:
                earlier.append(Match(pk=track.rows[stage], **vars(match)))
            else:
                added.append(match)
            facts.append(_matched(track, stage, rules[stage_key(track.funnel.id, stage)], found))
        for move in _moves(occasion, track):
            moves.append(move)
            if move.to_stage:
                facts.append(_entered(move))
    insert(Match, added)
    if earlier:
        Match.objects.bulk_update(earlier, ["at", "cause_seq", "origin"], batch_size=100)
    insert(Move, moves)
    _write_standing(occasion, changed)
    if facts:
        events.record(occasion.workspace_id, facts)


def _moved(track: Track) -> bool:
    target = track.target()
    return (track.standing.stage if track.standing else "") != (target.stage if target else "")


def _match(occasion: Occasion, rules: Mapping[str, str], track: Track, stage: str, found: Found) -> SimpleNamespace:
    return SimpleNamespace(
        workspace_id=occasion.workspace_id,
        person_id=track.person_id,
        funnel=track.funnel.id,
        stage=stage,
        rule=rules[stage_key(track.funnel.id, stage)],
        at=found.at,
        cause_seq=found.cause_seq,
        origin=found.origin,
    )


@dataclass(frozen=True)
class _Leg:
    """One move, before it is a row."""

    from_stage: str
    to_stage: str
    at: datetime
    cause: Found | None
    correcting: bool = False


def _moves(occasion: Occasion, track: Track) -> Iterator[SimpleNamespace]:
    for leg in _legs(occasion, track):
        is_migration = occasion.is_migration(track.person_id, leg.cause.cause_seq if leg.cause else None)
        origin = "migration" if is_migration else (leg.cause and leg.cause.origin) or track.newest_origin
        yield SimpleNamespace(
            workspace_id=occasion.workspace_id,
            person_id=track.person_id,
            funnel=track.funnel.id,
            from_stage=leg.from_stage,
            to_stage=leg.to_stage,
            at=leg.at,
            recorded_at=occasion.now,
            origin=origin,
            cause_seq=leg.cause.cause_seq if leg.cause else None,
            correcting=leg.correcting,
            version_id=occasion.version_id,
        )


def _legs(occasion: Occasion, track: Track) -> Iterator[_Leg]:
    """From the standing in the database to the present one: step by step where the way is known, else in one move."""
    stood = track.standing.stage if track.standing else ""
    before, after = track.former_path(), track.steady_path()
    knows_way = not track.leavable and stood == (before[-1].stage if before else "")
    if knows_way and occasion.version_id is None:
        for place, step in enumerate(after):
            if step not in before:
                origin = after[place - 1].stage if place else ""
                yield _Leg(origin, step.stage, step.at, track.now[step.stage], is_correcting(before, after, place))
        return
    target = track.target()
    to_stage = target.stage if target else ""
    if to_stage == stood:
        return
    if occasion.version_id is not None:
        cause = track.now[to_stage] if track.is_new(to_stage) else None
        yield _Leg(stood, to_stage, cause.at if cause else occasion.now, cause)
    elif target and track.is_further(stood, to_stage):
        yield _Leg(stood, to_stage, target.at, track.turned.get(to_stage) or track.now.get(to_stage))
    else:
        left = track.turned.get(stood)
        yield _Leg(stood, to_stage, left.at if left else occasion.now, left)


def _matched(track: Track, stage: str, rule: str, found: Found) -> events.NewFact:
    return events.NewFact(
        name="stage_matched",
        person_id=track.person_id,
        at=found.at,
        properties={"funnel": track.funnel.id, "stage": stage},
        external_id=f"{track.person_id}:{track.funnel.id}:{stage}:{rule}:{found.at.isoformat()}",
        origin=found.origin,
    )


def _entered(move: SimpleNamespace) -> events.NewFact:
    how = f"{move.from_stage}>{move.to_stage}:{move.at.isoformat()}:{move.version_id or ''}"
    return events.NewFact(
        name="stage_entered",
        person_id=move.person_id,
        at=move.at,
        properties={
            "funnel": move.funnel,
            "stage": move.to_stage,
            "from_stage": move.from_stage,
            "correcting": move.correcting,
        },
        external_id=f"{move.person_id}:{move.funnel}:{how}",
        origin=move.origin,
    )


def _write_standing(occasion: Occasion, changed: list[Track]) -> None:
    rows = []
    for track in changed:
        target = track.target()
        stage, since = (target.stage, target.at) if target else ("", occasion.now)
        if track.standing is None and not stage:
            continue
        if track.standing is None or (track.standing.stage, track.standing.at) != (stage, since):
            rows.append(
                SimpleNamespace(
                    workspace_id=occasion.workspace_id,
                    person_id=track.person_id,
                    funnel=track.funnel.id,
                    stage=stage,
                    since=since,
                )
            )
    insert(Standing, rows, unique=("person_id", "funnel"), replace=("stage", "since"))


def _name_origins(occasion: Occasion, changed: list[Track]) -> None:
    """What time alone caused takes the origin of the person's newest act."""
    if occasion.version_id is not None:
        return
    unnamed = [track for track in changed if track.leavable or not all(one.origin for one in track.now.values())]
    newest = origins_of_time(occasion.workspace_id, {track.person_id for track in unnamed})
    for track in unnamed:
        track.newest_origin = newest.get(track.person_id, "live")
        for stage, found in track.now.items():
            if not found.origin:
                track.now[stage] = replace(found, origin=track.newest_origin)
