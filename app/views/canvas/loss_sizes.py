"""How large a point is drawn for its loss: its area is proportional to it. No Qt.

The scale is fixed, the same for all losses, runs and moments: as a point is learned it shrinks, and two pictures can be
compared. Sizes come in a few steps, each a seventh wider than the one below, so that the markers can be prepared.
"""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats, Integers

USUAL_PX = 9.0  # the diameter of a marker that says nothing of a loss
UNIT_PX = 14.0  # at a loss of 1
SMALLEST_PX, LARGEST_PX = 4.0, 28.0
STEPS = 15
SMALLEST_LOSS, LARGEST_LOSS = (SMALLEST_PX / UNIT_PX) ** 2, (LARGEST_PX / UNIT_PX) ** 2  # told apart between these

USUAL = 0
SIZES_PX = (USUAL_PX, *np.geomspace(SMALLEST_PX, LARGEST_PX, STEPS).tolist())  # by number, from 1 on for losses


def sizes_for(losses: Floats) -> Integers:
    """The number of the size (N,), in SIZES_PX, for each loss (N,); USUAL where it is NaN."""
    diameter = UNIT_PX * np.sqrt(np.clip(losses, SMALLEST_LOSS, LARGEST_LOSS))
    steps = np.log(diameter / SMALLEST_PX) * ((STEPS - 1) / np.log(LARGEST_PX / SMALLEST_PX))
    return np.where(np.isnan(losses), USUAL, 1 + np.rint(np.nan_to_num(steps)).astype(np.int64))
