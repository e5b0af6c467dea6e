"""An answer of any kind as pictures, tables and definitions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suppilo.analysis.errors import BadInput
from suppilo.insights.explorer import showing_attribution, showing_funnel, showing_paths, showing_retention
from suppilo.insights.explorer.answering import Answered
from suppilo.insights.explorer.catalogue import Catalogue
from suppilo.insights.explorer.checking import no_total
from suppilo.insights.explorer.showing_funnel import WhoDropped
from suppilo.insights.explorer.shown import Shown

__all__ = ["WhoDropped", "problem", "shown"]


def shown(found: Answered, catalogue: Catalogue, who: WhoDropped | None) -> Shown:
    """Everything a page or a file shows of the answer, in the active language."""
    labels = [catalogue.label(step) for step in found.question.steps]
    if found.question.kind == "retention":
        return showing_retention.shown(found.question, found.result, labels)
    if found.question.kind == "paths":
        return showing_paths.shown(found.question, found.result, catalogue)
    if found.question.kind == "attribution":
        return showing_attribution.shown(found.question, found.result)
    return showing_funnel.shown(found.question, found.result, labels, who)


def problem(error: BadInput) -> str:
    """Why the library cannot answer, in words of the studio; what it has none for, as the library is translated."""
    said = {
        "too_many_values": _("This property has too many different values to break down by: choose a coarser one."),
        "not_kept": _(
            "The property “{column}” has too many or too long values to be kept for reports, so any answer about it"
            " would be wrong. Choose another property."
        ),
        "lists": _("“{column}” holds lists: filter by what a list contains, or choose another property."),
        "too_many_periods": _("That would be too many periods: choose weeks or months, or a shorter time."),
        "missing_column": _("No event has the property “{column}”."),
        "unlike_kinds": _("The values of “{column}” are not of the kind that the filter compares them with."),
        "bad_count": no_total(),
    }
    otherwise = _("This question cannot be answered as it stands: {problem}")
    told = _(error.template).format(**error.params)
    return said.get(error.code, otherwise).format(**{**error.params, "problem": told})
