"""What a vendor says in a word that we do not know: kept, so that somebody can find it and add the word."""

from __future__ import annotations

import logging
import re
from datetime import datetime

from suppilo.messages.models import Outgoing, StrangeReport
from suppilo.messages.reports.hook import Report

log = logging.getLogger(__name__)
#: So many words are kept for a workspace; a vendor that made one up for every message would fill the table.
MOST = 100
_CLEAR = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:-]{0,59}")


def word_of(report: Report) -> str:
    """The vendor's word as far as it is one: whatever could hold an address or a text is not kept."""
    word = " ".join(report.word.split())
    return word if _CLEAR.fullmatch(word) and not re.search(r"\d{6}", word) else "?"


def keep_strange(vendor: str, report: Report, row: Outgoing | None, *, now: datetime) -> None:
    """Note that `vendor` used a strange word of `row`, or of no message that we know; call inside a transaction."""
    workspace_id, word = row.workspace_id if row else report.workspace_id, word_of(report)
    if not workspace_id:
        return
    log.warning("%s: a report in a word that is not known: %s", vendor, word)
    words = StrangeReport.objects.filter(workspace_id=workspace_id)
    outgoing_id = row.pk if row else 0
    if words.filter(vendor=vendor, word=word).update(last_at=now, outgoing_id=outgoing_id) or words.count() >= MOST:
        return
    about = {"channel": report.channel, "outgoing_id": outgoing_id, "first_at": now, "last_at": now}
    StrangeReport.objects.get_or_create(workspace_id=workspace_id, vendor=vendor, word=word, defaults=about)
