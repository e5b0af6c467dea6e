"""The inverted pyramid: each stage a band as wide as the share of people who reached it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from suppilo.charts.figure import Figure, StageFigure, StepFigure, Style
from suppilo.charts.svg import element, picture, polygon, text, wrapped

#: Presentation attributes for a picture that stands alone; the style sheet overrides them, also for dark screens.
_FILL = {"top": "#1f6f8b", "middle": "#2b7a5f", "bottom": "#a8561c"}
_INK = {"lost": "#b4412f", "open": "#8a6a00", "dropped": "#b4412f"}
_SLIVER = 3.0


@dataclass(frozen=True)
class _Layout:
    """Measures in user units: the whole, the band's middle and greatest width, and heights."""

    name: Literal["wide", "narrow"]
    width: float
    middle: float
    widest: float
    head: float
    band: float
    gap: float
    inside: float


_LAYOUTS = {
    "wide": _Layout("wide", 960, 480, 440, head=8, band=76, gap=64, inside=110),
    "narrow": _Layout("narrow", 360, 180, 352, head=54, band=46, gap=62, inside=92),
}


def pyramid(figure: Figure, style: Style, *, layout: Literal["wide", "narrow"] = "wide", key: str = "funnel") -> str:
    """The picture as SVG. `key` makes its ids unique on a page; `narrow` is for a phone."""
    plan, marks, y = _LAYOUTS[layout], [], 0.0
    tops: list[float] = []
    for place, stage in enumerate(figure.stages):
        y += _head(plan, stage)
        tops.append(y)
        marks.append(_stage(plan, style, figure, stage, y))
        y += plan.band
        if place < len(figure.steps):
            y += plan.gap
    shapes = [
        _connector(plan, figure, place, tops[place] + plan.band, tops[place + 1]) for place in range(len(figure.steps))
    ]
    marks += [_step(plan, style, step, top + plan.band) for step, top in zip(figure.steps, tops, strict=False)]
    foot = _foot(plan, style, figure, y + 30)
    return _sheet(plan, figure, f"{key}-{layout}", [*shapes, *marks, *foot], y + 16 + 22 * len(foot))


def _sheet(plan: _Layout, figure: Figure, key: str, marks: list[str], height: float) -> str:
    return picture(
        figure.title, figure.summary, marks, plan.width, height, key=key, class_=f"funnel funnel-{plan.name}"
    )


def _foot(plan: _Layout, style: Style, figure: Figure, y: float) -> list[str]:
    known = isinstance(figure.whole, float) and len(figure.stages) > 1
    lines = [style.labels.whole_n.format(n=style.percent(figure.whole))] if known else []
    if figure.whole_provisional or any(step.provisional for step in figure.steps):
        lines.append(style.labels.provisional_note)
    kinds = ("funnel-time", "funnel-quiet")
    return [
        text(words, plan.middle, y + 20 * place, kind, "middle", 14 - place)
        for place, (words, kind) in enumerate(zip(lines, kinds, strict=False))
    ]


def _head(plan: _Layout, stage: StageFigure) -> float:
    return plan.head + (18 * _notes(stage) if plan.name == "narrow" else 0)


def _notes(stage: StageFigure) -> int:
    return len(stage.goals) + (stage.unmeasured_views is not None)


def _width(plan: _Layout, figure: Figure, stage: StageFigure) -> float:
    most = max((one.reached for one in figure.stages), default=0)
    return max(plan.widest * stage.reached / most, _SLIVER) if most else _SLIVER


def _stage(plan: _Layout, style: Style, figure: Figure, stage: StageFigure, y: float) -> str:
    width = _width(plan, figure, stage)
    left = plan.middle - width / 2
    band = element(
        "rect",
        x=left,
        y=y,
        width=width,
        height=plan.band,
        rx=min(8.0, width / 2),
        class_=f"funnel-band funnel-{stage.layer}",
        fill=_FILL[stage.layer],
    )
    around = {"wide": _beside, "narrow": _above}[plan.name]
    return element("g", band, _reached(plan, style, stage, width, y), *around(plan, style, stage, y))


def _reached(plan: _Layout, style: Style, stage: StageFigure, width: float, y: float) -> str:
    words, big = style.count(stage.reached), 26 if plan.name == "wide" else 20
    base = y + plan.band / 2 + big * 0.36
    if width >= max(plan.inside, len(words) * big * 0.62 + 16):
        if plan.name == "narrow":
            return text(words, plan.middle, base, "funnel-in", "middle", big)
        return text(words, plan.middle, base - 8, "funnel-in", "middle", big) + text(
            style.labels.reached, plan.middle, base + 13, "funnel-in funnel-small", "middle", 13
        )
    x = plan.middle + width / 2 + 10
    number = text(words, x, base - (8 if plan.name == "wide" else 0), "funnel-out", "start", big)
    if plan.name == "narrow":
        return number
    return number + text(style.labels.reached, x, base + 13, "funnel-quiet", "start", 13)


