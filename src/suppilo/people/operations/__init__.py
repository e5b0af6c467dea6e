"""What can be written about people."""

from suppilo.people.errors import CannotUnmerge, LaterMerge, NotMerged
from suppilo.people.normalising import BadIdentifier
from suppilo.people.operations.agreeing import Agreement, record_consent, record_consent_many
from suppilo.people.operations.describing import Described, Description, set_attributes, set_attributes_many
from suppilo.people.operations.identifying import Identified, Identity, identify, identify_many
from suppilo.people.operations.merging import merge
from suppilo.people.operations.unmerging import unmerge
from suppilo.people.operations.verifying import verify_identifier

__all__ = [
    "Agreement",
    "BadIdentifier",
    "CannotUnmerge",
    "Described",
    "Description",
    "Identified",
    "Identity",
    "LaterMerge",
    "NotMerged",
    "identify",
    "identify_many",
    "merge",
    "record_consent",
    "record_consent_many",
    "set_attributes",
    "set_attributes_many",
    "unmerge",
    "verify_identifier",
]
