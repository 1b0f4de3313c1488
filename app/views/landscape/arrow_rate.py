"""How long the gradients' arrows are: as long as a step of descent at one learning rate, which is told. No Qt."""

from __future__ import annotations

import math

import numpy as np

from app.training.descent import Slopes
from app.views.landscape.area import Area

LONGEST = 0.3  # of the map's side: the longest arrow …
SHORTEST = 0.1  # … unless the full and the batch gradient would be shorter; single ones may leave the map then
STAY = 5.0  # so much shorter may the arrows become before another rate is taken


def most_rate(slopes: Slopes, area: Area) -> float:
    """The largest rate at which the arrows are well on the map; 0 where there is no slope, or no number for it."""
    start = area.to_pixels(slopes.place)
    thick = [slopes.descent] if slopes.batch is None else [slopes.descent, slopes.batch.descent]
    every = thick if slopes.singles is None else [*thick, *slopes.singles]
    vectors = np.nan_to_num(np.array(every), nan=0.0, posinf=0.0, neginf=0.0) * area.per_unit
    lengths = np.hypot(vectors[:, 0], vectors[:, 1])
    longest, main = float(lengths.max()), float(lengths[: len(thick)].max())
    if not longest > 0.0:
        return 0.0
    rate = LONGEST * area.width / longest
    if main > 0.0:
        room = min(area.room(start, vector) for vector in vectors[: len(thick)])
        rate = max(min(rate, room), SHORTEST * area.width / main)
    return rate


def round_rate(most: float, before: float = 0.0) -> float:
    """The one before, as long as it lets the arrows be well on the map; else the largest round number up to most.

    So arrows can be compared over many steps: they shrink as the slope does.
    """
    if not 0.0 < most < math.inf:
        return 0.0
    if most / STAY <= before <= most:
        return before
    power = 10.0 ** math.floor(math.log10(most))
    return next(digit * power for digit in (5.0, 2.0, 1.0, 0.5) if digit * power <= most)
