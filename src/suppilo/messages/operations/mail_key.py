"""Keys with which mail is signed."""

from __future__ import annotations

from suppilo.messages.dkim import keys


def make_mail_key(domain: str, *, selector: str = keys.SELECTOR) -> keys.MailKey:
    """The DKIM key of `domain` under `selector`, made if there is none; mail of that domain is signed with the newest.

    It is a file in the home folder, never a row. Raises BadKeyName when the domain or the selector cannot be one.
    """
    return keys.make_key(domain, selector)
