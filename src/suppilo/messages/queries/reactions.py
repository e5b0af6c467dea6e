"""How often messages were opened and followed, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from suppilo.messages.models import Reaction
from suppilo.messages.reactions.rules import Known, Rules, rules

__all__ = ["Known", "ReactionCounts", "Rules", "reaction_counts", "reaction_rules"]


@dataclass
class ReactionCounts:
    """Of one message: how many mails were opened and followed at least once, by class (person, proxy, scanner)."""

    message_id: str
    opens: dict[str, int] = field(default_factory=dict)
    clicks: dict[str, int] = field(default_factory=dict)


def reaction_counts(workspace_id: int) -> Sequence[ReactionCounts]:
    """Every message that met anything, by id. A mail that a person and a machine opened counts for both."""
    rows = Reaction.objects.filter(workspace_id=workspace_id, kind__in=("open", "click")).exclude(traffic="")
    counted = rows.values_list("outgoing__message_id", "kind", "traffic").annotate(
        mails=Count("outgoing", distinct=True)
    )
    found: dict[str, ReactionCounts] = {}
    for message, kind, traffic, mails in counted.order_by("outgoing__message_id"):
        one = found.setdefault(message, ReactionCounts(message))
        (one.opens if kind == "open" else one.clicks)[traffic] = mails
    return list(found.values())


def reaction_rules() -> Rules:
    """The rules by which reactions are classed, with their sources."""
    return rules()
