"""Orders, payments that do not fit, and giving money back."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suppilo.kernel.money import Money, MoneyError
from suppilo.offers import queries as offers
from suppilo.offers.errors import SaleRefused
from suppilo.offers.ports import PaymentUnavailable
from suppilo.studio import operations
from suppilo.studio.queries import orders
from suppilo.studio.words.money import say_money
from suppilo.team.ports import Right, StaffRequest, staff_view

LONGEST_REASON = 200


@staff_view(right=Right.ORDERS_VIEW)
@require_safe
def orders_list(request: StaffRequest) -> HttpResponse:
    """The newest orders, and above them what is odd."""
    before = _number(request.GET.get("before", ""))
    page = orders.page(request.workspace.pk, before=before)
    odd = orders.odd(request.workspace.pk) if before is None else []
    return render(request, "studio/orders.html", {"page": page, "odd": odd})


@staff_view(right=Right.ORDERS_REFUND)
def refund(request: StaffRequest, number: int) -> HttpResponse:
    """Say how much, see what that would do, and do it."""
    try:
        preview = offers.refund_preview(request.workspace.pk, number, _amount(request, number))
    except (SaleRefused, MoneyError) as error:
        return _refused(request, number, str(error))
    if preview is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, preview, token=preview.token or secrets.token_hex(16))
    token = preview.token or request.POST.get("token", "")[:64]
    if not token:
        return _shown(request, preview, token=secrets.token_hex(16))
    try:
        operations.refund(
            workspace=request.workspace,
            user=request.user,
            preview=preview,
            token=token,
            reason=request.POST.get("reason", "")[:LONGEST_REASON],
        )
    except PaymentUnavailable:
        trouble = _("The payment provider does not answer. Nothing is lost: try again in a while.")
        return _shown(request, preview, token=token, trouble=trouble, status=503)
    except SaleRefused as error:
        return _refused(request, number, str(error))
    messages.success(request, _("%(amount)s are given back.") % {"amount": say_money(preview.gross)})
    return redirect("studio_orders", workspace=request.workspace.slug)


def _amount(request: StaffRequest, number: int) -> Money | None:
    """What was typed, in the order's currency; all that is left when nothing was. Raises MoneyError."""
    typed = (request.POST.get("amount") or request.GET.get("amount") or "").strip().replace(",", ".")[:30]
    return Money.parse(f"{typed} {orders.currency_of(request.workspace.pk, number)}") if typed else None


def _shown(request: StaffRequest, preview: offers.RefundPreview, status: int = 200, **more: Any) -> HttpResponse:
    words = {name: say_money(getattr(preview, name)) for name in ("paid", "left", "gross", "net", "vat")}
    context = {"preview": preview, "words": words, "amount": str(preview.gross.amount), **more}
    return render(request, "studio/refund.html", context, status=status)


def _refused(request: StaffRequest, number: int, why: str) -> HttpResponse:
    """The form alone, with what is wrong."""
    if not orders.currency_of(request.workspace.pk, number):
        raise Http404
    typed = (request.POST.get("amount") or request.GET.get("amount") or "")[:30]
    status = 409 if request.method == "POST" else 200
    context = {"number": number, "trouble": why, "amount": typed}
    return render(request, "studio/refund.html", context, status=status)


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
