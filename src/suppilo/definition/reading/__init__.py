"""Reading a definition: files to a validated bundle, every mistake with its place and remedy."""

from suppilo.definition.problems import DefinitionRefused, Problem
from suppilo.definition.reading.bundles import check_bundle, digest_of, read_bundle
from suppilo.definition.reading.result import Reading

__all__ = ["DefinitionRefused", "Problem", "Reading", "check_bundle", "digest_of", "read_bundle"]
