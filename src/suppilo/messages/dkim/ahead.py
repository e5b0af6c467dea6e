"""Signatures made ahead: on a thread of their own, while the worker waits for its database or for the mail server.

Nearly all of a signature is arithmetic that lets Python's other threads run meanwhile.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from suppilo.messages.dkim import signing
from suppilo.messages.dkim.keys import key_of

_thread = ThreadPoolExecutor(1, thread_name_prefix="dkim")


def sign_ahead(raw: bytes, domain: str, now: datetime) -> Future[bytes] | None:
    """The mail `raw` as it will be with the signature of `domain` (ASCII) in front; None when that has no key."""
    key = key_of(domain)
    if key is None:
        return None
    return _thread.submit(signing.signed, raw, domain=key.domain, selector=key.selector, key=key.private, now=now)
