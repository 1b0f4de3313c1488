"""Seeds: of the samples of data sets, and of runs."""

from __future__ import annotations

SEEDS = 10_000  # new seeds are below this: short enough to be written on a blackboard


def next_seed(seed: int) -> int:
    """Another seed: the next number, so that a class can follow which one is shown."""
    return (seed + 1) % SEEDS
