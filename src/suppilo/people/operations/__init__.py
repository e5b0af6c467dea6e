"""What can be written about people."""

from suppilo.people.errors import AlreadyOne, CannotMerge, CannotUnmerge, LaterMerge, NotMerged
from suppilo.people.normalising import BadIdentifier
from suppilo.people.operations.agreeing import Agreement, record_consent, record_consent_many
from suppilo.people.operations.deciding import merge_as, unmerge_as
from suppilo.people.operations.describing import Described, Description, set_attributes, set_attributes_many
from suppilo.people.operations.erasing import erase_as, erase_person, export_as, finish_erasures
from suppilo.people.operations.identifying import Identified, Identity, identify, identify_many
from suppilo.people.operations.merging import merge
from suppilo.people.operations.unmerging import unmerge
from suppilo.people.operations.verifying import verify_identifier
from suppilo.people.operations.visiting import recognise_visitors

__all__ = [
    "Agreement",
    "AlreadyOne",
    "BadIdentifier",
    "CannotMerge",
    "CannotUnmerge",
    "Described",
    "Description",
    "Identified",
    "Identity",
    "LaterMerge",
    "NotMerged",
    "erase_as",
    "erase_person",
    "export_as",
    "finish_erasures",
    "identify",
    "identify_many",
    "merge",
    "merge_as",
    "recognise_visitors",
    "record_consent",
    "record_consent_many",
    "set_attributes",
    "set_attributes_many",
    "unmerge",
    "unmerge_as",
    "verify_identifier",
]
