"""The key of notifications."""

from __future__ import annotations

from suppilo.messages.push import keys


def make_push_key() -> str:
    """The public half of the key that proves to push services who sends; the key is made if there is none.

    It is a file in the home folder, never a row. Raises BadPushKey.
    """
    return keys.public_half()
