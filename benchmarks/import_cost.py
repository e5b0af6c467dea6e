"""What `import suppilo` costs over `import numpy`, and the first question after a start.

    python benchmarks/import_cost.py

Processor seconds of fresh processes, medians of five. The first question is asked once before, so that its machine code
is cached.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

_CLOCK = "import time; start = time.process_time(); wall = time.perf_counter()\n"
_END = "\nprint(time.process_time() - start, time.perf_counter() - wall)"
_ASK = (
    """
import numpy as np
import suppilo
frame = __import__("polars").DataFrame({"person": [1, 1, 2], "name": ["a", "b", "a"], "time": [0, 1, 0]})
"""
    + _CLOCK
    + 'assert suppilo.funnel(frame, steps=["a", "b"], window="1d").counts == [2, 1]'
    + _END
)


def measured(script: str) -> tuple[float, float]:
    """Processor and wall seconds, medians of five."""
    found = []
    for _ in range(5):
        answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        found.append([float(word) for word in answer.stdout.split()])
    return statistics.median(one[0] for one in found), statistics.median(one[1] for one in found)


def main() -> None:
    """Print the table."""
    subprocess.run([sys.executable, "-c", _ASK], capture_output=True, check=True)
    rows = {
        "import numpy": _CLOCK + "import numpy" + _END,
        "import numpy, suppilo": _CLOCK + "import numpy, suppilo" + _END,
        "first question, with everything it loads": _ASK,
    }
    for label, script in rows.items():
        processor, wall = measured(script)
        print(f"{label:42} {processor:6.3f} s processor {wall:6.3f} s wall")


if __name__ == "__main__":
    main()
