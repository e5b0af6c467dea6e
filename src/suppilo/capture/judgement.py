"""Was it a person who sent the form? Four signs, none of which a person is asked about."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from suppilo.capture.bots import is_crawler
from suppilo.capture.form_state import VALID_FOR, shown_for
from suppilo.capture.models import Rejection
from suppilo.capture.post import Post


def program(post: Post) -> str:
    """Why a program sent this post, as a reason of Rejection; empty when a person may have."""
    if post.honeypot:
        return Rejection.Reason.HONEYPOT
    if is_crawler(post.user_agent):
        return Rejection.Reason.CRAWLER
    shown = _shown(post)
    if shown is None:
        return Rejection.Reason.UNSIGNED
    if shown < timedelta(seconds=settings.FORM_SECONDS):
        return Rejection.Reason.TOO_FAST
    return ""


def is_expired(post: Post) -> bool:
    """True when the page was open for so long that its token no longer counts."""
    shown = _shown(post)
    return shown is not None and shown > VALID_FOR


def _shown(post: Post) -> timedelta | None:
    return shown_for(post.workspace_id, post.form_id, post.token, post.shown_at, post.at)
