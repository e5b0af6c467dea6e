"""Arguments that are lengths of time."""

from __future__ import annotations

from datetime import timedelta

from suppilo.analysis.errors import N_, BadInput
from suppilo.kernel.duration import DurationError, parse_duration

MICROSECOND = timedelta(microseconds=1)


def duration_of(value: object, role: str) -> timedelta | None:
    """The duration meant, None for none; raises BadInput for zero, negative and unknown ones."""
    if value is None:
        return None
    if isinstance(value, bool) or (isinstance(value, int | float) and not value > 0):
        text = N_(
            '{role}={value!r}: a duration is longer than nothing. Write for example "7d", or leave it out for none.'
        )
        raise BadInput("bad_duration", text, role=role, value=value)
    try:
        return parse_duration(value)
    except DurationError as error:
        text = N_("{role}={value!r}: {problem}")
        raise BadInput("bad_duration", text, role=role, value=value, problem=str(error)) from error