def _beside(plan: _Layout, style: Style, stage: StageFigure, y: float) -> list[str]:
    names = wrapped(stage.name, 24)
    notes = _note_lines(style, stage)
    base = y + plan.band / 2 + 6 - (len(names) - 1) * 11 - len(notes) * 8.5
    marks = [text(name, 12, base + 22 * place, "funnel-name", size=18) for place, name in enumerate(names)]
    below = base + 22 * (len(names) - 1)
    marks += [text(words, 12, below + 19 * (n + 1), kind, size=13) for n, (words, kind) in enumerate(notes)]
    if stage.standing is None:
        return marks
    right, stay = plan.width - 12, _stay(style, stage)
    middle = y + plan.band / 2 - (9 if stay else 0)
    marks.append(text(style.count(stage.standing), right, middle + 4, "funnel-here", "end", 26))
    marks.append(text(style.labels.here_now, right, middle + 22, "funnel-quiet", "end", 13))
    return marks + ([text(stay, right, middle + 40, "funnel-quiet", "end", 13)] if stay else [])


def _above(plan: _Layout, style: Style, stage: StageFigure, y: float) -> list[str]:
    notes = _note_lines(style, stage)
    base = y - 12 - 18 * len(notes)
    marks = [text(wrapped(stage.name, 22, 1)[0], 4, base, "funnel-name", size=17)]
    marks += [text(words, 4, base + 18 * (n + 1), kind, size=13) for n, (words, kind) in enumerate(notes)]
    if stage.standing is not None:
        here = style.counted(style.labels.here_now_n, stage.standing)
        marks.append(text(here, 356, base, "funnel-here", "end", 14))
    return marks


def _note_lines(style: Style, stage: StageFigure) -> list[tuple[str, str]]:
    kinds = {True: "funnel-met", False: "funnel-missed", None: "funnel-quiet"}
    notes = [(words, kinds[met]) for words, met in style.goals(stage)]
    if stage.unmeasured_views is not None:
        notes.append((style.counted(style.labels.views_n, stage.unmeasured_views), "funnel-quiet"))
    return notes


def _stay(style: Style, stage: StageFigure) -> str:
    return style.labels.stay_n.format(n=style.time(stage.stay)) if isinstance(stage.stay, float) else ""


def _connector(plan: _Layout, figure: Figure, place: int, top: float, bottom: float) -> str:
    above, below = (_width(plan, figure, stage) / 2 for stage in figure.stages[place : place + 2])
    layer = figure.stages[place].layer
    if plan.name == "narrow":
        bottom = top + plan.gap
    inset = min(8.0, above)
    points = [
        (plan.middle - above + inset / 2, top - 1),
        (plan.middle + above - inset / 2, top - 1),
        (plan.middle + below, bottom + 1),
        (plan.middle - below, bottom + 1),
    ]
    return polygon(points, f"funnel-flow funnel-{layer}", _FILL[layer]).replace("<polygon", '<polygon opacity="0.16"')


def _step(plan: _Layout, style: Style, step: StepFigure, y: float) -> str:
    mark: dict[str, Callable[..., list[str]]] = {"wide": _wide_step, "narrow": _narrow_step}
    return element("g", *mark[plan.name](plan, style, step, y))


def _pill(plan: _Layout, style: Style, step: StepFigure, y: float) -> list[str]:
    words = style.percent(step.conversion)
    width = 26 + 9.5 * len(words)
    box = element(
        "rect",
        x=plan.middle - width / 2,
        y=y - 14,
        width=width,
        height=28,
        rx=14,
        class_="funnel-pill funnel-provisional" if step.provisional else "funnel-pill",
        fill="#ffffff",
        stroke="#7b8794",
        stroke_dasharray="4 3" if step.provisional else None,
    )
    return [box, text(words, plan.middle, y + 5.5, "funnel-rate", "middle", 16)]


def _wide_step(plan: _Layout, style: Style, step: StepFigure, y: float) -> list[str]:
    middle = y + (plan.gap + plan.head) / 2
    marks = _pill(plan, style, step, middle)
    if isinstance(step.seconds, float):
        marks.append(text(f"{style.time(step.seconds)}", 12, middle - 2, "funnel-time", size=14))
        marks.append(text(style.labels.time_to_next, 12, middle + 15, "funnel-quiet", size=12))
    parts = style.drop_off(step)
    base = middle + 5 - 9.5 * (len(parts) - 1)
    for place, (kind, words) in enumerate(parts):
        marks.append(text(words, plan.width - 12, base + 19 * place, f"funnel-{kind}", "end", 14))
    return marks


def _narrow_step(plan: _Layout, style: Style, step: StepFigure, y: float) -> list[str]:
    marks = _pill(plan, style, step, y + 22)
    if isinstance(step.seconds, float):
        marks.append(text(style.time(step.seconds), 4, y + 19, "funnel-time", size=13))
        marks.append(text(style.labels.median, 4, y + 36, "funnel-quiet", size=13))
    parts = style.drop_off(step)
    for place, (kind, words) in enumerate(parts):
        marks.append(text(words, 356, y + (27 if len(parts) == 1 else 19 + 18 * place), f"funnel-{kind}", "end", 13))
    return marks
