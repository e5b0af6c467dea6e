"""What becomes of a form that was sent."""

from __future__ import annotations

from dataclasses import dataclass


class UnknownForm(Exception):
    """The running definition has no such form; the text says which."""

    def __init__(self, form_id: str) -> None:
        super().__init__(f"The running definition has no form {form_id!r}: name one it has, or apply one with it.")


@dataclass(frozen=True)
class Submitted:
    """The form was taken in: now, or before if `repeated` (the answer is then the same as it was)."""

    person_id: int
    repeated: bool = False


@dataclass(frozen=True)
class Refused:
    """Nothing was taken in and the visitor can mend it: show the form again, with a new `form_state`.

    `errors` are sentences in the visitor's language by field id; the id "" is the form as a whole. `status` is the
    HTTP status to answer with; with 429 `retry_after` says after how many seconds to try again.
    """

    errors: dict[str, str]
    status: int = 422
    retry_after: int | None = None


@dataclass(frozen=True)
class Ignored:
    """A program filled it in. It gets the same civil answer as a person; the post was counted under `reason`."""

    reason: str
