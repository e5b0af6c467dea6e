"""Are the files there that a definition names: a guide to send, a picture to show?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from suppilo.definition.files import in_language
from suppilo.definition.model import Block, Bundle, Message
from suppilo.definition.places import Places
from suppilo.definition.problems import Path as Place
from suppilo.definition.problems import Problem
from suppilo.kernel.saying import Saying

LARGEST = 50 * 1024 * 1024


def find_files(bundle: Bundle, folder: Path | None, places: Places) -> tuple[dict[str, Path], list[Problem]]:
    """The files named, by name, and what is wrong with them. Without a folder only the names are looked at."""
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for name, place in _named(bundle):
        if _is_unsafe(name):
            problems.append(places.problem((Saying("file_name"),), place))
        elif folder is not None:
            for one in dict.fromkeys(in_language(name, language) for language in bundle.business.languages):
                _find(one, folder, place, places, found, problems)
    return found, problems


def _find(
    name: str, folder: Path, place: Place, places: Places, found: dict[str, Path], problems: list[Problem]
) -> None:
    path = folder / name
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        problems.append(places.problem((Saying("no_such_file", {"name": name}),), place))
    elif path.stat().st_size > LARGEST:
        problems.append(places.problem((Saying("file_too_large", {"name": name}),), place))
    else:
        found[name] = path


def _is_unsafe(name: str) -> bool:
    path = PurePosixPath(name)
    return not name or path.is_absolute() or ".." in path.parts or "\\" in name


def _named(bundle: Bundle) -> Iterator[tuple[str, Place]]:
    for key, offer in bundle.offers.items():
        if offer.file is not None:
            yield offer.file, ("offers", key, "file")
    if bundle.business.icon is not None:
        yield bundle.business.icon, ("business", "icon")
    for key, message in bundle.messages.items():
        yield from _pictures(message, ("messages", key))
    for number, funnel in enumerate(bundle.funnels):
        for key, page in funnel.pages.items():
            yield from _images(page.blocks, ("funnels", number, "pages", key))
        for key, message in funnel.messages.items():
            yield from _pictures(message, ("funnels", number, "messages", key))


def _pictures(message: Message, place: Place) -> Iterator[tuple[str, Place]]:
    yield from _images(message.blocks, place)
    if message.icon is not None:
        yield message.icon, (*place, "icon")


def _images(blocks: tuple[Block, ...], place: Place) -> Iterator[tuple[str, Place]]:
    for number, block in enumerate(blocks):
        if block.image is not None and not block.image.startswith("https://"):
            yield block.image, (*place, "blocks", number, "image")
