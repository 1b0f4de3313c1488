"""Contour lines of a sampled function by marching squares, all cells at once."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats

# The sides of a cell: top (between its corners 0 and 1), right (1, 2), bottom (3, 2), left (0, 3).
# Corners: 0 top left, 1 top right, 2 bottom right, 3 bottom left; "top" is the row with the smaller index.
_SIDES = ((0, 1), (1, 2), (3, 2), (0, 3))
_CORNER_OFFSETS = ((0, 0), (0, 1), (1, 1), (1, 0))
# By the pattern of positive corners (bit k: corner k): the two sides that the line joins. In a saddle two lines do, so
# that the positive corners stay apart.
_LINE = np.array(
    (
        *((0, 0), (3, 0), (0, 1), (3, 1), (1, 2), (3, 0), (0, 2), (3, 2)),
        *((2, 3), (0, 2), (0, 1), (1, 2), (3, 1), (0, 1), (3, 0), (0, 0)),
    )
)
_SADDLES = ((5, (1, 2)), (10, (2, 3)))


def zero_contour(field: Floats) -> Floats:
    """Line pieces along which a field crosses zero.

    field (H, W), sampled at integer (row, column). Returns (M, 2, 2): M pieces, two ends, (column, row) each,
    placed by linear interpolation between the samples.
    """
    positive = field > 0.0
    pattern = np.zeros((field.shape[0] - 1, field.shape[1] - 1), dtype=np.int8)
    for bit, (r, c) in enumerate(_CORNER_OFFSETS):
        pattern |= positive[r : r + pattern.shape[0], c : c + pattern.shape[1]].astype(np.int8) << bit
    rows, columns = np.nonzero((pattern > 0) & (pattern < 15))
    if not len(rows):
        return np.empty((0, 2, 2))
    values = np.stack([field[rows + r, columns + c] for r, c in _CORNER_OFFSETS])
    crossings = np.stack([_crossing(values, side) for side in _SIDES]) + np.stack((columns, rows), axis=1)
    found = pattern[rows, columns]
    cells = np.arange(len(found))
    start, end = _LINE[found].T
    pieces = [np.stack((crossings[start, cells], crossings[end, cells]), axis=1)]
    for saddle, (start, end) in _SADDLES:
        cells = np.flatnonzero(found == saddle)
        if len(cells):
            pieces.append(np.stack((crossings[start, cells], crossings[end, cells]), axis=1))
    return np.concatenate(pieces)


def _crossing(values: Floats, side: tuple[int, int]) -> Floats:
    """Where on a side of each cell the value is zero: (M, 2) as (column, row) within the cell."""
    start, end = side
    (row0, column0), (row1, column1) = _CORNER_OFFSETS[start], _CORNER_OFFSETS[end]
    difference = values[start] - values[end]
    at = np.divide(values[start], difference, out=np.full_like(difference, 0.5), where=difference != 0.0)
    return np.stack((column0 + at * (column1 - column0), row0 + at * (row1 - row0)), axis=1)
