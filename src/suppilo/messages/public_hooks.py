"""The door for vendors' reports. The vendor's signature is the permission; no cookie is needed."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from suppilo.foundation import clock
from suppilo.messages import operations
from suppilo.messages.reports.hook import Forged, HookRequest, Unreadable, hook_of

log = logging.getLogger(__name__)
#: Larger reports are refused before they are read.
LARGEST = 2_000_000


@csrf_exempt
@require_POST
def report(request: HttpRequest, vendor: str, token: str) -> HttpResponse:
    """200 when it was acted on or needs nothing, 403 when the vendor did not make it, 400 when nobody can read it."""
    hook = hook_of(vendor)
    if hook is None:
        return HttpResponse(status=404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    came = HookRequest(
        url=f"{settings.BASE_URL}{request.get_full_path()}",
        token=token,
        body=request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
    )
    try:
        reports = hook.take(came)
    except Forged as error:
        log.warning("%s: a forged report was refused: %s", vendor, error)
        return HttpResponse(status=403)
    except Unreadable as error:
        log.warning("%s: a signed report could not be read: %s", vendor, error)
        return HttpResponse(status=400)
    operations.take_reports(vendor, reports, now=clock.now())
    return HttpResponse(status=200)
