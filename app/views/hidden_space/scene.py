"""A layer's answer made ready to be drawn: turned as before, and anywhere on its way from the plane. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats
from app.training.lenses.hidden import HiddenAnswer, Ranges, settled


@dataclass(frozen=True)
class Scene:
    """What the space shows.

    answer: of the worker; turn (2, 2): from its places to those that are shown; points (n, 2), grid (L, S, 2) and
    ranges: in the shown space, directions (U, 2): along its axes; shares (2,): of the variance, along the axes.
    """

    answer: HiddenAnswer
    turn: Floats
    points: Floats
    grid: Floats
    ranges: Ranges
    directions: Floats
    shares: Floats

    def points_at(self, way: float) -> Floats:
        """The points at a share of the way from the plane (0) to the layer (1), in the unit square: (n, 2)."""
        return _between(self.answer.points_before, self.answer.domain, self.points, self.ranges, way)

    def grid_at(self, way: float) -> Floats:
        """The same for the grid: (L, S, 2)."""
        return _between(self.answer.grid_before, self.answer.domain, self.grid, self.ranges, way)


def scene(answer: HiddenAnswer, before: Scene | None = None) -> Scene:
    """The scene for an answer.

    The signs of principal components mean nothing, and two of about the same size turn in their plane at the slightest
    cause. So they are turned, within that plane, as near as can be to the directions that were shown before.
    """
    if answer.request.axes is not None:
        shares = answer.variances
        return Scene(answer, np.eye(2), answer.points, answer.grid, answer.ranges, answer.directions, shares)
    known = before if before is not None and before.answer.request.axes is None else None
    turn = turned(answer.directions, None if known is None else known.directions)
    points, grid = answer.points @ turn, answer.grid @ turn
    places = np.concatenate((points, grid.reshape(-1, 2)))
    ranges = equally_long(settled(places, None if known is None else known.ranges))
    shares = np.diag(turn.T @ np.diag(answer.variances) @ turn)
    return Scene(answer, turn, points, grid, ranges, answer.directions @ turn, shares)


def turned(directions: Floats, before: Floats | None) -> Floats:
    """The rotation or reflection (2, 2) that brings directions (U, 2) nearest to those of before: directions @ it."""
    if before is None or before.shape != directions.shape:
        return np.eye(2)
    left, _, right = np.linalg.svd(directions.T @ before)
    return np.asarray(left @ right)


def equally_long(ranges: Ranges) -> Ranges:
    """Both ranges as long as the longer one, about their middles: distances along both axes can then be compared."""
    longest = max(high - low for low, high in ranges)
    first, second = (((low + high - longest) / 2, (low + high + longest) / 2) for low, high in ranges)
    return first, second


def to_unit(places: Floats, ranges: Ranges) -> Floats:
    """Places (…, 2) with the ranges mapped to 0 … 1."""
    low, high = np.array(ranges).T
    return np.asarray((places - low) / (high - low))


def _between(start: Floats, start_ranges: Ranges, end: Floats, end_ranges: Ranges, way: float) -> Floats:
    if way == 0.0:
        return to_unit(start, start_ranges)
    if way == 1.0:
        return to_unit(end, end_ranges)
    return np.asarray((1.0 - way) * to_unit(start, start_ranges) + way * to_unit(end, end_ranges))
