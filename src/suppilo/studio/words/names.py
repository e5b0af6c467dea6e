"""What the definition calls things, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from suppilo.definition.model import Bundle, Experiment, Funnel, Message, Offer, Page
from suppilo.definition.model.base import Texts, say


@dataclass(frozen=True)
class Names:
    """Names by id. An id that the definition no longer has is said as it stands, underscores as spaces.

    `sent` are what marketers call the broadcasts and sequences that they write beside the definition.
    """

    bundle: Bundle | None
    language: str
    sent: Mapping[str, str] = field(default_factory=dict, compare=False)

    def _say(self, text: Texts | None, otherwise: str) -> str:
        spoken = say(text, self.language, *(self.bundle.business.languages if self.bundle else ())) if text else ""
        # A text that is filled in per recipient is no name.
        return otherwise.replace("_", " ") if not spoken or "{{" in spoken or "{%" in spoken else spoken

    def text(self, text: Texts | None) -> str:
        """Any text of the definition; nothing where there is none."""
        return self._say(text, "")

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {key: page for funnel in self._funnels for key, page in funnel.pages.items()}

    @cached_property
    def _messages(self) -> dict[str, Message]:
        own = {key: message for funnel in self._funnels for key, message in funnel.messages.items()}
        return {**(self.bundle.messages if self.bundle else {}), **own}

    @cached_property
    def _offers(self) -> dict[str, Offer]:
        return dict(self.bundle.offers) if self.bundle else {}

    @cached_property
    def _experiments(self) -> dict[str, Experiment]:
        return {key: one for funnel in self._funnels for key, one in funnel.experiments.items()}

    @property
    def _funnels(self) -> tuple[Funnel, ...]:
        return self.bundle.funnels if self.bundle else ()

    def page(self, key: str) -> str:
        """The title of a page."""
        found = self._pages.get(key)
        return self._say(found.title if found else None, key)

    def message(self, key: str) -> str:
        """The subject of a message; where that is filled in per recipient, its first heading."""
        if key in self.sent:
            return self.sent[key]
        found = self._messages.get(key)
        heading = next((block.heading for block in found.blocks if block.heading), None) if found else None
        return self._say(found.subject if found else None, self._say(heading, key))

    def attribute(self, key: str) -> str:
        """What a form calls an attribute, else its id in words."""
        fields = (field for funnel in self._funnels for form in funnel.forms.values() for field in form.fields)
        return self._say(next((field.label for field in fields if field.id == key), None), key)

    def offer(self, key: str) -> str:
        """The name of an offer or a lead magnet."""
        found = self._offers.get(key)
        return self._say(found.name if found else None, key)

    def form(self, key: str) -> str:
        """What a form gives: its lead magnet's name, else its id in words."""
        for funnel in self._funnels:
            found = funnel.forms.get(key)
            if found and found.magnet:
                return self.offer(found.magnet)
        return key.replace("_", " ")

    def funnel(self, key: str) -> str:
        """The name of a funnel."""
        found = next((funnel for funnel in self._funnels if funnel.id == key), None)
        return self._say(found.name if found else None, key)

    def stage(self, funnel: str, key: str) -> str:
        """The name of a stage of a funnel (of any, where none is named)."""
        for one in self._funnels:
            for stage in one.stages if not funnel or one.id == funnel else ():
                if stage.id == key:
                    return self._say(stage.name, key)
        return key.replace("_", " ")

    def experiment(self, key: str) -> str:
        """The name of an experiment."""
        found = self._experiments.get(key)
        return self._say(found.name if found else None, key)

    def variant(self, experiment: str, key: str) -> str:
        """The name of a variant of an experiment, else its id in words."""
        found = self._experiments.get(experiment)
        named = next((one.name for one in found.variants if one.id == key), None) if found else None
        return self._say(named, key)

    def segment(self, key: str) -> str:
        """The name of a segment."""
        found = self.bundle.segments.get(key) if self.bundle else None
        return self._say(found.name if found else None, key)

    def score(self, key: str) -> str:
        """The name of a score."""
        found = self.bundle.scores.get(key) if self.bundle else None
        return self._say(found.name if found else None, key)

    def rule(self, score: str, place: int) -> str:
        """What a rule of a score is called; nothing for one without a name."""
        found = self.bundle.scores.get(score) if self.bundle else None
        named = found.rules[place].name if found and place < len(found.rules) else None
        return self._say(named, "") if named else ""

    def journey(self, key: str) -> str:
        """The name of a journey, or of a sequence."""
        if key in self.sent:
            return self.sent[key]
        found = next((funnel.journeys[key] for funnel in self._funnels if key in funnel.journeys), None)
        return self._say(found.name if found else None, key)
