"""The links between neurons as lines: which width, which color, and which of them lies under the mouse."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.look.look import Look
from app.look.palette import mix
from app.session.arrays import Floats
from app.views.network.geometry import Column
from app.views.network.shown import Block

WIDTHS_PX = (0.5, 6.0)
HALF = 2.0  # the |weight| at half the way from the thinnest to the thickest line
BUCKETS = 12
FAINTEST = 0.35
REACH_PX = 4.0
DASH_PX = 4.0


def strength(values: Floats) -> Floats:
    """How strong numbers look: 0 for 0, ½ at HALF, towards 1 for ever larger ones, whichever sign."""
    size = np.abs(values)
    return size / (size + HALF)


def paint_links(
    painter: QPainter, look: Look, source: Column, target: Column, block: Block | None, frozen: Block | None = None
) -> None:
    """All links between two layers, weak ones first; those whose weights are frozen dashed.

    Thin neutral lines only show the structure: no weight, or 0.
    """
    shape = len(source.ys), len(target.ys)
    chosen = np.ix_(source.units, target.units)
    locked = np.zeros(shape, dtype=np.bool_) if frozen is None else frozen.weights[chosen]
    weights = np.zeros(shape) if block is None else np.nan_to_num(block.weights[chosen])
    bucket = np.sign(weights) * np.ceil(strength(weights) * BUCKETS)
    lines: dict[tuple[bool, float, float], list[QLineF]] = defaultdict(list)
    for i, (buckets, locks) in enumerate(zip(bucket.tolist(), locked.tolist(), strict=True)):
        for j, (signed, is_locked) in enumerate(zip(buckets, locks, strict=True)):
            lines[is_locked, abs(signed), signed].append(_line(source, target, i, j))
    thickest = thickest_px(source, target, look.scale)
    for is_locked, _, signed in sorted(lines):
        painter.setPen(_pen(look, signed, thickest, is_dashed=is_locked))
        painter.drawLines(lines[is_locked, abs(signed), signed])


def thickest_px(source: Column, target: Column, scale: float) -> float:
    """The width of the strongest link, in design pixels: less where neurons stand close."""
    return min(WIDTHS_PX[1], max(0.3 * min(source.row, target.row) / scale, 1.5))


def paint_link(painter: QPainter, pen: QPen, source: Column, target: Column, place: tuple[int, int]) -> None:
    """One link, by the numbers of its neurons, if it is drawn at all."""
    i, j = place
    if i in source.units and j in target.units:
        painter.setPen(pen)
        painter.drawLine(_line(source, target, source.units.index(i), target.units.index(j)))


def nearest_link(source: Column, target: Column, x: float, y: float, reach: float) -> tuple[int, int] | None:
    """The link (from, to) that passes nearest to a place between two layers, within reach."""
    if not (source.right <= x <= target.left and source.ys and target.ys):
        return None
    y1, y2 = np.array(source.ys)[:, None], np.array(target.ys)[None, :]
    run = target.left - source.right
    # The distance to a slanting line is its vertical distance times the cosine of the slope.
    distance = np.abs(y1 + (x - source.right) / run * (y2 - y1) - y) * run / np.hypot(run, y2 - y1)
    best = np.unravel_index(int(distance.argmin()), distance.shape)
    return (source.units[best[0]], target.units[best[1]]) if distance[best] <= reach else None


def _pen(look: Look, bucket: float, thickest: float, *, is_dashed: bool) -> QPen:
    """For links of one bucket, from −BUCKETS to BUCKETS; thickest: in design pixels."""
    if bucket == 0.0:
        pen = look.pen("hairline")
    else:
        share, name = (abs(bucket) - 0.5) / BUCKETS, "negative" if bucket < 0.0 else "positive"
        pen = QPen(_shade(name, share, look), _width(share, thickest) * look.scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if is_dashed:
        length = DASH_PX / max(pen.widthF(), 1.0)
        pen.setDashPattern([length, length])
    return pen


def _line(source: Column, target: Column, i: int, j: int) -> QLineF:
    return QLineF(source.right, source.ys[i], target.left, target.ys[j])


def _width(share: float, thickest: float) -> float:
    return WIDTHS_PX[0] + share * (thickest - WIDTHS_PX[0])


def _shade(name: str, share: float, look: Look) -> QColor:
    """The color of a sign, pale for weak links. Opaque: transparent lines take ten times as long to draw."""
    return QColor(mix(look.theme.plot, look.color(name).name(), FAINTEST + (1.0 - FAINTEST) * share))
