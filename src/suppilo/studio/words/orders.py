"""Odd payments in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from suppilo.studio.words.codes import Words

NOTICES: Words = {
    "paid_again": _("The order was paid already: this money is to be given back at the provider."),
    "wrong_amount": _("Another amount came than was asked for: the order is not taken as paid."),
}
