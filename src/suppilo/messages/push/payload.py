"""What is sent to a browser: all that its worker needs in order to show a notification and to say what became of it."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _
from django.utils.translation import override

from suppilo.messages import links
from suppilo.messages.models import Outgoing

#: What every push service must take is 4,096 bytes (RFC 8030); encryption takes 103 of them (RFC 8291).
LARGEST = 3_993


def payload(row: Outgoing, *, title: str, text: str, label: str, link: str, icon: str) -> bytes:
    """One JSON object. Marketing carries the way out of it; `tag` is the same at every attempt."""
    said = {"title": title, "body": text, "lang": row.language, "tag": row.reference, "icon": icon, "link": link}
    said |= {"label": label, "report": links.address("n", row.pk)}
    if row.purpose != "service":
        with override(row.language):
            said |= {"stop": links.address("u", row.pk), "leave": _("Unsubscribe")}
    return json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False).encode()
