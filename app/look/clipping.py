"""Lines that end at the edge of the clip: Qt's SVG knows no clipping, so what lies outside must not be drawn at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

Points = NDArray[np.float64]


def line_inside(points: Points, clip: QRectF) -> QPainterPath:
    """The parts of the line through these points (M, 2) that lie inside; points that are not finite are gaps."""
    starts, ends = _cut(points[:-1], points[1:], clip)
    path, last = QPainterPath(), None
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if start != last:
            path.moveTo(*start)
        path.lineTo(*end)
        last = end
    return path


def _cut(starts: Points, ends: Points, clip: QRectF) -> tuple[Points, Points]:
    """Where each piece enters and leaves, for those that are inside at all (Liang and Barsky, 1984)."""
    finite = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    starts, ends = starts[finite], ends[finite]
    ways = ends - starts
    low, high = np.array([clip.left(), clip.top()]), np.array([clip.right(), clip.bottom()])
    enter, leave = np.zeros(len(starts)), np.ones(len(starts))
    for axis in (0, 1):
        way, start = ways[:, axis], starts[:, axis]
        is_still = way == 0.0
        safe = np.where(is_still, 1.0, way)
        with np.errstate(over="ignore"):  # a piece so short reaches an edge never: at infinity
            to_low, to_high = (low[axis] - start) / safe, (high[axis] - start) / safe
        is_in = (start >= low[axis]) & (start <= high[axis])
        enter = np.maximum(enter, np.where(is_still, np.where(is_in, 0.0, 2.0), np.minimum(to_low, to_high)))
        leave = np.minimum(leave, np.where(is_still, 1.0, np.maximum(to_low, to_high)))
    kept = enter <= leave
    starts, ways, enter, leave = starts[kept], ways[kept], enter[kept, None], leave[kept, None]
    # What is not cut keeps its very ends, so that pieces go on in each other.
    return starts + enter * ways, np.where(leave == 1.0, ends[kept], starts + leave * ways)
