"""The markers of the points in one small pixmap, so that all points are painted by one call."""

from __future__ import annotations

import numpy as np
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from app.look.look import Look
from app.look.palette import value_table
from app.session.arrays import Floats, Integers
from app.session.schema import Data
from app.training.regions import LEVELS, value_level

MARKER_PX, RIM_PX, HOLLOW_PX, CELL_PX = 8.0, 1.25, 1.75, 14.0
VALUES = 33  # colors of values, from the lowest to the highest


class Markers:
    """Two cells for each class or color of a value, filled and hollow (points for testing).

    Made for one theme, scale and pixel density (device pixels to a pixel). Attribute: key (what they are made for).
    """

    def __init__(self, data: Data, look: Look, density: float) -> None:
        self.key = markers_key(data, look, density)
        self._size = look.scale * density
        self._cell = 2 * round(CELL_PX * self._size / 2)
        colors = [(look.marker_path(info.marker), look.class_color(info.color)) for info in data.classes]
        if not colors:
            table = value_table(look.theme, VALUES).tolist()
            colors = [(look.marker_path("disc"), QColor(*row)) for row in table]
        self._n_colors = len(colors)
        self._pixmap = QPixmap(2 * self._cell * len(colors), self._cell)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = look.color("plot")
        rim = ground if data.classes else look.color("outline")  # a middle value has the ground's own color
        for number, (path, color) in enumerate(colors):
            self._paint_marker(painter, 2 * number, path, rim, color, None)
            self._paint_marker(painter, 2 * number + 1, path, rim, ground, color)
        painter.end()

    def cells(self, data: Data, rows: Integers) -> Integers:
        """The cell of each of the points with these rows."""
        points = data.points
        numbers = points.labels[rows]
        if data.target is not None and points.values is not None:
            level = value_level((points.values[rows] - data.target.center) / data.target.scale).astype(np.int64)
            numbers = level * VALUES // LEVELS
        return np.asarray(2 * np.minimum(numbers, self._n_colors - 1) + points.is_test[rows])

    def paint(self, painter: QPainter, centers: Floats, cells: Integers, density: float) -> None:
        """Paint a cell at each center (M, 2), in the painter's own pixels."""
        if not len(centers):
            return
        # The layout of Qt's QPainter::PixmapFragment: x, y, source (left, top, width, height), scales, turn, opacity.
        fragments = np.empty((len(centers), 10))
        fragments[:, 0:2] = centers
        fragments[:, 2] = cells * float(self._cell)
        fragments[:, 3:] = (0.0, self._cell, self._cell, 1.0 / density, 1.0 / density, 0.0, 1.0)
        first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, len(fragments), self._pixmap)  # type: ignore[arg-type]

    def _paint_marker(
        self, painter: QPainter, cell: int, path: QPainterPath, rim: QColor, filling: QColor, line: QColor | None
    ) -> None:
        """A marker with a rim around it, and a line just within its edge if there is to be one."""
        strokes = [(rim, 2.0 * RIM_PX, MARKER_PX), (filling, 0.0, MARKER_PX)]
        if line is not None:
            strokes.append((line, HOLLOW_PX, MARKER_PX - HOLLOW_PX))
        for ink, width, side in strokes:
            painter.save()
            painter.translate((cell + 0.5) * self._cell, 0.5 * self._cell)
            painter.scale(side * self._size, side * self._size)
            pen = QPen(ink, width / side, Qt.PenStyle.SolidLine if width else Qt.PenStyle.NoPen)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(filling)
            painter.drawPath(path)
            painter.restore()


def markers_key(data: Data, look: Look, density: float) -> tuple[object, ...]:
    """What markers are made for."""
    return data.classes, look.theme.name, look.scale, density
