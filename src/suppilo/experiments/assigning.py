"""Which variant somebody gets: by a hash alone, so that it can be worked out again anywhere. Pure.

Weighted rendezvous hashing: every variant draws a number for the person, and the highest goes (Thaler and Ravishankar,
"Using name-based mappings to increase hit rates", IEEE/ACM Transactions on Networking 6, 1998). With draws of
-weight / ln(u), u uniform in (0, 1), each variant wins in the share of its weight (Schindelhauer and Schomaker,
"Weighted distributed hash tables", SPAA 2005). As a draw looks at nothing but its own variant, a change of one weight
moves people only to or from that variant, a variant that is added takes people from all and moves nobody between the
others, and the order of the variants does not matter.
"""

from __future__ import annotations

from hashlib import blake2b
from math import log

from suppilo.definition.model import Experiment, Variant


def variant_for(experiment_id: str, experiment: Experiment, who: str) -> str:
    """The id of the variant that `who` (the first identifier by which they were seen) gets.

    Once the experiment is decided, everybody gets the variant that it was decided for.
    """
    if experiment.decided is not None:
        return experiment.decided
    return max(experiment.variants, key=lambda variant: _draw(experiment_id, variant, who)).id


def _draw(salt: str, variant: Variant, who: str) -> float:
    """A number above 0 for this variant and person. The parts are kept apart by a sign that no id holds."""
    digest = blake2b(f"{salt}\n{variant.id}\n{who}".encode(), digest_size=8).digest()
    # The middle of one of 2**53 equal parts of (0, 1): never 0 or 1, and exact as a float.
    uniform = ((int.from_bytes(digest, "big") >> 12) + 0.5) / 2**52
    return -variant.weight / log(uniform)
