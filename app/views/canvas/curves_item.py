"""The network's answer over one input, drawn as lines: ŷ, or one line for each class, or a sum and its parts."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.clipping import line_inside
from app.look.look import Look
from app.look.pictures import wants_vectors
from app.session.arrays import Floats
from app.session.schema import ClassInfo
from app.training.lenses.answer_curve import AnswerCurve
from app.views.canvas.device_pixels import Place, place_of
from app.views.spread import spread

ANSWER_PX, PART_PX, RIM_PX = 2.5, 1.25, 1.0
MANY_PARTS = 16  # more of them have thinner lines, and no numbers at their ends
NAME_GAP_PX = 6.0  # between the plane's right edge and the names
VEIL = 0.75  # how much of what lies under a name its ground covers
HELD = 1e7  # a curve beyond is drawn at this height: the painter can't take more


class Line(NamedTuple):
    """One line of the picture, over x (M,) at the heights y (M,). name: at the right edge; "" for none."""

    x: Floats
    y: Floats
    path: QPainterPath
    color: QColor
    width_px: float
    is_dashed: bool
    name: str


class CurvesItem(QGraphicsItem):
    """The lines of the newest curve, kept as a picture while curve and range stay the same."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._curve: AnswerCurve | None = None
        self._classes: tuple[ClassInfo, ...] = ()
        self._lines: list[Line] = []
        self._rect = QRectF()
        self._place: Place | None = None
        self._picture = QPixmap()

    @property
    def curve(self) -> AnswerCurve | None:
        """What is shown."""
        return self._curve

    @property
    def names(self) -> list[str]:
        """What stands at the lines' ends."""
        return [line.name for line in self._lines if line.name]

    def show_curve(self, curve: AnswerCurve | None, classes: tuple[ClassInfo, ...]) -> None:
        """Show a curve, or none. classes: those of the session, where there is one line for each."""
        if curve is self._curve and classes == self._classes:
            return
        self._curve, self._classes = curve, classes
        self._lines = [] if curve is None or not len(curve.x) else self._lines_of(curve)
        self._place = None
        self.update()

    def set_rect(self, rect: QRectF) -> None:
        """The visible part of the plane, in its units."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def restyle(self) -> None:
        """The theme or the scale has changed."""
        curve, self._curve = self._curve, None
        self.show_curve(curve, self._classes)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if not self._lines:
            return
        place = place_of(painter, self._rect)
        if wants_vectors(painter):
            place.draw_directly(painter, lambda direct: self._paint_lines(direct, place))
            return
        if place != self._place:
            self._place, self._picture = place, place.empty()
            lines = QPainter(self._picture)
            self._paint_lines(lines, place)
            lines.end()
        place.draw(painter, self._picture)

    def _lines_of(self, curve: AnswerCurve) -> list[Line]:
        """From back to front."""
        look = self._look
        are_few = len(curve.parts) <= MANY_PARTS
        width = PART_PX if are_few else 1.0
        lines = [
            _line(curve.x, part, look.neuron_color(unit), width, f"{unit + 1}" if are_few else "")
            for unit, part in zip(curve.units.tolist(), curve.parts, strict=True)
        ]
        quiet = look.color("secondary")
        if curve.n_rest:
            lines.append(_line(curve.x, curve.rest, quiet, width, f"{curve.n_rest} more, added up"))
        if len(curve.parts):
            lines.append(_line(curve.x, np.full(len(curve.x), curve.bias), quiet, width, "b", is_dashed=True))
        if len(curve.answers) > 1:
            for info, answers in zip(self._classes, curve.answers, strict=False):
                lines.append(_line(curve.x, answers, look.class_color(info.color), ANSWER_PX, f"ŷ {info.name}"))
        else:
            name = "sum = ŷ" if len(curve.parts) else "ŷ"
            lines.append(_line(curve.x, curve.answers[0], look.color("accent"), ANSWER_PX, name))
        return lines

    def _paint_lines(self, painter: QPainter, place: Place) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0.0, 0.0, *place.size))
        unit = self._look.scale * place.density
        for line in self._lines:
            path = place.transform.map(line.path)
            if wants_vectors(painter):
                scale, origin = np.array(place.scale), np.array(place.origin)
                path = line_inside(np.column_stack((line.x, line.y)) * scale + origin, painter.clipBoundingRect())
            if line.width_px == ANSWER_PX:  # a rim of the ground parts it from points and other lines
                painter.setPen(_pen(self._look.color("plot"), (ANSWER_PX + 2.0 * RIM_PX) * unit))
                painter.drawPath(path)
            pen = _pen(line.color, line.width_px * unit)
            if line.is_dashed:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPath(path)
        self._paint_names(painter, place)

    def _paint_names(self, painter: QPainter, place: Place) -> None:
        """The names at the right edge of the plane, each at its line's height or near it."""
        font = self._look.font(0.85)
        font.setPixelSize(round(font.pixelSize() * place.density))
        painter.setFont(font)
        metrics, right = painter.fontMetrics(), self._rect.right()
        named = []
        for line in self._lines:
            y = float(np.interp(right, line.x, line.y)) if line.name else math.nan
            if math.isfinite(y):
                named.append((place.transform.map(QPointF(right, y)).y(), line))
        named.sort(key=lambda pair: pair[0])
        top, height = place.transform.map(QPointF(right, self._rect.bottom())).y(), metrics.height()
        bottom = place.transform.map(QPointF(right, self._rect.top())).y()
        edge = place.transform.map(QPointF(right, 0.0)).x() - NAME_GAP_PX * self._look.scale * place.density
        middles = spread([y for y, _ in named], height, top + height / 2, bottom - height / 2)
        veil = QColor(self._look.color("plot"))
        veil.setAlphaF(VEIL)
        for middle, (_, line) in zip(middles, named, strict=True):
            width = metrics.horizontalAdvance(line.name)
            box = QRectF(edge - width, middle - height / 2, width, height)
            painter.fillRect(box.adjusted(-height / 4, 0.0, height / 4, 0.0), veil)
            painter.setPen(line.color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line.name)


def _line(x: Floats, y: Floats, color: QColor, width_px: float, name: str, *, is_dashed: bool = False) -> Line:
    held = y.clip(-HELD, HELD)
    return Line(x, held, pg.arrayToQPath(x, held, connect="finite"), color, width_px, is_dashed, name)


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
