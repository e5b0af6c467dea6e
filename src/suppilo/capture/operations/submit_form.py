"""A form that a visitor sent."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from suppilo.capture import judgement, rate
from suppilo.capture.form_fields import Answers, read_answers
from suppilo.capture.models import Rejection, Submission
from suppilo.capture.network import counted_as
from suppilo.capture.operations.reject import reject
from suppilo.capture.operations.take_in import take_in
from suppilo.capture.outcomes import Ignored, Refused, Submitted, UnknownForm
from suppilo.capture.post import Post
from suppilo.definition.model import Form, Funnel
from suppilo.foundation.writing import writing
from suppilo.publishing import queries as publishing

#: What a visitor cookie of ours looks like; anything else in it is left aside.
_VISITOR = re.compile(r"[A-Za-z0-9_-]{8,64}")

Reason = Rejection.Reason
Outcome = Submitted | Refused | Ignored


def submit_form(
    workspace_id: int,
    *,
    form_id: str,
    values: Mapping[str, str],
    token: str,
    shown_at_token: str,
    honeypot: str,
    visitor: str | None,
    consents: set[str],
    page: str,
    language: str,
    tags: Mapping[str, str],
    ip: str,
    user_agent: str,
    now: datetime,
) -> Outcome:
    """Take in a form: person, attributes, consents and the fact `form_submitted`, in one short transaction.

    A post with a token that was taken in before is answered as it was then and writes nothing, also when both come at
    once. `values` are by field id; `tags` may hold source, medium and campaign, with or without utm_. What is not taken
    in is kept as a Rejection. Raises UnknownForm when the running definition has no such form.
    """
    current = publishing.running(workspace_id)
    funnel, form = _find(current, form_id)
    post = Post(
        workspace_id=workspace_id,
        form_id=form_id,
        values=values,
        token=token,
        shown_at=shown_at_token,
        honeypot=honeypot.strip(),
        visitor=visitor if visitor and _VISITOR.fullmatch(visitor) else None,
        consents=frozenset(consents),
        page=page,
        language=language,
        tags=tags,
        ip=ip,
        user_agent=user_agent,
        at=now,
    )
    with translation.override(language or translation.get_language() or "en"):
        return _answered_before(post, form) or _turned_away(post, form) or _read(post, current, funnel, form)


def _find(current: publishing.RunningVersion | None, form_id: str) -> tuple[Funnel, Form]:
    for funnel in current.bundle.funnels if current else ():
        if form_id in funnel.forms:
            return funnel, funnel.forms[form_id]
    raise UnknownForm(form_id)


def _answered_before(post: Post, form: Form) -> Submitted | Refused | None:
    """The answer to a known token: the same as before, unless something else was filled in since."""
    known = Submission.objects.filter(workspace_id=post.workspace_id, token=post.token).first()
    if known is None:
        return None
    if known.form == post.form_id and known.digest == post.digest() and known.person_id is not None:
        return Submitted(known.person_id, repeated=True)
    reject(post, form, Reason.CHANGED)
    return Refused({"": _("This form was sent before. If you wish to change something, please send it once more.")})


def _turned_away(post: Post, form: Form) -> Refused | Ignored | None:
    """The answer to a post that is not read at all: too many, by a program, or with a page from yesterday."""
    address = counted_as(post.ip)
    if wait := rate.form_posts.take(address, per_minute=settings.FORMS_PER_MINUTE, now=post.at):
        if not rate.limit_notes.take(address, per_minute=1, now=post.at):
            reject(post, form, Reason.LIMIT)
        sentence = _("Many forms came from your network just now. Please wait a minute and send yours again.")
        return Refused({"": sentence}, status=429, retry_after=math.ceil(wait))
    if reason := judgement.program(post):
        reject(post, form, reason)
        return Ignored(reason)
    if judgement.is_expired(post):
        reject(post, form, Reason.EXPIRED)
        return Refused({"": _("This page was open for more than a day. Please send the form once more.")})
    return None


def _read(post: Post, current: publishing.RunningVersion | None, funnel: Funnel, form: Form) -> Outcome:
    assert current is not None  # a form was found in it
    answers = read_answers(form, post.values, country=current.bundle.business.country)
    if answers.errors:
        reject(post, form, Reason.INVALID, fields=sorted(answers.errors))
        return Refused(answers.errors)
    try:
        return Submitted(_write(post, answers, current, funnel, form))
    except IntegrityError:
        # Another post was first: with this token (then its answer is the answer) or with a new person's address.
        return _answered_before(post, form) or Submitted(_write(post, answers, current, funnel, form))


def _write(post: Post, answers: Answers, current: publishing.RunningVersion, funnel: Funnel, form: Form) -> int:
    with writing():
        kept = Submission.objects.create(
            workspace_id=post.workspace_id, form=post.form_id, token=post.token, digest=post.digest(), at=post.at
        )
        person_id = take_in(post, answers, current, funnel, form)
        Submission.objects.filter(pk=kept.pk).update(person_id=person_id)
    return person_id
