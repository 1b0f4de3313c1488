"""Moving names apart that would lie on each other. No Qt."""

from __future__ import annotations

from collections.abc import Sequence


def spread(middles: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Positions as near as can be to the given rising ones, a distance apart, within the bounds if there is room."""
    # Less the room that those before take, they only have to rise: neighbors that do not share their mean.
    groups: list[tuple[float, int]] = []
    for index, middle in enumerate(middles):
        mean, n = middle - index * distance, 1
        while groups and groups[-1][0] > mean:
            before, n_before = groups.pop()
            mean, n = (before * n_before + mean * n) / (n_before + n), n_before + n
        groups.append((mean, n))
    last = high - (len(middles) - 1) * distance
    starts = [max(min(mean, last), low) for mean, n in groups for _ in range(n)]
    return [start + index * distance for index, start in enumerate(starts)]
