"""The explorer's form: every field with its name, its choices, what was written, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suppilo.insights.explorer import saying
from suppilo.insights.explorer.asked_for import AskedFor
from suppilo.insights.explorer.draft import MOST_STEPS, DraftStep

Choice = tuple[str, str]
Group = tuple[str, Sequence[Choice]]


@dataclass(frozen=True)
class Field:
    """One field. `groups` are its choices, empty for one that is written into."""

    key: str
    label: str
    value: str
    wrong: str = ""
    groups: Sequence[Group] = ()
    hint: str = ""
    kind: str = "text"
    id: str = ""


@dataclass(frozen=True)
class FilterRow:
    """A filter: property, test, value."""

    key: Field
    test: Field
    value: Field
    wrong: str
    remove: str = ""


@dataclass(frozen=True)
class StepRow:
    """A step and its filters; the last of them is empty and waits to be filled in."""

    number: int
    event: Field
    filters: Sequence[FilterRow]
    wrong: str
    is_new: bool
    first: bool
    last: bool

    @property
    def filtered(self) -> int:
        """How many filters are set."""
        return len(self.filters) - 1


@dataclass(frozen=True)
class QuestionForm:
    """The whole form."""

    kind: str
    steps: Sequence[StepRow]
    exclusions: Sequence[FilterRow]
    fields: dict[str, Field]
    wrong: dict[str, str]
    more_is_open: bool


def question_form(asked: AskedFor) -> QuestionForm:
    """The form as it stands, in the active language."""
    draft = asked.draft
    room = {"retention": 2, "paths": 2, "attribution": 2}.get(draft.kind, MOST_STEPS)
    rows = [_step(asked, place, step, len(draft.steps)) for place, step in enumerate(draft.steps, start=1)]
    if len(rows) < room:
        rows.append(_step(asked, len(rows) + 1, DraftStep(), len(draft.steps)))
    exclusions = [_exclusion(asked, place, row) for place, row in enumerate((*draft.exclusions, ("", "", "")), start=1)]
    more = ("mode", "count", "unit", "value", "breakdown", "trend")
    usual = {"mode": "ordered", "count": "unique", "value": "first"}
    return QuestionForm(
        kind=draft.kind,
        steps=rows,
        exclusions=exclusions,
        fields=_fields(asked),
        wrong=asked.wrong,
        more_is_open=bool(draft.exclusions)
        or any(getattr(draft, name) != usual.get(name, "") or name in asked.wrong for name in more),
    )


def _step(asked: AskedFor, place: int, step: DraftStep, count: int) -> StepRow:
    events = [(_("Choose an event"), [("", "–")]), *_and_written(asked.catalogue.groups, step.event)]
    filters = [
        _filter(asked, place, number, row) for number, row in enumerate((*step.filters, ("", "is", "")), start=1)
    ]
    return StepRow(
        number=place,
        event=Field("s", _role(asked.draft.kind, place), step.event, groups=events, id=f"s-{place}"),
        filters=filters if not step.event.startswith("@") or step.filters else filters[:1],
        wrong=asked.wrong.get(f"step-{place}", ""),
        is_new=not step.event,
        first=place == 1,
        last=place >= count,
    )


def _role(kind: str, place: int) -> str:
    if kind == "retention":
        return _("First") if place == 1 else _("Comes back with")
    if kind == "paths":
        return _("From") if place == 1 else _("To")
    if kind == "attribution":
        return _("Conversion") if place == 1 else _("Touch")
    return _("Step {number}").format(number=place)


def _filter(asked: AskedFor, place: int, number: int, row: tuple[str, str, str]) -> FilterRow:
    names = [("", [("", "–"), *((key, key.replace("_", " ")) for key in asked.catalogue.properties)])]
    mark = f"{place}-{number}"
    tests = [("", list(saying.tests().items()))]
    return FilterRow(
        key=Field(f"p{place}", _("Property"), row[0], groups=_and_written(names, row[0]), id=f"p-{mark}"),
        test=Field(f"o{place}", _("Test"), row[1], groups=tests, id=f"o-{mark}"),
        value=Field(f"v{place}", _("Value"), row[2], id=f"v-{mark}"),
        wrong=asked.wrong.get(f"filter-{mark}", ""),
        remove=f"unfilter:{place}:{number}" if row[0] else "",
    )


def _exclusion(asked: AskedFor, place: int, row: tuple[str, str, str]) -> FilterRow:
    events = [(_("Choose an event"), [("", "–")]), *_and_written(asked.catalogue.groups, row[0])]
    return FilterRow(
        key=Field("x", _("Without"), row[0], groups=events, id=f"x-{place}"),
        test=Field("xa", _("After step"), row[1], kind="number", id=f"xa-{place}"),
        value=Field("xb", _("Before step"), row[2], kind="number", id=f"xb-{place}"),
        wrong=asked.wrong.get(f"exclusion-{place}", ""),
        remove=f"unexclude:{place}" if row[0] else "",
    )


def _fields(asked: AskedFor) -> dict[str, Field]:
    draft, known, wrong = asked.draft, asked.catalogue, asked.wrong

    def field(
        name: str, key: str, label: str, groups: Sequence[Group] = (), hint: str = "", kind: str = "text"
    ) -> Field:
        value = getattr(draft, name)
        return Field(key, label, value, wrong.get(name, ""), _and_written(groups, value), hint, kind, key)

    properties = [(key, key.replace("_", " ")) for key in known.properties]
    attributes = [(f"@{key}", saying.breakdown(f"@{key}")) for key in known.attributes]
    values = [("first", _("the first that has one")), ("last", _("the last that has one"))]
    values += [(str(n), _("Step {number}").format(number=n)) for n in range(1, len(draft.steps) + 1)]
    return {
        "window": field("window", "w", _("Time limit"), hint=_window_hint(draft.kind)),
        "since": field("since", "from", _("First day"), kind="date"),
        "until": field("until", "to", _("Last day"), kind="date"),
        "mode": field("mode", "m", _("Order"), _plain(saying.modes())),
        "count": field("count", "c", _("Counted"), _plain(saying.counts())),
        "unit": field(
            "unit", "u", _("Who or what is counted"), [("", [("", _("people"))]), (_("By a property"), properties)]
        ),
        "breakdown": field(
            "breakdown",
            "b",
            _("Broken down by"),
            [("", [("", _("nothing"))]), (_("Of people"), attributes), (_("Of events"), properties)],
        ),
        "value": field("value", "bv", _("Value taken from"), [("", values)]),
        "trend": field("trend", "t", _("Over time"), _plain(saying.grains(_("no")))),
        "grain": field("grain", "g", _("Period"), _plain(saying.grains())),
        "direction": field("direction", "d", _("Paths"), _plain(saying.directions())),
        "model": field("model", "k", _("Credit goes to"), _plain(saying.models())),
        "channel": field("channel", "ch", _("Source"), [("", properties)]),
    }


def _window_hint(kind: str) -> str:
    if kind == "attribution":
        return _("Up to the conversion, such as 30d or 12h. Empty: none.")
    return _("From the first step, such as 7d or 12h. Empty: none.")


def _plain(choices: dict[str, str]) -> list[Group]:
    return [("", list(choices.items()))]


def _and_written(groups: Sequence[Group], written: str) -> list[Group]:
    """The choices, and what was written when it is none of them: so that a mistake stays to be seen."""
    if not groups or not written or any(key == written for _name, choices in groups for key, _label in choices):
        return list(groups)
    return [("", [(written, written)]), *groups]
