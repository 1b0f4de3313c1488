"""What follows the mouse: the outline of brush and eraser, and the rubber band."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.look import Look


class MarksItem(QGraphicsItem):
    """Drawn in pixels, above everything else."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._disc: tuple[QPointF, float] | None = None
        self._band: QRectF | None = None
        self.setZValue(1000)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_marks(self, disc: tuple[QPointF, float] | None, band: QRectF | None) -> None:
        """Show a disc (center, radius) and a rectangle, or neither."""
        if (disc, band) != (self._disc, self._band):
            self.prepareGeometryChange()
            self._disc, self._band = disc, band
            self.update()

    def boundingRect(self) -> QRectF:
        rect = QRectF()
        if self._disc:
            center, radius = self._disc
            rect |= QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        if self._band is not None:
            rect |= self._band
        margin = 2.0 * self._look.scale
        return rect.adjusted(-margin, -margin, margin, margin) if not rect.isNull() else rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._disc:
            # The ground beneath the line keeps it visible over any region and any point.
            for color, width in ((look.color("plot"), 3.0), (look.color("text"), 1.0)):
                painter.setPen(QPen(color, width * look.scale))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(*self._disc, self._disc[1])
        if self._band is not None:
            fill = QColor(look.color("accent"))
            fill.setAlphaF(0.12)
            painter.setPen(look.pen("accent", 1.0))
            painter.setBrush(fill)
            painter.drawRect(self._band)
