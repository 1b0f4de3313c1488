"""Contour lines of a sampled function by marching squares, all cells at once."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats

# Corners of a cell: 0 top left, 1 top right, 2 bottom right, 3 bottom left; "top" is the row with the smaller index.
_CORNERS = np.array(((0, 0), (1, 0), (1, 1), (0, 1)))  # (column, row)
# Its sides, each between two corners: top, right, bottom, left.
_SIDES = np.array(((0, 1), (1, 2), (3, 2), (0, 3)))
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
    positive = (field > 0.0).view(np.int8)
    pattern = positive[1:, :-1] << 1
    for corner in (positive[1:, 1:], positive[:-1, 1:]):
        pattern += corner
        pattern <<= 1
    pattern += positive[:-1, :-1]
    flat = pattern.ravel()
    crossed = np.flatnonzero((flat != 0) & (flat != 15))
    found = flat[crossed]
    cells, sides = crossed, _LINE[found]
    for saddle, joined in _SADDLES:
        twice = crossed[found == saddle]
        if len(twice):
            cells, sides = np.concatenate((cells, twice)), np.concatenate((sides, [joined] * len(twice)))
    places = np.stack(np.divmod(cells, pattern.shape[1])[::-1], axis=1)
    corners = _SIDES[sides]  # (M, two ends, the two corners between which each lies)
    at = places[:, None, None] + _CORNERS[corners]
    values = field[at[..., 1], at[..., 0]]
    difference = values[..., 0] - values[..., 1]
    share = np.divide(values[..., 0], difference, out=np.full_like(difference, 0.5), where=difference != 0.0)
    start, end = at[..., 0, :], at[..., 1, :]
    return np.asarray(start + share[..., None] * (end - start))
