"""Stages as nodes of the settling pass: first matches, standing and moves, for sets of people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from suppilo.definition.model import Bundle, Funnel
from suppilo.funnels.assigning import assigned
from suppilo.funnels.models import Match, Standing
from suppilo.funnels.paths import Found
from suppilo.funnels.tracks import Track
from suppilo.funnels.writing import write
from suppilo.kernel.conditions import StageView, first_true_at, holds, next_change_at
from suppilo.publishing import queries as publishing
from suppilo.segments.ports import Material, Node, Occasion, Settled, stage_key, wake_of
from suppilo.segments.queries import rules_of


@dataclass
class StagePass:
    """One batch of people against the stages of all funnels."""

    occasion: Occasion
    rules: Mapping[str, str]
    funnels: dict[str, Funnel]
    places: dict[str, tuple[str, str]]
    tracks: dict[tuple[int, str], Track] = field(default_factory=dict)

    def track(self, person_id: int, funnel: str) -> Track:
        """The person's way in one funnel, made when first asked for."""
        found = self.tracks.get((person_id, funnel))
        if found is None:
            found = self.tracks[person_id, funnel] = Track(person_id, self.funnels[funnel])
        return found

    def stages(self, person_id: int) -> dict[str, StageView]:
        """Where the person stands in each funnel before this pass."""
        return {
            funnel: self.tracks[person_id, funnel].view()
            for funnel in self.funnels
            if (person_id, funnel) in self.tracks
        }

    def needs(self, node: Node, person_id: int, since: datetime | None) -> bool:
        """A stage that cannot be left and was matched by `since` is settled for good."""
        funnel, stage = self.places[node.key]
        track = self.tracks.get((person_id, funnel))
        found = track.now.get(stage) if track else None
        return found is None or since is None or found.at > since or node.key in node.together

    def settle(self, node: Node, material: Material) -> Settled:
        """When the stage's condition first held; for one that can be left also whether it holds now."""
        funnel, stage = self.places[node.key]
        track = self.track(material.person_id, funnel)
        before = track.view()
        first = first_true_at(node.condition, material.view, self.occasion.now)
        if first is not None:
            track.find(stage, self._found(material, *first))
        self._find_in_eras(track, stage, node, material)
        may_leave = stage in track.leavable
        if may_leave:
            is_on = holds(node.condition, material.view, self.occasion.now)
            track.set_on(stage, is_on, self._turned(node, material) if is_on or track.was_on(stage) else None)
        after = material.stages[funnel] = track.view()
        is_open = may_leave or stage not in track.now
        return Settled(after != before, wake_of(node, material, self.occasion.now) if is_open else None)

    def _find_in_eras(self, track: Track, stage: str, node: Node, material: Material) -> None:
        """What held before an attribute was replaced, for somebody who became one with others or parted from them."""
        for until, attributes in material.eras:
            past = replace(material.view, attributes={**material.view.attributes, **attributes})
            first = first_true_at(node.condition, past, until - timedelta(microseconds=1))
            if first is not None:
                track.find(stage, self._found(material, *first))

    def _found(self, material: Material, at: datetime, cause: int | None) -> Found:
        if self.occasion.is_migration(material.person_id, cause):
            return Found(at, cause, "migration")
        return Found(at, cause, material.origins.get(cause, "") if cause is not None else "")

    def _turned(self, node: Node, material: Material) -> Found:
        """When, and by which fact, the condition last began or ceased to hold, as far as what is known now tells."""
        now, view = self.occasion.now, material.view
        instant = view.began() or now
        is_on = holds(node.condition, view, now)
        while (then := next_change_at(node.condition, view, instant)) is not None and then <= now:
            instant = then
        if not is_on and instant == view.began():  # what made it hold has been replaced by the newest thing known
            instant = max((fact.at for fact in view.facts if fact.at <= now), default=instant)
        causes = [fact.seq for fact in view.facts if fact.at == instant]
        return self._found(material, instant, min(causes, default=None))

    def finish(self) -> None:
        """Write matches, standing and moves, and tell them as facts."""
        write(self.occasion, self.rules, self.tracks.values())


