"""What every check shares: the names there are, and a way to complain with a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from suppilo.definition.facts import Fact, all_facts, fact
from suppilo.definition.model import Bundle, Experiment, Form, Journey, Message, Page, PropertyType
from suppilo.definition.places import Places
from suppilo.definition.problems import Path, Problem
from suppilo.kernel.saying import Saying, did_you_mean, there_are

#: Attributes that every workspace has without declaring them.
BUILT_IN: Mapping[str, PropertyType] = {"tags": "list", "name": "text", "first_name": "text", "last_name": "text"}


@dataclass
class Finder:
    """The bundle under the lens, and the problems found so far."""

    bundle: Bundle
    places: Places
    problems: list[Problem] = field(default_factory=list)

    def complain(
        self,
        name: str,
        path: Path,
        /,
        *hints: Saying,
        at_key: bool = False,
        severity: Literal["error", "warning"] = "error",
        **params: Any,
    ) -> None:
        """Note a problem at a path of the bundle: the sentence called `name`, with its values, and hints after it."""
        sayings = (Saying(name, params), *hints)
        self.problems.append(self.places.problem(sayings, path, at_key=at_key, severity=severity))

    def expect(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        path: Path,
        severity: Literal["error", "warning"] = "error",
        of: str = "",
        *,
        at_key: bool = False,
    ) -> bool:
        """Complain when `name` is not among the known ones of its kind (`of` something); True when it is."""
        there = sorted(known)
        if name in there:
            return True
        hints = (*did_you_mean(name, there), *(there_are(there[:12]) or (Saying("none_defined"),)))
        self.complain(f"unknown_id.{kind}", path, *hints, severity=severity, at_key=at_key, name=name, of=of)
        return False

    @cached_property
    def pages(self) -> dict[str, Page]:
        """All pages by id."""
        return {key: page for key, page, _ in self.of("pages")}

    @cached_property
    def forms(self) -> dict[str, Form]:
        """All forms by id."""
        return {key: form for key, form, _ in self.of("forms")}

    @cached_property
    def messages(self) -> dict[str, Message]:
        """All messages by id."""
        return {key: message for key, message, _ in self.of("messages")}

    @cached_property
    def journeys(self) -> dict[str, Journey]:
        """All journeys by id."""
        return {key: journey for key, journey, _ in self.of("journeys")}

    @cached_property
    def experiments(self) -> dict[str, Experiment]:
        """All experiments by id."""
        return {key: experiment for key, experiment, _ in self.of("experiments")}

    @cached_property
    def stages(self) -> dict[str, list[str]]:
        """The ids of the stages of each funnel."""
        return {funnel.id: [stage.id for stage in funnel.stages] for funnel in self.bundle.funnels}

    @cached_property
    def attributes(self) -> dict[str, PropertyType]:
        """All attributes and their types."""
        return {**BUILT_IN, **self.bundle.attributes}

    def of(self, shelf: str) -> Iterator[tuple[str, Any, Path]]:
        """Everything on a shelf (pages, forms, messages, journeys) with its id and path, business first."""
        for key, thing in getattr(self.bundle, shelf, {}).items():
            yield key, thing, (shelf, key)
        for number, funnel in enumerate(self.bundle.funnels):
            for key, thing in getattr(funnel, shelf).items():
                yield key, thing, ("funnels", number, shelf, key)

    def fact(self, name: str, path: Path) -> Fact | None:
        """The fact called `name`; complains when nobody knows it."""
        found = fact(name, self.bundle.events)
        if found is None:
            self.expect("event", name, [*all_facts(), *self.bundle.events], path)
        return found
