"""Arithmetic on curves before they are drawn. NumPy only."""

from __future__ import annotations

import math

import numpy as np

from app.session.arrays import Floats

MOST_OFF_PX, ROUNDS = 0.125, 6


def thinned(x: Floats, y: Floats, width_px: int) -> tuple[Floats, Floats]:
    """The curve with at most four points for each of width_px columns: the first, lowest, highest and last in it.

    x (n,) must not decrease. What is drawn looks the same, spikes included; places where y is not finite stay gaps
    where a whole column is. The first and the last point are always there.
    """
    n, width_px = len(x), max(int(width_px), 1)
    if n <= 4 * width_px or not x[-1] > x[0]:
        return x, y
    column = np.minimum(((x - x[0]) / (x[-1] - x[0]) * width_px).astype(np.intp), width_px - 1)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    ends = np.append(starts[1:], n) - 1
    finite = np.isfinite(y)
    # Sorted within each column, its lowest value stands at its start and its highest at its end.
    rising = np.lexsort((np.where(finite, y, np.inf), column))
    falling = np.lexsort((np.where(finite, y, -np.inf), column))
    index = np.unique(np.concatenate((starts, rising[starts], falling[ends], ends)))
    return x[index], y[index]


def straightened(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The line (n,), in pixels, without the points that it would pass anyway: none is off by more than MOST_OFF_PX.

    x must not decrease. What is not finite stays, and so do its neighbors.
    """
    off = MOST_OFF_PX / ROUNDS / 2  # beside what joins the neighbors, and as much above or below both of them
    for _ in range(ROUNDS):
        if len(x) < 3:
            break
        # Of every second point it is asked whether it may go; so its neighbors stay.
        (x0, x1, x2), (y0, y1, y2) = ((of[:-2:2], of[1:-1:2], of[2::2]) for of in (x, y))
        beside = np.abs((y2 - y0) * (x1 - x0) - (x2 - x0) * (y1 - y0))  # times the length of what joins them
        is_passed = beside <= off * np.hypot(x2 - x0, y2 - y0)
        is_passed &= (y1 >= np.minimum(y0, y2) - off) & (y1 <= np.maximum(y0, y2) + off)
        is_kept = np.ones(len(x), dtype=np.bool_)
        is_kept[1:-1:2] = ~is_passed
        x, y = x[is_kept], y[is_kept]
    return x, y


def smoothed(y: Floats, smoothing: float) -> Floats:
    """The exponential average of the values so far, with this weight on the past and without its bias to 0. (n,)

    Values that are not finite are passed over; they stay what they are.
    """
    if smoothing <= 0.0 or not len(y):
        return y
    result = y.tolist()
    total = weight = 0.0
    for index, value in enumerate(result):
        if math.isfinite(value):
            total = smoothing * total + (1.0 - smoothing) * value
            weight = smoothing * weight + (1.0 - smoothing)
            result[index] = total / weight
    return np.array(result)


def nearest(x: Floats, value: float) -> int:
    """The index of the sample that is nearest to a value. x (n,) must not decrease and not be empty."""
    right = int(np.searchsorted(x, value))
    if right == 0:
        return 0
    if right == len(x) or value - x[right - 1] <= x[right] - value:
        return right - 1
    return right


def until(x: Floats, y: Floats, end: float) -> tuple[Floats, Floats]:
    """The curve up to one place, where it ends between two samples. x (n,) must not decrease."""
    n = int(np.searchsorted(x, end, side="right"))
    if n == 0 or n == len(x) or x[n - 1] == end:
        return x[:n], y[:n]
    share = (end - x[n - 1]) / (x[n] - x[n - 1])
    return np.append(x[:n], end), np.append(y[:n], y[n - 1] + share * (y[n] - y[n - 1]))
