"""What the network answers everywhere: a picture behind the points, and the border as a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.palette import Theme, entropy_table, region_table, value_table
from app.look.pictures import wants_vectors
from app.session.arrays import Floats
from app.training.regions import LEVELS, Regions, ShownName
from app.views.canvas.device_pixels import Place, place_of

CONFIDENCE_SHARE = 0.5  # of the ramp: most of a trained plane is sure, and must not drown the points


def region_colors(shown: ShownName, class_colors: Sequence[str], theme: Theme) -> NDArray[np.uint8]:
    """The colors that a picture's numbers stand for, RGBA: (K * LEVELS, 4), or (LEVELS, 4) for a ramp."""
    if shown == "value":
        return value_table(theme, LEVELS)
    if shown == "entropy":
        return entropy_table(theme, LEVELS)
    if shown == "confidence":
        ramp: NDArray[np.uint8] = entropy_table(theme, LEVELS)[(np.arange(LEVELS) * CONFIDENCE_SHARE).astype(int)]
        return ramp
    return region_table(class_colors, theme, LEVELS)


class RegionsItem(QGraphicsItem):
    """The newest picture of the plane, in the theme's colors; it stays in its place until the next one comes."""

    def __init__(self) -> None:
        super().__init__()
        self._regions: Regions | None = None
        self._colors: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._key: tuple[object, ...] = ()
        self._pixels: NDArray[np.uint32] = np.zeros((0, 0), np.uint32)
        self._image = QImage()
        self._rect = QRectF()

    @property
    def regions(self) -> Regions | None:
        return self._regions

    def show_regions(self, regions: Regions | None, class_colors: Sequence[str], theme: Theme) -> None:
        """Show a picture, or none."""
        self._regions = regions
        if regions is None:
            self.prepareGeometryChange()
            self._rect, self._image = QRectF(), QImage()
            return
        self._set_colors(regions, tuple(class_colors), theme)
        # The image only borrows its pixels, so they are kept as long as it is.
        self._pixels = self._colors[regions.index]
        height, width = self._pixels.shape
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        (x0, x1), (y0, y1) = regions.request.x_range, regions.request.y_range
        rect = QRectF(x0, y0, x1 - x0, y1 - y0)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.update()

    def _set_colors(self, regions: Regions, class_colors: tuple[str, ...], theme: Theme) -> None:
        key = (regions.shown, class_colors, theme.name)
        if key != self._key:
            red, green, blue, _ = region_colors(regions.shown, class_colors, theme).astype(np.uint32).T
            self._colors = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
            self._key = key

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            # Row 0 is the lowest y, and y grows upwards here: the plane's own transform turns the picture.
            painter.drawImage(self._rect, self._image)


class BorderItem(QGraphicsItem):
    """The line between the classes, kept as a picture while line and range stay the same."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._rect = QRectF()
        self._pen = QPen()
        self._opacity = 1.0
        self._place: Place | None = None
        self._picture = QPixmap()

    def set_pen(self, pen: QPen) -> None:
        """The pen. Its color may be see-through: it is the finished line that is made so, so that joints don't show."""
        color = pen.color()
        self._opacity = color.alphaF()
        color.setAlphaF(1.0)
        self._pen = QPen(pen)
        self._pen.setColor(color)
        self._pen.setCapStyle(Qt.PenCapStyle.SquareCap)  # round caps cost Qt forty times as much
        self._place = None
        self.update()

    def show_pieces(self, pieces: Floats) -> None:
        """Show line pieces (M, 2, 2) in the units of the axes; none hides the line."""
        if not len(pieces) and self._path.isEmpty():
            return
        self._path = (
            pg.arrayToQPath(pieces[..., 0].ravel(), pieces[..., 1].ravel(), connect="pairs")
            if len(pieces)
            else QPainterPath()
        )
        self._place = None
        self.update()

    def set_rect(self, rect: QRectF) -> None:
        """The visible part of the plane, in its units."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if self._path.isEmpty():
            return
        place = place_of(painter, self._rect)
        if wants_vectors(painter):
            place.draw_directly(painter, lambda direct: self._paint_line(direct, place), self._opacity)
            return
        if place != self._place:
            self._place, self._picture = place, place.empty()
            line = QPainter(self._picture)
            self._paint_line(line, place)
            line.end()
        place.draw(painter, self._picture, self._opacity)

    def _paint_line(self, painter: QPainter, place: Place) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._pen)
        pen.setWidthF(self._pen.widthF() * place.density)
        painter.setPen(pen)
        painter.drawPath(place.transform.map(self._path))
