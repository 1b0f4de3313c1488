"""All markers of the plane in one small pixmap, so that many points are painted by one call."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from app.look.look import Look
from app.look.palette import value_table
from app.session.arrays import Booleans, Floats, Integers
from app.session.schema import ClassInfo

RIM_PX = 1.5  # around every marker, in the plot's ground
HOLLOW_PX, HOLLOW_SHARE = 2.0, 0.25  # the line of a test point; at the most so much of its diameter
# More than the diameter of the marker, each:
RING_PX, SELECTED_PX, CELL_PX = 5.5, 9.0, 15.0
RING_WIDTH_PX, SELECTED_WIDTH_PX = 1.25, 2.0
VALUE_MARKERS = 33  # discs for values, from the lowest color to the highest …
PLAIN_MARKER = VALUE_MARKERS  # … and one for points whose height says their value


class MarkerAtlas:
    """The markers of all classes, filled and hollow, and the two rings, for one size, theme, scale and pixel density.

    Without classes: discs in the colors of values.

    size_px: the diameter of the markers, in design pixels.
    Attributes: pixmap (one row of cells), cell (the side of a cell), marker (that of the part of it that a marker
    fills), all three in device pixels and the sides even; density (device pixels to a pixel).
    """

    def __init__(self, classes: Sequence[ClassInfo], look: Look, density: float, size_px: float) -> None:
        self.density, self._size_px = density, size_px
        self._scale = look.scale * density
        self.cell = 2 * round((size_px + CELL_PX) * self._scale / 2)
        self.marker = 2 * round((size_px + 2.0 * RIM_PX + 2.0) * self._scale / 2)
        self._n_markers = len(classes) or VALUE_MARKERS + 1
        self.pixmap = QPixmap(self.cell * (2 * self._n_markers + 2), self.cell)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._classes, self._look = tuple(classes), look
        for place in range(2 * self._n_markers + 2):
            self.paint(painter, place * float(self.cell), QPointF((place + 0.5) * self.cell, 0.5 * self.cell))
        painter.end()

    def marker_cells(self, numbers: Integers, is_test: Booleans) -> Floats:
        """Where in the pixmap the marker of each point with the class, or the color, of this number begins: (N,)."""
        return np.asarray((2 * np.minimum(numbers, self._n_markers - 1) + is_test) * float(self.cell))

    @property
    def misclassified_cell(self) -> float:
        return 2.0 * self._n_markers * self.cell

    @property
    def selected_cell(self) -> float:
        return (2.0 * self._n_markers + 1.0) * self.cell

    def paint(self, painter: QPainter, cell: float, center: QPointF) -> None:
        """Paint what is in the cell that begins there in the pixmap, around another center."""
        look, size, place = self._look, self._size_px, round(cell / self.cell)
        number, hollow = place // 2, bool(place % 2)
        if number < len(self._classes):
            info = self._classes[number]
            path, color = look.marker_path(info.marker), look.class_color(info.color)
            self._paint_marker(painter, center, path, color, hollow=hollow)
        elif number < self._n_markers:
            path, edge = look.marker_path("disc"), None
            color = look.color("text")
            if number != PLAIN_MARKER:  # a value in the middle has the ground's own color
                color, edge = QColor(*value_table(look.theme, VALUE_MARKERS)[number].tolist()), look.color("outline")
            self._paint_marker(painter, center, path, color, hollow=hollow, rim=edge)
        elif not hollow:
            self._paint_ring(painter, center, look.color("text"), size + RING_PX, RING_WIDTH_PX)
        else:  # the ground around the ring keeps it apart from a region of much the same color
            self._paint_ring(painter, center, look.color("plot"), size + SELECTED_PX + 2.0, SELECTED_WIDTH_PX + 2.0)
            self._paint_ring(painter, center, look.color("accent"), size + SELECTED_PX, SELECTED_WIDTH_PX)

    def _paint_marker(
        self,
        painter: QPainter,
        center: QPointF,
        path: QPainterPath,
        color: QColor,
        *,
        hollow: bool,
        rim: QColor | None = None,
    ) -> None:
        size = self._size_px * self._scale
        line = min(HOLLOW_PX * self._scale, HOLLOW_SHARE * size) if hollow else 0.0
        side, ground = size - line, self._look.color("plot")  # so that hollow markers are as large as filled ones
        painter.save()
        painter.translate(center)
        painter.scale(side, side)
        painter.setBrush(ground)
        painter.setPen(_pen(rim or ground, (2.0 * RIM_PX * self._scale + line) / side))
        painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush if hollow else color)
        painter.setPen(_pen(color, line / side) if hollow else Qt.PenStyle.NoPen)
        painter.drawPath(path)
        painter.restore()

    def _paint_ring(self, painter: QPainter, center: QPointF, color: QColor, size: float, width: float) -> None:
        radius = (size - width) / 2 * self._scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, width * self._scale))
        painter.drawEllipse(QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius))


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
