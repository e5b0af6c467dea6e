"""The funnel for a terminal: coloured bars that fit its width.

A line is a list of (words, colour) pieces; colours are names that rich and others know, "" for none. A width counts
cells: a wide letter takes two.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from suppilo.charts.figure import Figure, StageFigure, StepFigure, Style

Line = list[tuple[str, str]]
_COLOUR = {"top": "cyan", "middle": "green", "bottom": "yellow"}
_DROP = {"lost": "red", "open": "yellow", "dropped": "red"}
_GOAL = {True: "green", False: "red", None: "dim"}
_LEAST, _MOST = 40, 100


def terminal_funnel(figure: Figure, style: Style, *, width: int = 80, plain: bool = False) -> list[Line]:
    """The picture in lines at most `width` cells wide (at least 40). `plain` draws with # for simple terminals."""
    width = max(_LEAST, min(width, _MOST))
    lines: list[Line] = []
    for place, stage in enumerate(figure.stages):
        lines += _stage(figure, style, stage, width, plain)
        if place < len(figure.steps):
            lines += _step(style, figure.steps[place], width, plain)
    if len(figure.stages) > 1 and isinstance(figure.whole, float):
        lines += [[], _centred([(style.labels.whole_n.format(n=style.percent(figure.whole)), "bold")], width)]
    return lines


def _stage(figure: Figure, style: Style, stage: StageFigure, width: int, plain: bool) -> list[Line]:
    here = "" if stage.standing is None else style.counted(style.labels.here_now_n, stage.standing)
    name = _cut(stage.name, width - cell_len(here) - 2)
    gap = " " * (width - cell_len(name) - cell_len(here))
    lines: list[Line] = [[(name, "bold"), (gap, ""), (here, "bold")]]
    for words, met in style.goals(stage):
        lines.append([(_cut(words, width), _GOAL[met])])
    if stage.unmeasured_views is not None:
        lines.append([(_cut(style.counted(style.labels.views_n, stage.unmeasured_views), width), "dim")])
    return [*lines, _bar(figure, style, stage, width, plain)]


def _bar(figure: Figure, style: Style, stage: StageFigure, width: int, plain: bool) -> Line:
    """A bar in the middle, its number inside when there is room, else behind it."""
    most = max(one.reached for one in figure.stages) or 1
    number, room = f" {style.count(stage.reached)} ", width - 2
    drawn = max(1, round(room * stage.reached / most)) if stage.reached else 0
    left, colour = (width - drawn) // 2, _COLOUR[stage.layer]
    if drawn >= cell_len(number) + 4:
        before = (drawn - cell_len(number)) // 2
        after = drawn - cell_len(number) - before
        ink = "bold" if plain else f"bold black on {colour}"
        return [(" " * left, ""), (_block(before, plain), colour), (number, ink), (_block(after, plain), colour)]
    return [(" " * left, ""), (_block(drawn, plain), colour), (number.rstrip(), "bold")]


def _step(style: Style, step: StepFigure, width: int, plain: bool) -> list[Line]:
    arrow = "v" if plain else "▼"
    rate = f"{arrow} {style.percent(step.conversion)}"
    mark = f" ({style.labels.provisional})" if step.provisional else ""
    pieces: Line = [(rate, "bold"), (mark, "dim")]
    if isinstance(step.seconds, float):
        pieces.append((f" · {style.time(step.seconds)}".replace("·", "-" if plain else "·"), ""))
    drop: Line = []
    for kind, words in style.drop_off(step):
        drop += [((" - " if plain else " · ") if drop or pieces else "", "dim"), (words, _DROP[kind])]
    if sum(cell_len(words) for words, _ in [*pieces, *drop]) <= width:
        return [_centred([*pieces, *drop], width)]
    return [_centred(pieces, width), _centred(drop[1:], width)]


def _block(cells: int, plain: bool) -> str:
    return ("#" if plain else "█") * cells


def _centred(pieces: Line, width: int) -> Line:
    used = sum(cell_len(words) for words, _ in pieces)
    return [(" " * max(0, (width - used) // 2), ""), *pieces]


def _cut(words: str, cells: int) -> str:
    return words if cell_len(words) <= cells else set_cell_size(words, cells - 1).rstrip() + "…"
