"""The mail server, as SUPPILO_SMTP_URL names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

Tls = Literal["implicit", "required", "offered", "off"]
#: Connections that one worker holds open unless told otherwise, and the most it may be told.
CONNECTIONS, MOST_CONNECTIONS = 4, 50


class BadServer(Exception):
    """SUPPILO_SMTP_URL cannot be used; the text says what to write."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed over. `tls`: implicit (smtps), required, offered (used when the server has it) or off.

    `connections` is how many one worker holds open: so many messages share one commit of their marks.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = "offered"
    connections: int = CONNECTIONS

    @classmethod
    def parse(cls, url: str) -> Server:
        """Read smtp://user:password@host:587 or smtps://host. Raises BadServer; the text never holds the password.

        A password is only ever sent over TLS: with a user, smtp:// requires STARTTLS unless the address ends in
        ?tls=off.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise BadServer("SUPPILO_SMTP_URL has no valid port: write smtp://user:password@host:587.") from error
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadServer("SUPPILO_SMTP_URL: write smtp://user:password@host:587 or smtps://user:password@host:465.")
        implicit = parts.scheme == "smtps"
        more = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        asked, connections = more.get("tls", ""), more.get("connections", str(CONNECTIONS))
        if not connections.isdigit() or not 1 <= int(connections) <= MOST_CONNECTIONS:
            raise BadServer(f"SUPPILO_SMTP_URL: ?connections= is a number from 1 to {MOST_CONNECTIONS}.")
        if asked not in ("", "off", "required"):
            raise BadServer("SUPPILO_SMTP_URL: ?tls= is off or required.")
        tls: Tls = "implicit" if implicit else "required" if parts.username else "offered"
        if asked and not implicit:
            tls = "off" if asked == "off" else "required"
        return cls(
            parts.hostname,
            port or (465 if implicit else 587 if parts.username else 25),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            tls,
            int(connections),
        )
