"""The page that stands in for a bank."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from suppilo.foundation import clock
from suppilo.kernel.money import Money
from suppilo.pages.queries import spell_amount
from suppilo.providers.pay_test.delivery import deliver
from suppilo.providers.pay_test.provider import notice, read_address


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be paid; a post pays or declines, tells the shop, and goes back to it."""
    content = read_address(token)
    if content is None:
        raise Http404
    language = str(content["language"])
    if request.method == "POST":
        paid = request.POST.get("answer") == "pay"
        body = notice(
            content,
            kind="paid" if paid else "failed",
            notice_id=f"{content['key']}-{'paid' if paid else 'declined'}",
            at=clock.now(),
            reason="" if paid else "declined",
        )
        if deliver(str(content["callback"]), body):
            return redirect(str(content["back"]))
    with translation.override(language):
        values = {
            "language": language,
            "amount": spell_amount(Money(content["currency"], content["amount"]), language),
            "content": content,
            "failed": request.method == "POST",
        }
        return render(request, "pay_test/page.html", values, status=502 if request.method == "POST" else 200)
