"""What can be asked about people."""

from suppilo.people.normalising import BadIdentifier, normalise
from suppilo.people.queries.describing import PersonCard, describe
from suppilo.people.queries.knowing import ConsentState, attribute_values, attributes_of, consents_of
from suppilo.people.queries.looking import PeoplePage, people_for, person_for
from suppilo.people.queries.proving import IdentifierCard, Proof, identifiers_of, proofs_of
from suppilo.people.queries.resolving import aliases, canonical, contact, find, find_many, ids_after
from suppilo.people.queries.viewing import Seen, person_views, seen

__all__ = [
    "BadIdentifier",
    "ConsentState",
    "IdentifierCard",
    "PeoplePage",
    "PersonCard",
    "Proof",
    "Seen",
    "aliases",
    "attribute_values",
    "attributes_of",
    "canonical",
    "consents_of",
    "contact",
    "describe",
    "find",
    "find_many",
    "identifiers_of",
    "ids_after",
    "normalise",
    "people_for",
    "person_for",
    "proofs_of",
    "person_views",
    "seen",
]
