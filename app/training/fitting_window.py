"""Which part of a landscape to show: the path, and the neighborhood that explains where it leads."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats
from app.training.scan import Window

LEAST_HALF = {"parameters": 3.0, "random": 1.0, "principal": 1e-3}  # half a window's width, in units of the axes
AROUND = 0.8  # half a window's width for a path that is 1 long
EDGE = 0.04  # of a window's width: a place nearer to its edge than this asks for a new one
ROOM = 1.25  # a window that has become too small grows by this much more than it must, so that it does so rarely


def fitted(places: Floats, least_half: float, before: Window | None) -> Window:
    """A window, equally wide along all axes, with all places (n, k) well inside; the one of before while it has them.

    Places that are not finite count for nothing.
    """
    places = places[np.isfinite(places).all(axis=1)]
    n_axes = places.shape[1]
    low = places.min(axis=0) if len(places) else np.zeros(n_axes)
    high = places.max(axis=0) if len(places) else np.zeros(n_axes)
    if before is not None:
        edges = np.array(before)
        margin = EDGE * (edges[:, 1] - edges[:, 0])
        if (low >= edges[:, 0] + margin).all() and (high <= edges[:, 1] - margin).all():
            return before
    half = max(AROUND * float((high - low).max()), least_half) * (ROOM if before is not None else 1.0)
    center = (low + high) / 2
    return tuple((float(middle - half), float(middle + half)) for middle in center)
