"""The door for a business's own servers. Their key is the permission: no cookie is read, no page may use it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from suppilo.foundation import clock
from suppilo.foundation.permits import Buckets
from suppilo.journeys.asking import ENROLLED, Asking, ask, asked_by
from suppilo.journeys.errors import JourneyPaused, KeyUsed, NoSuchJourney, NotByHand
from suppilo.journeys.requested import Misshapen, Unreadable, read_request
from suppilo.team import operations as team
from suppilo.team import queries as known_team
from suppilo.team.ports import ENROL, ServerKey

LARGEST = 65_536
A_MINUTE = 120
requests = Buckets()
_KEY = re.compile(r"[\x21-\x7e]{1,64}")

#: What each word about a person means, as told to a program.
REASONS = {
    "enrolled": "Started.",
    "already_inside": "Is in this journey now.",
    "was_inside": "Was in this journey, and it does not take them again (yet).",
    "not_known": "Nobody here is known by this.",
    "two_people": "The identifiers belong to two people here.",
    "named_twice": "Named further up in this request.",
    "unreadable": "An identifier cannot be read: an e-mail address in full, a phone number with its country code.",
    "journey_paused": "The journey is paused.",
    "not_manual": "The journey's trigger is not manual: true, so programs may not start it.",
}


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only with a key of this workspace for this, and not too often."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, workspace: str, **named: str) -> HttpResponse:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        key = known_team.server_key_called(text.strip(), workspace=workspace, scope=ENROL)
        if kind.lower() != "bearer" or key is None:
            return refuse(401, "no_key", "Send a key of this workspace as Authorization: Bearer …", challenge=True)
        if wait := requests.take(str(key.pk), per_minute=A_MINUTE, now=clock.now()):
            return refuse(429, "too_many", f"At most {A_MINUTE} requests a minute.", wait=wait)
        team.note_key_used(key)
        return view(request, key, **named)

    return guarded


@csrf_exempt
def enrolments(request: HttpRequest, workspace: str, journey: str) -> HttpResponse:
    """POST people who are to start a journey."""
    if request.method != "POST":
        answer = refuse(405, "not_a_post", "Post the people as JSON.")
        answer["Allow"] = "POST"
        return answer
    return _take(request, workspace, journey=journey)


@_guarded
def _take(request: HttpRequest, server_key: ServerKey, journey: str) -> HttpResponse:
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if not length.isdecimal():
        return refuse(411, "no_length", "Send Content-Length: a body in chunks is not read.")
    if int(length) > LARGEST:
        return refuse(413, "too_large", f"A request is at most {LARGEST} bytes; send several.")
    key = request.headers.get("Idempotency-Key", "")
    if key and not _KEY.fullmatch(key):
        return refuse(400, "bad_idempotency_key", "Idempotency-Key: 1 to 64 visible ASCII characters.")
    try:
        named = read_request(request.body)
        digest = sha256(request.body).hexdigest()
        done = ask(server_key.workspace_id, journey, named, key=key, digest=digest, server_key_id=server_key.pk)
    except Unreadable as error:
        return refuse(400, "not_json", str(error))
    except Misshapen as error:
        return refuse(422, "misshapen", str(error))
    except NoSuchJourney:
        return refuse(404, "no_such_journey", "No journey of this name runs.")
    except KeyUsed:
        return refuse(422, "key_used", "This Idempotency-Key came before with another body.")
    except JourneyPaused:
        return refuse(409, "journey_paused", "The journey is paused. Nobody started; send it again when it runs.")
    except NotByHand:
        return refuse(409, "not_manual", REASONS["not_manual"])
    return _told(journey, done)


@_guarded
def enrolment(request: HttpRequest, server_key: ServerKey, journey: str, key: str) -> HttpResponse:
    """GET what became of a request, for 30 days."""
    found = asked_by(server_key.workspace_id, journey, key) if _KEY.fullmatch(key) else None
    if request.method not in ("GET", "HEAD"):
        answer = refuse(405, "not_a_get", "Only to be read.")
        answer["Allow"] = "GET, HEAD"
        return answer
    return _told(journey, found) if found else refuse(404, "no_such_request", "No request of this name is kept.")


def _told(journey: str, done: Asking) -> JsonResponse:
    people = [
        {"place": place, "result": word, "reason": REASONS.get(word, "")} for place, word in enumerate(done.results)
    ]
    counts = Counter(done.results)
    told = {
        "request": done.key,
        "journey": journey,
        "at": done.at.isoformat(),
        "enrolled": counts[ENROLLED],
        "refused": len(people) - counts[ENROLLED],
        "people": people,
    }
    return _json(200, told, {"Idempotent-Replayed": "true"} if done.is_repeat else {})


def refuse(status: int, code: str, message: str, *, challenge: bool = False, wait: float = 0.0) -> JsonResponse:
    """An answer that says what was wrong: a word for programs, a sentence for people."""
    headers = {"WWW-Authenticate": "Bearer"} if challenge else {}
    if wait:
        headers["Retry-After"] = str(math.ceil(wait))
    return _json(status, {"error": {"code": code, "message": message}}, headers)


def _json(status: int, told: dict[str, Any], headers: dict[str, str]) -> JsonResponse:
    return JsonResponse(
        told, status=status, headers={"Cache-Control": "no-store", **headers}, json_dumps_params={"ensure_ascii": False}
    )
