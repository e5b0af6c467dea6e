"""Noting what was not taken in."""

from __future__ import annotations

from collections.abc import Sequence

from suppilo.capture.models import Rejection
from suppilo.capture.network import network_of
from suppilo.capture.post import Post, contact_key
from suppilo.definition.model import Form
from suppilo.foundation.writing import writing


def reject(post: Post, form: Form, reason: str, *, fields: Sequence[str] = ()) -> None:
    """Keep a row about a post that made no lead: when, where, why, and a key to find it by; never what it said."""
    contact = next((post.values.get(one.id, "") for one in form.fields if one.kind in ("email", "phone")), "")
    with writing():
        Rejection.objects.create(
            workspace_id=post.workspace_id,
            form=post.form_id,
            reason=reason,
            fields=list(fields),
            page=post.page[:200],
            network=network_of(post.ip),
            user_agent=post.user_agent[:200],
            contact=contact_key(post.workspace_id, contact),
            at=post.at,
        )
