"""An internet address, less exact: enough for a proof and a limit, too little to name one person."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

_KEPT = {4: 24, 6: 48}
#: What one household or one machine gets: the finest grain at which counting makes sense.
_ONE = {4: 32, 6: 64}


def network_of(ip: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) around `ip`; empty when it is no address."""
    return _around(ip, _KEPT)


@lru_cache(maxsize=8_192)
def counted_as(ip: str) -> str:
    """The address under which posts are counted; empty for this machine itself (a proxy or a test) and for none."""
    try:
        if ip_address(ip).is_loopback:
            return ""
    except ValueError:
        return ""
    return _around(ip, _ONE)


def _around(ip: str, kept: dict[int, int]) -> str:
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return str(ip_network((address, kept[address.version]), strict=False))
