"""How each payment provider signs its notices."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from suppilo.offers.ports import PaymentProvider
from suppilo.providers.pay_test.provider import TestProvider, signature
from tests.providers.battery.recording import Recording


@dataclass(frozen=True)
class Taker:
    """`sign` makes the signature of a recorded notice, `guess` one with a secret that is not the vendor's."""

    provider: PaymentProvider
    sign: Callable[[Recording], str]
    guess: Callable[[Recording], str]


TAKERS = {
    "pay_test": Taker(
        TestProvider(),
        lambda said: signature(said.body.encode()),
        lambda said: hmac.new(b"guessed", said.body.encode(), sha256).hexdigest(),
    )
}
