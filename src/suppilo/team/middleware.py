"""Which language the interface speaks: the user's, else the browser's."""

from __future__ import annotations

from django.middleware.locale import LocaleMiddleware


class LanguageMiddleware(LocaleMiddleware):
    """Django's own choice by cookie and browser; the studio adds the user's."""
