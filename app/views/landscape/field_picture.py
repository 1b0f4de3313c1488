"""A map of losses as a picture: shades, contour lines, and hatching where the loss is beyond all bounds."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QTransform

from app.look.look import Look
from app.look.palette import loss_table
from app.session.arrays import Booleans, Floats
from app.training.contours import zero_contour
from app.training.lenses.landscape import Field
from app.views.landscape.area import Area
from app.views.landscape.loss_scale import LossScale, is_beyond
from app.views.spread import spread
from app.views.ticks import power_of_ten
from nncore import EXPLODED

LINE_OPACITY = 0.4
BAR_PX, GAP_PX, TEXT_PX, SCALE_PX = 10, 8, 6, 62
BEYOND_WORDS = f"> {power_of_ten(round(math.log10(EXPLODED)))}"


class FieldPicture:
    """What is drawn of one field over two axes, in one theme.

    Attributes: field, scale, has_beyond (whether some losses are beyond all bounds).
    """

    def __init__(self, field: Field, look: Look) -> None:
        values = field.shown
        beyond = is_beyond(values)
        self.field, self.scale, self.has_beyond = field, LossScale.of(values), bool(beyond.any())
        self._look = look
        self._table = loss_table(look.theme)
        shares = self.scale.shares(values)
        shades = (np.minimum(shares, 1.0) * (len(self._table) - 1)).astype(np.intp)
        self._colors = np.ascontiguousarray(self._table[shades][::-1])  # a picture's first row is the top one
        height, width = values.shape
        self._image = QImage(self._colors.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        self._lines = _path(np.concatenate([zero_contour(shares - level) for level, _ in self.scale.levels()] or [
            np.empty((0, 2, 2))
        ]))  # fmt: skip
        self._hatched = _cells(beyond)

    @property
    def scale_px(self) -> int:
        """How wide the scale is, its distance to the map included."""
        look, metrics = self._look, QFontMetricsF(self._look.font(0.85))
        texts = [text for _, text in self.scale.levels()]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        return max(look.px(SCALE_PX), look.px(GAP_PX + BAR_PX + TEXT_PX + 2) + round(widest))

    def paint(self, painter: QPainter, area: Area) -> None:
        """Paint it where it lies, cut off at the edge of the area."""
        look, n = self._look, self._image.width()
        (x0, x1), (y0, y1) = self.field.window
        (left, bottom), (right, top) = area.to_pixels(((x0, y0), (x1, y1))).tolist()
        painter.save()
        painter.setClipRect(QRectF(area.left, area.top, area.width, area.height))
        # Samples stand in the middle of the picture's pixels, and the first and last of them on the window's edge.
        dx, dy = (right - left) / (n - 1), (bottom - top) / (n - 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left - dx / 2, top - dy / 2, right - left + dx, bottom - top + dy), self._image)
        to_pixels = QTransform(dx, 0.0, 0.0, -dy, left, bottom)  # from (column, row), the first row at the bottom
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._hatched.isEmpty():
            brush = QBrush(_see_through(look.color("text"), LINE_OPACITY), Qt.BrushStyle.BDiagPattern)
            painter.fillPath(to_pixels.map(self._hatched), brush)
        pen = look.pen(_see_through(look.color("text"), LINE_OPACITY))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # see-through pieces must not lie on each other
        painter.setPen(pen)
        painter.drawPath(to_pixels.map(self._lines))
        painter.restore()

    def paint_scale(self, painter: QPainter, area: Area) -> None:
        """Paint the scale of the shades at the right side of an area, with the losses that the contour lines are at."""
        look, metrics = self._look, painter.fontMetrics()
        left, top, height = area.left + area.width + look.px(GAP_PX), area.top, area.height
        cap = look.px(14) if self.has_beyond else 0
        bar = QRectF(left, top + cap, look.px(BAR_PX), height - cap)
        image = QImage(np.ascontiguousarray(self._table[::-1]).data, 1, len(self._table), 4, _RGBA)
        painter.drawImage(bar, image)
        text = look.color("secondary")
        if self.has_beyond:
            box = QRectF(left, top, look.px(BAR_PX), cap)
            painter.fillRect(box, QColor(*self._table[-1].tolist()))
            painter.fillRect(box, QBrush(_see_through(look.color("text"), LINE_OPACITY), Qt.BrushStyle.BDiagPattern))
        painter.setPen(text)
        entries = [(bar.bottom() - share * bar.height(), words) for share, words in self.scale.levels()]
        if self.has_beyond:
            entries.append((top + cap / 2, BEYOND_WORDS))
        entries.sort()
        line = metrics.height() * 0.9
        middles = spread([y for y, _ in entries], line, top, top + height)
        for middle, (y, words) in zip(middles, entries, strict=True):
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + look.px(3), y))
            painter.drawText(
                QPointF(bar.right() + look.px(TEXT_PX), middle + metrics.ascent() / 2 - metrics.descent() / 2), words
            )


_RGBA = QImage.Format.Format_RGBA8888


def _see_through(color: QColor, opacity: float) -> QColor:
    color.setAlphaF(opacity)
    return color


def _path(pieces: Floats) -> QPainterPath:
    if not len(pieces):
        return QPainterPath()
    return pg.arrayToQPath(pieces[..., 0].ravel(), pieces[..., 1].ravel(), connect="pairs")


def _cells(mask: Booleans) -> QPainterPath:
    """The cells around samples, in (column, row); neighbors in a row as one."""
    path = QPainterPath()
    if mask.any():
        path.setFillRule(Qt.FillRule.WindingFill)
        padded = np.pad(mask.astype(np.int8), ((0, 0), (1, 1)))
        rows, edges = np.nonzero(np.diff(padded, axis=1))
        for row, start, stop in zip(rows[::2].tolist(), edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            path.addRect(QRectF(start - 0.5, row - 0.5, stop - start, 1.0))
    return path
