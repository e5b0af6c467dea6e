"""Programs that fill in forms or look at pages, told by what they call themselves."""

from __future__ import annotations

from functools import lru_cache

from crawlerdetect import CrawlerDetect

_detect = CrawlerDetect()


@lru_cache(maxsize=4_096)
def is_crawler(user_agent: str) -> bool:
    """True when the user agent is that of a crawler, a library or a monitor; saying nothing proves nothing.

    A headless browser is a browser: owners have their own pages walked through by one, and the other signs still hold.
    """
    name = user_agent[:500].replace("HeadlessChrome/", "Chrome/")
    return bool(name) and bool(_detect.is_crawler(name))
