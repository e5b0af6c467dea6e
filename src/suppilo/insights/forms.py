"""The explorer's form: every field with its name, its choices, what was written, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suppilo.insights import words
from suppilo.insights.explorer import saying
from suppilo.insights.explorer.asked_for import AskedFor
from suppilo.insights.explorer.catalogue import Catalogue
from suppilo.insights.explorer.draft import MOST_STEPS, PLAIN, DraftExclusion, DraftStep, Triple
from suppilo.insights.explorer.question import Question

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
class ExclusionRow:
    """An exclusion: event, the steps between which it acts, and its filters as a step has them."""

    key: Field
    test: Field
    value: Field
    filters: Sequence[FilterRow]
    wrong: str
    remove: str = ""

    @property
    def filtered(self) -> int:
        """How many filters are set."""
        return len(self.filters) - 1


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
    exclusions: Sequence[ExclusionRow]
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
    excluded = enumerate((*draft.exclusions, DraftExclusion()), start=1)
    exclusions = [_exclusion(asked, place, row) for place, row in excluded]
    return QuestionForm(
        kind=draft.kind,
        steps=rows,
        exclusions=exclusions,
        fields=_fields(asked),
        wrong=asked.wrong,
        more_is_open=bool(draft.exclusions)
        or any(getattr(draft, name) != _USUAL[name] or name in asked.wrong for name in _MORE.get(draft.kind, ())),
    )


#: What stands under "More", by kind of question, and what is usual.
_MORE = {
    "funnel": ("mode", "count", "unit", "value", "breakdown", "trend", "timed_from", "timed_to"),
    "paths": ("longest", "gap", "repeats", "walks"),
    "attribution": ("worth", "half_life", "direct_is", "direct"),
}
_USUAL = {field: usual for field, _key, usual in PLAIN}


def _step(asked: AskedFor, place: int, step: DraftStep, count: int) -> StepRow:
    events = [(_("Choose an event"), [("", "–")]), *_and_written(asked.catalogue.groups, step.event)]
    return StepRow(
        number=place,
        event=Field("s", _role(asked.draft.kind, place), step.event, groups=events, id=f"s-{place}"),
        filters=_filters(asked, ("p", "o", "v"), place, step.filters, "filter"),
        wrong=asked.wrong.get(f"step-{place}", ""),
        is_new=not step.event,
        first=place == 1,
        last=place >= count,
    )


def _role(kind: str, place: int) -> str:
    if kind == "retention":
        return _("First") if place == 1 else _("Comes back with")
    if kind == "paths":
        return pgettext("of a path", "From") if place == 1 else pgettext("of a path", "To")
    if kind == "attribution":
        return _("Conversion") if place == 1 else _("Touch")
    return _("Step {number}").format(number=place)


#: What takes a filter away, by the role of its event.
_REMOVE = {"filter": "unfilter", "exclusion": "unexclude"}


def _filters(asked: AskedFor, keys: Triple, place: int, rows: Sequence[Triple], role: str) -> list[FilterRow]:
    """The filters of an event, and an empty one that waits. `role`: "filter" of a step, or "exclusion"."""
    names = [("", [("", "–"), *((key, key.replace("_", " ")) for key in asked.catalogue.properties)])]
    tests = [("", list(saying.tests().items()))]
    found = []
    for number, (key, test, value) in enumerate((*rows, ("", "is", "")), start=1):
        mark = f"{place}-{number}"
        first, second, third = ((f"{one}{place}", f"{one}-{mark}") for one in keys)
        found.append(
            FilterRow(
                key=Field(first[0], _("Property"), key, groups=_and_written(names, key), id=first[1]),
                test=Field(second[0], _("Test"), test, groups=tests, id=second[1]),
                value=Field(third[0], _("Value"), value, id=third[1]),
                wrong=asked.wrong.get(f"{role}-{mark}", ""),
                remove=f"{_REMOVE[role]}:{place}:{number}" if key else "",
            )
        )
    return found


def _exclusion(asked: AskedFor, place: int, row: DraftExclusion) -> ExclusionRow:
    events = [(_("Choose an event"), [("", "–")]), *_and_written(asked.catalogue.groups, row.event)]
    return ExclusionRow(
        key=Field("x", _("Without"), row.event, groups=events, id=f"x-{place}"),
        test=Field("xa", _("After step"), row.after, kind="number", id=f"xa-{place}"),
        value=Field("xb", _("Before step"), row.before, kind="number", id=f"xb-{place}"),
        filters=_filters(asked, ("xp", "xo", "xv"), place, row.filters, "exclusion"),
        wrong=asked.wrong.get(f"exclusion-{place}", ""),
        remove=f"unexclude:{place}" if row.event else "",
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
        "window": field("window", "w", _window(draft.kind), hint=_window_hint(draft.kind)),
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
        **_fields_of_time(field, asked),
        **_fields_of_paths(field),
        **_fields_of_attribution(field, known),
    }


def _fields_of_time(field: Callable[..., Field], asked: AskedFor) -> dict[str, Field]:
    steps = [(str(n), f"{n} {asked.catalogue.label(one)}") for n, one in enumerate(asked.question.steps, start=1)]
    hint = _("For steps in order, each counted once, without exclusions.")
    return {
        "timed_from": field("timed_from", "tf", _("Time from"), [("", [("", _("the first step")), *steps[:-1]])]),
        "timed_to": field("timed_to", "tt", _("Time to"), [("", [("", _("the last step")), *steps[1:]])], hint),
    }


def _fields_of_paths(field: Callable[..., Field]) -> dict[str, Field]:
    return {
        "longest": field("longest", "max", _("Longest path"), hint=_("In stations, at most 64."), kind="number"),
        "gap": field("gap", "gap", _("A pause that ends it"), hint=_("Such as 30m. Empty: none.")),
        "repeats": field("repeats", "r", _("What repeats"), _plain(saying.repeats())),
        "walks": field("walks", "pc", _("Counted"), _plain(saying.walks())),
    }


def _fields_of_attribution(field: Callable[..., Field], known: Catalogue) -> dict[str, Field]:
    numbers = [(key, key.replace("_", " ")) for key in known.numbers]
    worths = [("", [("", _("each counts as one"))]), (_("By a property"), numbers)]
    models, usual = saying.models(), Question((), look="default").look_back
    default = words.style().time(usual.total_seconds()) if usual else ""
    return {
        "look": field("look", "lb", _("How far back"), _plain(saying.looks(default))),
        "direct_is": field("direct_is", "dn", _("Direct is"), _plain(saying.directs())),
        "worth": field("worth", "y", _("Value of a conversion"), worths),
        "half_life": field(
            "half_life", "hl", _("Half-life"), hint=_("For “{model}”.").format(model=models["time_decay"])
        ),
        "direct": field(
            "direct", "dir", _("Direct is called"), hint=_("For “{model}”.").format(model=models["last_non_direct"])
        ),
    }


def _window(kind: str) -> str:
    return _("Look-back") if kind == "attribution" else _("Time limit")


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
