"""Why a definition was not published."""

from __future__ import annotations

from django.utils.translation import gettext as _


class PublishingRefused(Exception):
    """Nothing was published; what runs was not touched. The text says what to do."""


class OutdatedDefinition(PublishingRefused):
    """Another version runs than the one the change was made from."""

    def __init__(self, made_from: int | None, running: int | None) -> None:
        self.made_from = made_from
        self.running = running
        text = _(
            "This definition was made from version %(made_from)s, but version %(running)s runs since:"
            " pull what runs, bring your change in, and plan again."
        )
        super().__init__(text % {"made_from": made_from or "–", "running": running or "–"})


class NoSuchVersion(PublishingRefused):
    """The version asked for was never published here."""

    def __init__(self, number: int, newest: int | None) -> None:
        text = _("There is no version %(number)s here: the newest is %(newest)s.")
        super().__init__(text % {"number": number, "newest": newest or "–"})


class UnknownChoice(PublishingRefused):
    """A choice for people inside that the plan does not offer."""

    def __init__(self, given: str, offered: list[str]) -> None:
        text = _("The plan does not ask for %(given)s. It offers: %(offered)s.")
        super().__init__(text % {"given": given, "offered": ", ".join(offered) or "–"})


class NothingRuns(PublishingRefused):
    """The workspace has no definition yet."""

    def __init__(self) -> None:
        super().__init__(_("No definition runs in this workspace yet: apply one first."))
