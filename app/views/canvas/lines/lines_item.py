"""The lines as they are painted: over the regions and points, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.look import Look
from app.session.arrays import Floats

GRIP_PX = 5.5  # the radius of the round grip at the arrow's foot
HEAD_PX = 9.0
LABEL_GAP_PX = 11.0
HALO_PX = 3.0  # of the plot's ground around every stroke, so that it is seen on any region
WIDTHS_PX = (1.5, 2.5)  # of a line, and of the one that is pointed at
CAPTION_SHIFT_PX = 64.0  # along the line, from the foot to where the margin is measured


@dataclass(frozen=True)
class Mark:
    """One neuron's line: its pieces (M, 2, 2) in pixels, and the arrow of w from foot to tip (2,).

    normal: the arrow's direction (2,). margins: the lines z = ±1 (2, 2, 2), and what is written between them.
    """

    unit: int
    color: QColor
    label: str
    pieces: Floats
    foot: Floats | None = None
    tip: Floats | None = None
    normal: Floats | None = None
    has_grip: bool = False
    is_pointed: bool = False
    margins: Floats = field(default_factory=lambda: np.empty((0, 2, 2)))
    caption: str = ""


class LinesItem(QGraphicsItem):
    """All marks in one item; a mark in front of those before it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rect = QRectF()
        self._marks: tuple[Mark, ...] = ()
        self.setZValue(900)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these lines."""
        if marks or self._marks:
            self._marks = tuple(marks)
            self.update()

    def set_rect(self, rect: QRectF) -> None:
        """The rectangle of the plane, in pixels."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if not self._marks:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._rect)
        for mark in self._marks:
            self._paint_lines(painter, mark)
        for mark in self._marks:
            self._paint_arrow(painter, mark)
        for mark in self._marks:
            self._paint_label(painter, mark)

    def _paint_lines(self, painter: QPainter, mark: Mark) -> None:
        width = WIDTHS_PX[mark.is_pointed]
        self._stroke(painter, _lines(mark.pieces), mark.color, width)
        if len(mark.margins):
            self._stroke(painter, _lines(mark.margins), mark.color, WIDTHS_PX[0], Qt.PenStyle.DashLine)
        if mark.caption:
            self._paint_caption(painter, mark)

    def _paint_arrow(self, painter: QPainter, mark: Mark) -> None:
        if mark.foot is None or mark.tip is None or mark.normal is None:
            return
        look, foot, tip = self._look, mark.foot, mark.tip
        head = look.px(HEAD_PX)
        neck = tip - mark.normal * (head * 0.8)
        self._stroke(painter, [QLineF(*foot.tolist(), *neck.tolist())], mark.color, WIDTHS_PX[1])
        across = np.array([-mark.normal[1], mark.normal[0]]) * (head * 0.45)
        base = tip - mark.normal * head
        triangle = QPolygonF([QPointF(*corner.tolist()) for corner in (tip, base + across, base - across)])
        for color, pen_px in ((look.color("plot"), HALO_PX), (mark.color, 0.5)):
            painter.setPen(look.pen(color, pen_px))
            painter.setBrush(color)
            painter.drawPolygon(triangle)
        if mark.has_grip:
            self._paint_grip(painter, mark)

    def _paint_label(self, painter: QPainter, mark: Mark) -> None:
        if mark.foot is None or mark.tip is None or mark.normal is None:
            return
        gap = self._look.px(LABEL_GAP_PX)
        center = mark.tip + mark.normal * gap
        if not self._rect.contains(*center.tolist()):  # the arrow points out of the plane
            center = mark.foot - mark.normal * (gap + self._look.px(GRIP_PX))
        self._write(painter, mark.label, center, mark.color)

    def _paint_grip(self, painter: QPainter, mark: Mark) -> None:
        look = self._look
        radius, center = look.scale * GRIP_PX, QPointF(*mark.foot.tolist())  # type: ignore[union-attr]
        painter.setBrush(mark.color if mark.is_pointed else look.color("plot"))
        for color, width, more in ((look.color("plot"), HALO_PX, 1.5), (mark.color, 2.0, 0.0)):
            painter.setPen(look.pen(color, width))
            painter.drawEllipse(center, radius + more * look.scale, radius + more * look.scale)

    def _paint_caption(self, painter: QPainter, mark: Mark) -> None:
        """The width of the margin, as a measure between its lines."""
        if mark.foot is None or mark.normal is None:
            return
        look = self._look
        along = np.array([-mark.normal[1], mark.normal[0]])
        along = along if along[0] > 0.0 or (along[0] == 0.0 and along[1] < 0.0) else -along
        middle = mark.foot - along * look.px(CAPTION_SHIFT_PX)
        half = mark.normal * abs(float((mark.margins[0, 0] - mark.pieces[0, 0]) @ mark.normal))
        self._stroke(
            painter, [QLineF(*(middle - half).tolist(), *(middle + half).tolist())], mark.color, 1.0
        )  # fmt: skip
        metrics = painter.fontMetrics()
        gap = metrics.horizontalAdvance(mark.caption) / 2 * abs(along[0]) + metrics.height() * (0.5 + abs(along[1]) / 2)
        self._write(painter, mark.caption, middle - along * gap, mark.color)

    def _stroke(
        self,
        painter: QPainter,
        lines: list[QLineF],
        color: QColor,
        width: float,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        look = self._look
        halo = QColor(look.color("plot"))
        halo.setAlphaF(0.75)
        for ink, breadth, dashes in ((halo, width + HALO_PX, Qt.PenStyle.SolidLine), (color, width, style)):
            pen = QPen(ink, breadth * look.scale, dashes, Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLines(lines)

    def _write(self, painter: QPainter, text: str, center: Floats, color: QColor) -> None:
        """A word on a veil of the plot's ground, kept within the plane."""
        look = self._look
        painter.setFont(look.font(1.0, bold=True))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + look.px(6), metrics.height()
        rect = QRectF(float(center[0]) - width / 2, float(center[1]) - height / 2, width, height)
        inner = self._rect.adjusted(2, 2, -2, -2)
        rect.moveLeft(min(max(rect.left(), inner.left()), inner.right() - width))
        rect.moveTop(min(max(rect.top(), inner.top()), inner.bottom() - height))
        ground = QColor(look.color("plot"))
        ground.setAlphaF(0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, look.px(4), look.px(4))
        painter.setPen(color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _lines(pieces: Floats) -> list[QLineF]:
    return [QLineF(*ends) for ends in pieces.reshape(-1, 4).tolist()]
