"""The links between neurons as lines: which width, which color, and which of them lies under the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.look.look import Look
from app.look.palette import mix
from app.session.arrays import Floats
from app.views.network.geometry import Column

WIDTHS_PX = (0.5, 6.0)
HALF = 2.0  # the |weight| at half the way from the thinnest to the thickest line
BUCKETS = 12
FAINTEST = 0.35
REACH_PX = 4.0


@dataclass(frozen=True)
class Block:
    """The parameters between two layers: weights (I, O) and bias (O,)."""

    weights: Floats
    bias: Floats


def blocks(parameters: Floats, sizes: list[int]) -> list[Block]:
    """A network's parameter vector (P,) in parts, for layers of these sizes. Raises: ValueError if it does not fit."""
    result, start = [], 0
    for n_in, n_out in pairwise(sizes):
        weights = parameters[start : start + n_in * n_out].reshape(n_in, n_out)
        start += n_in * n_out
        result.append(Block(weights, parameters[start : start + n_out]))
        start += n_out
    if start != len(parameters):
        raise ValueError(f"Layers of {sizes} have {start} parameters; got {len(parameters)}.")
    return result


def strength(values: Floats) -> Floats:
    """How strong numbers look: 0 for 0, ½ at HALF, towards 1 for ever larger ones, whichever sign."""
    size = np.abs(values)
    return size / (size + HALF)


def paint_links(painter: QPainter, look: Look, source: Column, target: Column, block: Block | None) -> None:
    """All links between two layers, weak ones first. Thin neutral lines only show the structure: no weight, or 0."""
    if block is None:
        _paint_neutral(painter, look, source, target, np.ones((len(source.ys), len(target.ys)), dtype=bool))
        return
    weights = block.weights[: len(source.ys), : len(target.ys)]
    _paint_neutral(painter, look, source, target, weights == 0.0)
    shares = strength(weights)
    thickest = min(WIDTHS_PX[1], max(0.3 * min(source.row, target.row) / look.scale, 1.5))
    level = np.minimum((shares * BUCKETS).astype(np.intp), BUCKETS - 1)
    for bucket in range(BUCKETS):
        share = (bucket + 0.5) / BUCKETS
        for name, of_sign in (("negative", weights < 0.0), ("positive", weights > 0.0)):
            pairs = np.argwhere((level == bucket) & of_sign & np.isfinite(weights)).tolist()
            if pairs:
                pen = QPen(_shade(name, share, look), _width(share, thickest) * look.scale)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawLines([
                    QLineF(source.right, source.ys[i], target.left, target.ys[j]) for i, j in pairs
                ])  # fmt: skip


def nearest_link(source: Column, target: Column, x: float, y: float, reach: float) -> tuple[int, int] | None:
    """The link (from, to) that passes nearest to a place between two layers, within reach."""
    if not (source.right <= x <= target.left and source.ys and target.ys):
        return None
    y1, y2 = np.array(source.ys)[:, None], np.array(target.ys)[None, :]
    run = target.left - source.right
    # The distance to a slanting line is its vertical distance times the cosine of the slope.
    distance = np.abs(y1 + (x - source.right) / run * (y2 - y1) - y) * run / np.hypot(run, y2 - y1)
    best = np.unravel_index(int(distance.argmin()), distance.shape)
    return (int(best[0]), int(best[1])) if distance[best] <= reach else None


def _paint_neutral(painter: QPainter, look: Look, source: Column, target: Column, which: NDArray[np.bool_]) -> None:
    pairs = np.argwhere(which).tolist()
    if pairs:
        painter.setPen(look.pen("hairline"))
        painter.drawLines([
            QLineF(source.right, source.ys[i], target.left, target.ys[j]) for i, j in pairs
        ])  # fmt: skip


def _width(share: float, thickest: float) -> float:
    return WIDTHS_PX[0] + share * (thickest - WIDTHS_PX[0])


def _shade(name: str, share: float, look: Look) -> QColor:
    """The color of a sign, pale for weak links. Opaque: transparent lines take ten times as long to draw."""
    return QColor(mix(look.theme.plot, look.color(name).name(), FAINTEST + (1.0 - FAINTEST) * share))
