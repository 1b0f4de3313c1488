"""python -m app.benchmark PART EFFORT: the process that measures one part (see suite.py)."""

from __future__ import annotations

import sys

from app.benchmark.suite import measure_here

if __name__ == "__main__":
    try:
        measure_here(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
