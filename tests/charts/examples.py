"""A funnel with everything in it, in two languages."""

from __future__ import annotations

from dataclasses import replace

from suppilo.charts.figure import Figure, GoalFigure, Labels, StageFigure, StepFigure, Style
from suppilo.kernel.statistics import Reason, Unknown

ENGLISH = Labels(
    stage="Stage", reached="reached", here_now="here now", here_now_n="{n} here now", conversion="Conversion",
    whole_n="{n} of all who entered came to the end", dropped="Drop-off",
    dropped_n="{n} dropped off", lost="Lost", lost_n="{n} lost", open="Open",
    open_n="{n} still open", time_to_next="median to the next stage", median="median", middle_half="Middle half",
    stay="Time here", stay_n="median stay {n}", goal="Goal",
    goal_n="Goal {n}", goal_month_n="Goal {n} a month", met="met", missed="missed", provisional="provisional",
    provisional_note="dashed: provisional, some may still go on",
    views_n="+ {n} views without consent",
    reasons={"no_entries": "nobody entered", "window_open": "too early to say", "too_few": "too few"},
)  # fmt: skip
FINNISH = replace(
    ENGLISH, stage="Vaihe", reached="saavutti", here_now="tässä nyt", here_now_n="{n} tässä nyt",
    dropped_n="{n} poistui", lost_n="{n} menetetty", open_n="{n} yhä avoinna",
    time_to_next="mediaani seuraavaan vaiheeseen", median="mediaani", whole_n="{n} kaikista saapuneista",
    provisional_note="katkoviiva: alustava, osa voi vielä edetä",
    stay_n="viipyminen {n}", goal_n="Tavoite {n}", goal_month_n="Tavoite {n} kuukaudessa", met="saavutettu",
    missed="ei saavutettu", views_n="+ {n} katselua ilman suostumusta",
)  # fmt: skip
EN, FI = Style(ENGLISH, "en"), Style(FINNISH, "fi")

COFFEE = Figure(
    title="Coffee funnel",
    summary="4,812 visitors; 1,204 became leads (25%).",
    stages=(
        StageFigure("Visitor", "top", 4812, 3104, 86_400.0 * 9, unmeasured_views=2310),
        StageFigure("Lead", "top", 1204, 890, 86_400.0 * 3.4, (GoalFigure("conversion", 0.2, 0.25, True),)),
        StageFigure("Bought the sample box", "middle", 318, 211, 86_400.0 * 20,
                    (GoalFigure("conversion", 0.3, 0.264, False), GoalFigure("people_per_month", 100, 61, False))),
        StageFigure("Subscriber", "middle", 107, 88, Unknown(Reason.WINDOW_OPEN)),
        StageFigure("Regular customer who recommends us", "bottom", 19, 19, Unknown(Reason.WINDOW_OPEN)),
    ),
    steps=(
        StepFigure(1204 / 4812, True, 3608, 3201, 407, 5400.0),
        StepFigure(318 / 1204, True, 886, 700, 186, 86_400 * 2.25),
        StepFigure(107 / 318, False, 211, 211, 0, 86_400 * 14.72),
        StepFigure(19 / 107, True, 88, 40, 48, 86_400 * 41.0),
    ),
    whole=19 / 4812,
    whole_provisional=True,
)  # fmt: skip
OLIST = Figure(
    title="Olist",
    summary="8,000 leads, 841 won.",
    stages=(
        StageFigure("Lead", "top", 8000, 7158, Unknown(Reason.WINDOW_OPEN)),
        StageFigure("Deal won", "bottom", 841, 842, Unknown(Reason.WINDOW_OPEN)),
    ),
    steps=(StepFigure(841 / 8000, False, 7159, None, None, 86_400 * 14.7214, (86_400 * 5.1, 86_400 * 64.9)),),
    whole=841 / 8000,
    whole_provisional=False,
)
EMPTY = Figure(
    title="New",
    summary="Nobody yet.",
    stages=tuple(StageFigure(name, "top", 0, 0, Unknown(Reason.NO_ENTRIES)) for name in ("Visitor", "Lead")),
    steps=(StepFigure(Unknown(Reason.NO_ENTRIES), False, 0, 0, 0, Unknown(Reason.NO_ENTRIES)),),
    whole=Unknown(Reason.NO_ENTRIES),
    whole_provisional=False,
)
