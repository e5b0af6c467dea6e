"""Segments as nodes of the settling pass: who is a member."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from suppilo.definition.model import Bundle
from suppilo.foundation.bulk import insert
from suppilo.kernel.conditions import StageView, first_true_at, holds
from suppilo.segments.models import Member, Passage
from suppilo.segments.ports import Material, Node, Occasion, Settled, wake_of
from suppilo.segments.telling import Passing, passing, tell

PREFIX = "segment:"


@dataclass
class MemberPass:
    """One batch of people against the segments."""

    occasion: Occasion
    inside: dict[tuple[int, str], datetime]
    _came: list[SimpleNamespace] = field(default_factory=list)
    _begun: list[tuple[int, str, datetime]] = field(default_factory=list)
    _left: dict[str, list[int]] = field(default_factory=dict)
    _passings: list[Passing] = field(default_factory=list)

    def stages(self, person_id: int) -> dict[str, StageView]:
        """None: segments are no stages."""
        return {}

    def needs(self, node: Node, person_id: int, since: datetime | None) -> bool:
        """Always: whoever is in may have to leave."""
        return True

    def settle(self, node: Node, material: Material) -> Settled:
        """Whether the person is in the segment now."""
        segment, now = node.key.removeprefix(PREFIX), self.occasion.now
        before = self.inside.get((material.person_id, segment))
        is_in = holds(node.condition, material.view, now)
        if is_in:
            first = first_true_at(node.condition, material.view, now)
            first_at = first[0] if first else now
            if before is None:
                self._came.append(self._member(material.person_id, segment, first_at))
            elif first_at != before:
                self._begun.append((material.person_id, segment, first_at))
        elif before is not None:
            self._left.setdefault(segment, []).append(material.person_id)
        changed = is_in != (before is not None)
        if changed:
            self._passings.append(passing(self.occasion, node, material, segment, entered=is_in))
        return Settled(changed, wake_of(node, material, now))

    def _member(self, person_id: int, segment: str, first_at: datetime) -> SimpleNamespace:
        return SimpleNamespace(
            workspace_id=self.occasion.workspace_id, person_id=person_id, segment=segment, first_at=first_at
        )

    def finish(self) -> None:
        """Write who came and who left, and tell it as facts."""
        for segment, people in self._left.items():
            Member.objects.filter(segment=segment, person_id__in=people).delete()
        insert(Member, self._came)
        for person_id, segment, first_at in self._begun:
            Member.objects.filter(person_id=person_id, segment=segment).update(first_at=first_at)
        insert(
            Passage,
            [self._passage(member.person_id, member.segment, True) for member in self._came]
            + [self._passage(person_id, segment, False) for segment, some in self._left.items() for person_id in some],
        )
        tell(self.occasion, self._passings)

    def _passage(self, person_id: int, segment: str, entered: bool) -> SimpleNamespace:
        return SimpleNamespace(
            workspace_id=self.occasion.workspace_id,
            person_id=person_id,
            segment=segment,
            entered=entered,
            at=self.occasion.now,
        )


class Segments:
    """The source of the segments' nodes."""

    def nodes(self, bundle: Bundle) -> Sequence[Node]:
        """One node per segment."""
        return [Node(PREFIX + key, segment.when) for key, segment in bundle.segments.items()]

    def begin(self, occasion: Occasion, nodes: Mapping[str, Node], person_ids: Collection[int]) -> MemberPass:
        """Read who of these people is in which segment."""
        rows = Member.objects.filter(person_id__in=person_ids) if nodes else Member.objects.none()
        return MemberPass(
            occasion,
            {(owner, segment): at for owner, segment, at in rows.values_list("person_id", "segment", "first_at")},
        )

    def forget(self, workspace_id: int, person_ids: Collection[int]) -> None:
        """Merged people are members no more."""
        Member.objects.filter(person_id__in=person_ids).delete()

    def stages_of(self, workspace_id: int, person_ids: Collection[int]) -> dict[int, dict[str, StageView]]:
        """None: segments are no stages."""
        return {}

    def people_at(
        self, workspace_id: int, funnel: str, stage: str, how: str, now: datetime
    ) -> tuple[str, Sequence[object]] | None:
        """None: segments are no stages."""
        return None
