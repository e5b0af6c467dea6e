"""Where a webhook goes and what it carries."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from suppilo.definition.model.base import ValueRefused

#: Ends of names that lead to nowhere on the public internet (RFC 6761, 6762, 8375, 7686 and ICANN's `internal`).
_HOME = ("localhost", "local", "internal", "home.arpa", "test", "invalid", "onion", "lan")
_NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})\.?")
_MOST = 400


def _public(value: str) -> str:
    """The address as it is. Raises ValueRefused: not https, or no host that everybody can reach."""
    try:
        parts = urlsplit(value)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise ValueRefused("value.hook", value=value[:60]) from None
    strange = parts.scheme != "https" or not host or "@" in parts.netloc or parts.fragment or len(value) > _MOST
    if strange or not re.fullmatch(r"https://[\x21-\x7e]+", value) or re.search(r"[<>\"\\{}]", value):
        raise ValueRefused("value.hook", value=value[:60])
    if not _is_public(host):
        raise ValueRefused("value.hook_private", host=host)
    return value


def _is_public(host: str) -> bool:
    """Whether the host may be public, as far as its name says; where it really leads is looked up before each send."""
    try:
        address = ip_address(host)
    except ValueError:
        name = host.rstrip(".")
        return bool(_NAME.fullmatch(host)) and not any(name == end or name.endswith(f".{end}") for end in _HOME)
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(inner.is_global and address.is_global and not address.is_multicast)


HookAddress = Annotated[
    str,
    AfterValidator(_public),
    WithJsonSchema({"type": "string", "pattern": "^https://", "description": "A public address with https."}),
]
HookKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,62}$")]
