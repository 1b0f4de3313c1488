"""Where points went: so that a selection, or the rings around points, outlast an edit. No Qt."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Integers, Points
from app.session.schema import Data
from app.views.canvas.loss_sizes import USUAL

GONE = -1


def went_to(old: Data, new: Data) -> Integers:
    """For each row of the old points its row in the new ones, or GONE: (N,).

    Edits append points, change some in place, or delete some; anything else is another set of points.
    """
    before, after = old.points, new.points
    nothing: Integers = np.full(len(before), GONE)
    if before.dimensions != after.dimensions or old.task != new.task:
        return nothing
    if old.source != new.source and new.source is not None:
        return nothing
    if len(after) >= len(before):
        same_number = len(after) == len(before)
        return np.arange(len(before)) if same_number or _begins_with(after, before) else nothing
    kept = np.isin(_keys(before), _keys(after))
    if np.count_nonzero(kept) != len(after) or before.taking(kept) != after:
        return nothing
    nothing[kept] = np.arange(len(after))
    return nothing


def carried(rows: Integers, places: Integers) -> Integers:
    """The rows where they are now, without those that are gone."""
    now: Integers = places[rows[rows < len(places)]]
    return np.asarray(now[now != GONE])


def carried_sizes(sizes: Integers, places: Integers, n: int) -> Integers:
    """The sizes of the n points that there are now, USUAL for new ones; none (0,) where there were none."""
    if not len(sizes):
        return sizes
    now: Integers = np.full(n, USUAL)
    there = np.flatnonzero(places != GONE)
    now[places[there]] = sizes[there]
    return now


def _begins_with(points: Points, start: Points) -> bool:
    n = len(start)
    return bool(np.array_equal(points.x[:n], start.x) and np.array_equal(points.answers[:n], start.answers))


def _keys(points: Points) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    """One sortable number for each place."""
    y = points.x[:, 1] if points.dimensions > 1 else points.answers
    return np.asarray(points.x[:, 0] + 1j * y)
