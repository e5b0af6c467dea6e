"""The offer ladder: small first purchase, core product, add-ons. Pure."""

from __future__ import annotations

from collections.abc import Collection

from suppilo.definition.model import Bundle

_RUNG = {"tripwire": 1, "core": 2, "addon": 3}


def next_offer(bundle: Bundle, bought: Collection[str]) -> str | None:
    """The offer to make next to somebody who bought `bought`; None at the top.

    Nobody is led down the ladder, add-ons wait for a core offer, and an offer with `after` waits for that one. An
    offer that follows directly on something bought goes before the others of its rung.
    """
    owned = set(bought)
    roles = {bundle.offers[offer].role for offer in owned if offer in bundle.offers}
    lowest = 2 if "core" in roles or "addon" in roles else 1
    candidates = []
    for position, (offer_id, offer) in enumerate(bundle.offers.items()):
        rung = _RUNG.get(offer.role)
        if rung is None or offer_id in owned or offer.price is None:
            continue
        if offer.after is not None and offer.after not in owned and _is_priced(bundle, offer.after):
            continue
        if rung < lowest or (rung == 1 and "tripwire" in roles) or (rung == 3 and "core" not in roles):
            continue
        candidates.append((rung, offer.after not in owned, position, offer_id))
    return min(candidates)[3] if candidates else None


def _is_priced(bundle: Bundle, offer_id: str) -> bool:
    """Whether `after` names something to buy; waiting for a magnet says nothing about purchases."""
    found = bundle.offers.get(offer_id)
    return found is not None and found.price is not None
