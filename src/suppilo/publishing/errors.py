"""Why a definition was not published."""

from __future__ import annotations


class PublishingRefused(Exception):
    """Nothing was published; what runs was not touched. The text says what to do."""


class OutdatedDefinition(PublishingRefused):
    """Another version runs than the one the change was made from."""

    def __init__(self, made_from: int | None, running: int | None) -> None:
        self.made_from = made_from
        self.running = running
        super().__init__(
            f"This definition was made from version {made_from or 'none'}, but version {running or 'none'} runs since:"
            " pull what runs, bring your change in, and plan again."
        )


class NoSuchVersion(PublishingRefused):
    """The version asked for was never published here."""

    def __init__(self, number: int, newest: int | None) -> None:
        super().__init__(f"There is no version {number} here: the newest is {newest or 'none'}.")


class NothingRuns(PublishingRefused):
    """The workspace has no definition yet."""

    def __init__(self) -> None:
        super().__init__("No definition runs in this workspace yet: apply one first.")
