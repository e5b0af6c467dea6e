"""What can be asked of the numbers."""

from suppilo.insights.queries.funnel import funnel_report
from suppilo.insights.queries.pictures import funnel_svg, funnel_table, funnel_terminal, number_locale, report_json
from suppilo.insights.queries.saved import saved_questions
from suppilo.insights.report import (
    BucketReport,
    CannotReport,
    Difference,
    FunnelReport,
    GoalReport,
    StageReport,
    StepReport,
)

__all__ = [
    "BucketReport",
    "CannotReport",
    "Difference",
    "FunnelReport",
    "GoalReport",
    "StageReport",
    "StepReport",
    "funnel_report",
    "funnel_svg",
    "funnel_table",
    "funnel_terminal",
    "number_locale",
    "report_json",
    "saved_questions",
]
