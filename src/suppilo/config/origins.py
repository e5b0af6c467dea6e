"""Which pages may report: those of this host, of sites that the operator names, and of sites in a definition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

#: A site that was just put into a definition may report after this long at most.
LOOK_AGAIN = timedelta(seconds=10)


def is_own(origin: str, host: bytes | None) -> bool:
    """Whether a page of this very host sent it."""
    try:
        return bool(origin) and urlsplit(origin).netloc.encode("latin-1") == host
    except ValueError:
        return False


class Origins:
    """Answers at once for our own and named sites; sites of definitions are asked for at most every ten seconds."""

    def __init__(self, named: Collection[str], look: Callable[[], frozenset[str]]) -> None:
        """`look` reads the sites of all definitions; it is called in a thread."""
        self._named = frozenset(origin.rstrip("/") for origin in named)
        self._look = look
        self._sites: frozenset[str] = frozenset()
        self._looked_at: datetime | None = None

    def trusted(self, origin: str, host: bytes | None) -> bool:
        """A page of this very host, of a site the operator names, or no page at all (a server): for any workspace."""
        return not origin or origin in self._named or "*" in self._named or is_own(origin, host)

    async def known(self, origin: str, now: datetime) -> bool:
        """Whether some definition names the site; whose, is looked at where the report is written."""
        if self._looked_at is None or now - self._looked_at > LOOK_AGAIN:
            self._looked_at = now
            self._sites = await asyncio.to_thread(self._look)
        return origin in self._sites
