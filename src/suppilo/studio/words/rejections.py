"""Why a form was not taken in, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from suppilo.studio.words.codes import Words

REASONS: Words = {
    "honeypot": _("a program: it filled in a field that people do not see"),
    "too_fast": _("a program: it was faster than anybody can type"),
    "unsigned": _("a program: it did not come from our page"),
    "crawler": _("a program that says so itself"),
    "limit": _("too many from the same place in a short time"),
    "expired": _("the page had been open for too long"),
    "invalid": _("something was missing or wrong; the person was told"),
    "changed": _("the form had changed meanwhile; the person was told"),
}
