"""Is every string there, in every language, with its places intact?"""

from __future__ import annotations

import re

from babel.messages.catalog import Message

from suppilo.config.catalogues.extracting import LANGUAGES, catalogue, rooms, strings_of

_PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def problems() -> list[str]:
    """One sentence per string that is missing, or that lost or gained a place for a value."""
    found: list[str] = []
    for room in rooms():
        template = strings_of(room)
        for language in LANGUAGES if len(template) else ():
            known = catalogue(room, language)
            for message in template:
                if message.id:
                    found += _problems_of(room, language, message, known.get(message.id, message.context))
    return found + collisions()


def collisions() -> list[str]:
    """Strings that two rooms translate differently: one program has one translation, so one of them would be wrong."""
    found: list[str] = []
    for language in LANGUAGES:
        first: dict[tuple[object, str | None], tuple[str, object]] = {}
        for room in rooms():
            for message in catalogue(room, language):
                if not message.id:
                    continue
                where, text = first.setdefault((message.id, message.context), (room, message.string))
                if text != message.string:
                    found.append(
                        f"{language}: {message.id!r} is {text!r} in {where} and {message.string!r} in {room}:"
                        " translate both alike, or give one a context with pgettext."
                    )
    return found


def _problems_of(room: str, language: str, wanted: Message, known: Message | None) -> list[str]:
    shown = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
    found = () if known is None else known.string if isinstance(known.string, tuple | list) else (known.string,)
    texts = tuple(text for text in found if text)
    if not texts or len(texts) < len(found):
        return [f"{room}/{language}: {shown!r} is not translated."]
    singular, plural = (wanted.id, wanted.id) if isinstance(wanted.id, str) else (wanted.id[0], wanted.id[-1])
    needed = set(_PLACES.findall(plural))
    allowed = needed | set(_PLACES.findall(singular))
    bad = [text for text in texts[-1:] if set(_PLACES.findall(text)) != needed]
    bad += [text for text in texts[:-1] if not set(_PLACES.findall(text)) <= allowed]
    return [f"{room}/{language}: {shown!r} has other places than its translation {text!r}." for text in bad]
