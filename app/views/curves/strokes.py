"""The lines of the curves as they are painted, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.clipping import line_inside
from app.look.pictures import wants_vectors
from app.session.arrays import Floats

PIECE_POINTS = 16


@dataclass(frozen=True)
class Stroke:
    """One line: x (n,) and y (n,) in pixels from the upper left corner; what is not finite is a gap."""

    x: Floats
    y: Floats
    pen: QPen


class StrokesItem(QGraphicsItem):
    """All lines in one item, each in front of those before it; as large as its parent, which clips it."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.strokes: tuple[Stroke, ...] = ()

    def show_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Show these lines, with the next painting of the plot."""
        self.prepareGeometryChange()  # the parent may have another size
        self.strokes = tuple(strokes)

    def boundingRect(self) -> QRectF:
        return self.parentItem().boundingRect()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in self.strokes:
            painter.setPen(stroke.pen)
            if wants_vectors(painter):
                painter.drawPath(line_inside(np.column_stack((stroke.x, stroke.y)), self.boundingRect()))
            else:
                _paint_in_pieces(painter, stroke)


def _paint_in_pieces(painter: QPainter, stroke: Stroke) -> None:
    """Qt fills the outline of a path, and takes the longer the more often that crosses itself: a noisy curve of 1100
    points took 68 ms, in pieces 4. A piece begins with the last line of the one before, so that no seam is seen."""
    pen = QPen(stroke.pen)
    with np.errstate(invalid="ignore"):
        lengths = np.hypot(np.diff(stroke.x), np.diff(stroke.y))
    along = np.concatenate(((0.0,), np.cumsum(np.where(np.isfinite(lengths), lengths, 0.0)))) / pen.widthF()
    for start in range(0, len(stroke.x) - 1, PIECE_POINTS):
        part = slice(max(start - 1, 0), start + PIECE_POINTS + 1)
        if pen.dashPattern():
            pen.setDashOffset(float(along[part.start]))  # dashes go on where they left off
            painter.setPen(pen)
        painter.drawPath(pg.arrayToQPath(stroke.x[part], stroke.y[part], connect="finite"))
