"""Customers who were told when buying, and those who refused then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from suppilo.definition.model import Bundle
from suppilo.definition.model.base import say
from suppilo.foundation.writing import writing
from suppilo.messages.models import Told
from suppilo.people import operations as people


def tell_customer(
    workspace_id: int,
    person_id: int,
    *,
    bundle: Bundle,
    refused: Collection[str],
    language: str,
    now: datetime,
    proof: Mapping[str, Any],
) -> None:
    """A buyer saw the sentence of every purpose with `existing_customers`, and refused those in `refused`.

    What is refused is written down as withdrawn, with proof. Joins the caller's transaction; safe to repeat.
    """
    with writing():
        for key, purpose in bundle.purposes.items():
            if purpose.existing_customers is None or purpose.kind != "marketing":
                continue
            words = say(purpose.existing_customers, language, *bundle.business.languages)
            for channel in purpose.channels:
                if key in refused:
                    given = {**proof, "words": words}
                    people.record_consent(
                        workspace_id,
                        person_id,
                        key,
                        channel,
                        "withdrawn",
                        at=now,
                        now=now,
                        source="checkout",
                        proof=given,
                    )
                else:
                    Told.objects.update_or_create(
                        workspace_id=workspace_id,
                        person_id=person_id,
                        purpose=key,
                        channel=channel,
                        defaults={"words": words, "at": now},
                    )
