"""Which files beside the texts a definition speaks of: images of blocks, and what a lead magnet delivers."""

from __future__ import annotations

from collections.abc import Iterator

from suppilo.definition.model import Block, Bundle

#: A path may hold this for a file of which every language has its own.
LANGUAGE = "{language}"


def files_named(bundle: Bundle) -> tuple[str, ...]:
    """All paths named, relative to the definition's folder, those with "{language}" once per language, sorted."""
    named = {path for path in _named(bundle) if path}
    return tuple(sorted({spelled for path in named for spelled in _spelled(path, bundle.business.languages)}))


def in_language(path: str, language: str) -> str:
    """The path of one language's file."""
    return path.replace(LANGUAGE, language)


def _spelled(path: str, languages: tuple[str, ...]) -> list[str]:
    return [in_language(path, language) for language in languages] if LANGUAGE in path else [path]


def _named(bundle: Bundle) -> Iterator[str | None]:
    yield from (offer.file for offer in bundle.offers.values())
    for blocks in _block_lists(bundle):
        yield from (block.image for block in blocks)
    yield bundle.business.icon
    yield from (message.icon for message in bundle.messages.values())
    for funnel in bundle.funnels:
        yield from (message.icon for message in funnel.messages.values())


def _block_lists(bundle: Bundle) -> Iterator[tuple[Block, ...]]:
    yield from (message.blocks for message in bundle.messages.values())
    for funnel in bundle.funnels:
        yield from (page.blocks for page in funnel.pages.values())
        yield from (message.blocks for message in funnel.messages.values())
