"""What can be asked about people."""

from suppilo.people.addresses import is_disposable, is_role, readable
from suppilo.people.normalising import BadIdentifier, normalise
from suppilo.people.queries.dated import Where, dated_between, dated_on, next_instant, zones_told
from suppilo.people.queries.describing import PersonCard, cards, describe, without_contact
from suppilo.people.queries.eras import Era, eras_of
from suppilo.people.queries.knowing import (
    ConsentState,
    attribute_values,
    attributes_of,
    consents_of,
    count_withdrawn,
    own_values,
    zones,
)
from suppilo.people.queries.leaving import ErasurePreview, erased_at, person_export, preview_erasure
from suppilo.people.queries.looking import PeoplePage, cards_for, people_for, person_for
from suppilo.people.queries.merges import MergeCard, merges_of
from suppilo.people.queries.previewing import (
    AttributeChange,
    ConsentChange,
    Preview,
    preview_merge,
    preview_unmerge,
    suggested_direction,
)
from suppilo.people.queries.proving import IdentifierCard, Proof, identifiers_of, proofs_of
from suppilo.people.queries.resolving import (
    aliases,
    canonical,
    contact,
    count,
    find,
    find_many,
    first_identifiers,
    ids_after,
)
from suppilo.people.queries.viewing import Seen, person_views, seen

__all__ = [
    "Era",
    "eras_of",
    "AttributeChange",
    "BadIdentifier",
    "is_disposable",
    "is_role",
    "readable",
    "ConsentChange",
    "ConsentState",
    "ErasurePreview",
    "IdentifierCard",
    "MergeCard",
    "PeoplePage",
    "PersonCard",
    "Preview",
    "Proof",
    "Seen",
    "Where",
    "aliases",
    "attribute_values",
    "attributes_of",
    "canonical",
    "cards",
    "cards_for",
    "consents_of",
    "contact",
    "dated_between",
    "dated_on",
    "describe",
    "count",
    "count_withdrawn",
    "erased_at",
    "find",
    "find_many",
    "first_identifiers",
    "identifiers_of",
    "ids_after",
    "merges_of",
    "next_instant",
    "normalise",
    "own_values",
    "people_for",
    "person_export",
    "person_for",
    "person_views",
    "preview_erasure",
    "preview_merge",
    "preview_unmerge",
    "proofs_of",
    "seen",
    "suggested_direction",
    "without_contact",
    "zones",
    "zones_told",
]
