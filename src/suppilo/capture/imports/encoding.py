"""Which encoding a file is in, decided from all its bytes.

A byte order mark decides. Else a file whose accented lines are mostly sound UTF-8 is UTF-8 (a broken line among them
is refused as a row). Else the old Western encodings are tried on the accented lines: the one whose accents are all
letters of Western languages wins. What is none of these is left to charset-normalizer, which knows the rest.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("cp1252", "mac_roman", "cp850")
#: Of two readings that are both letters, the one with more of these is the right one here.
_NEAR = frozenset("åäöæøéüÅÄÖÆØÉÜ")
_LETTERS = frozenset("åäöæøéèêëáàâãíìîïóòôõúùûüýÿñçßðþœšžÅÄÖÆØÉÈÊËÁÀÂÃÍÌÎÏÓÒÔÕÚÙÛÜÝÑÇÐÞŒŠŽ“”‘’„«»–—…€£§°´·½\u00a0")
_SAMPLE = 64_000


@dataclass
class Evidence:
    """What speaks for an encoding: the first bytes, and the lines that are not plain ASCII."""

    head: bytes = b""
    sound: int = 0
    broken: int = 0
    sample: list[bytes] = field(default_factory=list)
    sampled: int = 0
    _rest: bytes = b""

    def look_at(self, chunk: bytes) -> None:
        """Take in the next bytes of the file."""
        if len(self.head) < 4_096:
            self.head += chunk[: 4_096 - len(self.head)]
        if chunk.isascii() and self._rest.isascii():
            self._rest = b""
            return
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest if len(rest) < _SAMPLE else b""
        for line in lines:
            self._weigh(line)

    def finish(self) -> None:
        """Take in what stands after the last line end."""
        self._weigh(self._rest)
        self._rest = b""

    def _weigh(self, line: bytes) -> None:
        if line.isascii():
            return
        try:
            line.decode("utf-8")
            self.sound += 1
        except UnicodeDecodeError:
            self.broken += 1
            if self.sampled < _SAMPLE:
                self.sample.append(line[:2_000])
                self.sampled += min(len(line), 2_000)


def decide_encoding(evidence: Evidence) -> str:
    """The name of the encoding, as Python's codecs know it. Never fails: at worst it is cp1252."""
    evidence.finish()
    for mark, name in _MARKS:
        if evidence.head.startswith(mark):
            return name
    wide = _without_mark(evidence.head)
    if wide:
        return wide
    if evidence.sound >= evidence.broken:
        return "utf-8"
    sample = b"\n".join(evidence.sample)
    shares = [(_western_share(sample, name), name) for name in _WESTERN]
    best = max(shares, key=lambda pair: pair[0])
    if best[0] >= 0.95:
        return best[1]
    guess = from_bytes(sample).best()
    return guess.encoding if guess else "cp1252"


def _without_mark(head: bytes) -> str:
    """UTF-16 without a mark shows as a zero in every other byte."""
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0) / len(head), head[1::2].count(0) / len(head)
    if odd > 0.35 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.35 and odd < 0.05 else ""


def _western_share(sample: bytes, name: str) -> float:
    accented = [char for char in sample.decode(name, "replace") if char > "\x7f"]
    worth = sum(1.0 if char in _NEAR else 0.97 if char in _LETTERS else 0.0 for char in accented)
    return worth / len(accented) if accented else 0.0
