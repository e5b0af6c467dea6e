"""Where payment providers report to."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from suppilo.foundation import clock
from suppilo.offers import operations as offers
from suppilo.offers import ports

log = logging.getLogger(__name__)
_LONGEST = 64_000


@csrf_exempt
@require_POST
def notice(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in a notice. 200 once it is kept (also a repeat), 400 when its signature is not the provider's."""
    vendor = ports.provider(provider)
    if vendor is None:
        raise Http404
    if len(request.body) > _LONGEST:
        return HttpResponse("too large", status=413, content_type="text/plain")
    try:
        told = vendor.parse_notice(request.body, request.headers)
    except ports.BadNotice as refused:
        log.warning("payment notice for %s refused: %s", provider, refused)
        return HttpResponse("refused", status=400, content_type="text/plain")
    received = offers.receive_payment(told, now=clock.now())
    if received.effect in ("unknown", "wrong_amount", "paid_again"):
        log.warning("payment notice of %s kept for a person to look at: %s", provider, received.effect)
    return HttpResponse(received.effect, content_type="text/plain")
