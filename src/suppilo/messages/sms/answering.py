"""What people mean by a text message that is one word."""

from __future__ import annotations

import re
from typing import Literal

#: In the languages of the system; the first word decides, whatever follows.
# fmt: off
LEAVE = frozenset(
    {
        "stop", "stopp", "stopall", "end", "quit", "unsubscribe",
        "afmeld", "afmelding", "avslutt", "avmeld", "meld", "avsluta", "avregistrera", "lopeta", "peruuta", "seis",
        "poista",
    }
)
# fmt: on
BACK = frozenset({"start", "unstop", "aloita"})


def meaning(text: str) -> Literal["leave", "back", ""]:
    """Whether an answer asks to be left alone, or to be written to again; empty for anything else."""
    first = re.match(r"\W*(\w+)", text.casefold())
    word = first[1] if first else ""
    if word in LEAVE:
        return "leave"
    return "back" if word in BACK else ""
