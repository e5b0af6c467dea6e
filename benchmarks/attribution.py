"""First and last touch against SQL: which channel brought the purchases, looking back 30 days.

    python benchmarks/attribution.py [--events 10000000] [--runs 5]

A touch is an ad or a mail that was followed; touches of one instant share the credit. Equal credit is asserted first;
two threads. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

THREADS = 2
os.environ["SUPPILO_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402
from clickstream import CHANNELS, DAY, NAMES, clickstream  # noqa: E402
from contest import Contest, asked  # noqa: E402
from peers import DuckDB, parquet_of  # noqa: E402

from suppilo.analysis.running import summed  # noqa: E402
from suppilo.kernel.attribution import CONVERSION, TOUCH, AttributionPlan, Model, attribution_sums  # noqa: E402
from suppilo.kernel.matching import Matching  # noqa: E402

BACK = 30 * DAY
TOUCHES, BOUGHT = [NAMES.index("ad"), NAMES.index("mail")], NAMES.index("purchase")
MODELS: tuple[Model, ...] = ("last", "first")


def sql(model: Model) -> str:
    """The nearest touch by an ASOF join; credit shared by the touches of its instant."""
    near = "c.t >= s.t" if model == "last" else f"c.t - {BACK} <= s.t"
    return f"""
WITH touches AS (SELECT person, t, channel FROM ev WHERE code IN ({TOUCHES[0]}, {TOUCHES[1]}) AND channel > 0),
instants AS (SELECT person, t, count(*) AS n FROM touches GROUP BY person, t),
found AS (SELECT c.person, s.t, s.n FROM (SELECT person, t FROM ev WHERE code = {BOUGHT}) c
          ASOF JOIN instants s ON c.person = s.person AND {near} WHERE s.t BETWEEN c.t - {BACK} AND c.t)
SELECT channel, sum(1 / n) FROM found JOIN touches USING (person, t) GROUP BY channel"""


def main() -> int:
    """Measure; answers the exit code."""
    chosen = asked(__doc__)
    stream = clickstream(chosen.events)
    print(f"{len(stream.events):,} events of {stream.events.people.size:,} people, {THREADS} threads")
    with tempfile.TemporaryDirectory() as folder:
        duck = DuckDB(parquet_of(stream, Path(folder)), THREADS)
    masks = np.zeros(len(NAMES), dtype=np.uint64)
    masks[TOUCHES], masks[BOUGHT] = TOUCH, CONVERSION
    contest = Contest(chosen.runs, chosen.events)
    for model in MODELS:
        plan = AttributionPlan(Matching(masks), "channel", len(CHANNELS), model=model, look_back_us=BACK)
        credited = ask(stream, plan)().credits
        theirs = np.zeros(len(CHANNELS))
        for channel, credit in duck.ask(sql(model)):
            theirs[int(str(channel))] = float(str(credit))
        assert np.allclose(credited, theirs), "the peers disagree"
        text = sql(model)
        contest.measure(f"{model} touch", {"suppilo": ask(stream, plan), "DuckDB": lambda text=text: duck.ask(text)})
    return 0


def ask(stream: Any, plan: AttributionPlan) -> Callable[[], Any]:
    """The credit over everything."""
    return lambda: summed(stream.buckets(), plan, attribution_sums)


if __name__ == "__main__":
    sys.exit(main())
