"""How many parts a text message is sent and paid in (3GPP TS 23.038 and 23.040).

The alphabet of GSM takes 160 characters in one part, or 153 in each of several; some characters take the room of two.
With any other letter the whole message is UCS-2: 70 in one part, 67 in each of several, a character beyond the basic
plane (an emoji) taking two. No character is torn apart between parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Longer messages are not sent: vendors and telephones do not agree on them.
MOST_PARTS = 10
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("\f^{}\\[~]|€")
_ROOM = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class Measured:
    """A text message's alphabet, its length in units of that alphabet, its parts, and the letters that cost GSM-7."""

    alphabet: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int
    odd: tuple[str, ...] = ()


def measure(text: str) -> Measured:
    """How `text` would be sent. An empty text has no part."""
    odd = tuple(dict.fromkeys(letter for letter in text if letter not in _GSM and letter not in _GSM_TWICE))
    if odd:
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
        return Measured("UCS-2", sum(sizes), _parts(sizes, *_ROOM["UCS-2"]), odd)
    sizes = [2 if letter in _GSM_TWICE else 1 for letter in text]
    return Measured("GSM-7", sum(sizes), _parts(sizes, *_ROOM["GSM-7"]))


def _parts(sizes: list[int], alone: int, together: int) -> int:
    if sum(sizes) <= alone:
        return int(bool(sizes))
    parts, room = 1, together
    for size in sizes:
        if size > room:
            parts, room = parts + 1, together
        room -= size
    return parts
