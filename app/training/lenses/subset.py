"""Some of the training points, always the same ones, where all of them would take too long."""

from __future__ import annotations

import numpy as np

from nncore import Labels

MOST_POINTS = 2000


def subset(n: int, most: int = MOST_POINTS) -> Labels:
    """The rows to look at among n: all, or so many of them drawn once and for all; rising."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).choice(n, most, replace=False))
