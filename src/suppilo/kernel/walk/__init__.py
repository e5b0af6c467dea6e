"""The funnel walk: how far each person came, how long it took, and who may still go on (SEMANTICS section 1).

`walk_sums(events, plan)` answers a `WalkPlan` over a bucket of `Events` as additive `WalkSums`; `walk` is a door for
masks that somebody already has. `docs/algorithms/funnel-walk.md` tells it in words; `reference` is the slow, obvious
twin that tests compare with.
"""

from suppilo.kernel.walk.people import WalkResult, walk
from suppilo.kernel.walk.plan import MOST_STEPS, NEVER, Breakdown, WalkPlan
from suppilo.kernel.walk.running import walk_sums
from suppilo.kernel.walk.sums import WalkRows, WalkSums
from suppilo.kernel.walk.trend import TrendPlan, TrendSums, trend_sums

__all__ = [
    "MOST_STEPS",
    "NEVER",
    "Breakdown",
    "TrendPlan",
    "TrendSums",
    "WalkPlan",
    "WalkResult",
    "WalkRows",
    "WalkSums",
    "trend_sums",
    "walk",
    "walk_sums",
]