class Stages:
    """The source of the stages' nodes."""

    def nodes(self, bundle: Bundle) -> Sequence[Node]:
        """One node per stage; stages that can be left are always settled together. The others can be assigned."""
        found = []
        for funnel in bundle.funnels:
            leavable = tuple(stage_key(funnel.id, stage.id) for stage in funnel.stages if stage.may_leave)
            found += [
                Node(
                    stage_key(funnel.id, stage.id),
                    stage.enter,
                    leavable,
                    besides=None if stage.may_leave else assigned(funnel.id, stage.id),
                )
                for stage in funnel.stages
            ]
        return found

    def begin(self, occasion: Occasion, nodes: Mapping[str, Node], person_ids: Collection[int]) -> StagePass:
        """Read what was found of these people before, under the conditions of `nodes`."""
        return _begin(occasion, {key: node.rule for key, node in nodes.items()}, person_ids)

    def forget(self, workspace_id: int, person_ids: Collection[int]) -> None:
        """Merged people stand nowhere; their moves remain as they were told."""
        Match.objects.filter(person_id__in=person_ids).delete()
        Standing.objects.filter(person_id__in=person_ids).delete()

    def stages_of(self, workspace_id: int, person_ids: Collection[int]) -> dict[int, dict[str, StageView]]:
        """Standing, and the matches under the running definition."""
        running = publishing.running(workspace_id)
        if running is None:
            return {}
        rules = {
            (funnel.id, stage): rule
            for funnel in running.bundle.funnels
            for stage, rule in rules_of(running.bundle, funnel.id).items()
        }
        reached: dict[tuple[int, str], dict[str, datetime]] = {}
        rows = Match.objects.filter(person_id__in=person_ids, rule__in=set(rules.values()))
        for owner, funnel, stage, rule, at in rows.values_list("person_id", "funnel", "stage", "rule", "at"):
            if rules.get((funnel, stage)) == rule:
                reached.setdefault((owner, funnel), {})[stage] = at
        found: dict[int, dict[str, StageView]] = {}
        for (owner, funnel), stages in reached.items():
            found.setdefault(owner, {})[funnel] = StageView(None, None, stages)
        places = Standing.objects.filter(person_id__in=person_ids).exclude(stage="")
        for owner, funnel, stage, since in places.values_list("person_id", "funnel", "stage", "since"):
            view = StageView(stage, since, reached.get((owner, funnel), {}))
            found.setdefault(owner, {})[funnel] = view
        return found

    def people_at(
        self, workspace_id: int, funnel: str, stage: str, how: str, now: datetime
    ) -> tuple[str, Sequence[object]] | None:
        """SQL of who stands at the stage, or has reached it under the running definition."""
        of = {"workspace_id": workspace_id, "funnel": funnel, "stage": stage}
        if how == "at":
            return Standing.objects.filter(since__lte=now, **of).values("person_id").query.sql_with_params()
        running = publishing.running(workspace_id)
        rule = rules_of(running.bundle, funnel).get(stage, "") if running else ""
        return Match.objects.filter(at__lte=now, rule=rule, **of).values("person_id").query.sql_with_params()


def _begin(occasion: Occasion, rules: Mapping[str, str], person_ids: Collection[int]) -> StagePass:
    funnels = {funnel.id: funnel for funnel in occasion.bundle.funnels}
    places = {
        stage_key(funnel.id, stage.id): (funnel.id, stage.id) for funnel in funnels.values() for stage in funnel.stages
    }
    batch = StagePass(occasion, rules, funnels, places)
    for row in Match.objects.filter(person_id__in=person_ids, rule__in=set(rules.values())):
        if row.funnel in funnels and rules.get(stage_key(row.funnel, row.stage)) == row.rule:
            batch.track(row.person_id, row.funnel).know(row.stage, row.pk, Found(row.at, row.cause_seq, row.origin))
    for standing in Standing.objects.filter(person_id__in=person_ids):
        if standing.funnel in funnels:
            batch.track(standing.person_id, standing.funnel).stood(standing.stage, standing.since)
    return batch
