"""How a neuron grows to its card."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRect, QRectF, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.look.look import Look
from app.training.lenses.neurons import LayerPictures
from app.views.network.pictures import PictureStrip

GROWTH_MS = 120


class Growth(QWidget):
    """A neuron's picture on its way to the card. Signal: ended() when it has arrived."""

    ended = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._strip = PictureStrip(look)
        self._unit = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(GROWTH_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_value_changed)
        self._animation.finished.connect(self._on_finished)
        self.hide()

    def start(self, pictures: LayerPictures | None, unit: int, start: QRect, end: QRect) -> None:
        """Grow from one rectangle of the window to another."""
        self._animation.stop()
        self._strip.show(pictures)
        self._unit = unit
        self._animation.setStartValue(start)
        self._animation.setEndValue(end)
        self.setGeometry(start)
        self.show()
        self.raise_()
        self._animation.start()

    def end(self) -> None:
        """Go away at once, without having arrived."""
        self._animation.stop()
        self.hide()

    @Slot(object)
    def _on_value_changed(self, box: QRect) -> None:
        self.setGeometry(box)

    @Slot()
    def _on_finished(self) -> None:
        self.hide()
        self.ended.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(self._look.pen("outline"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if len(self._strip) > self._unit:
            self._strip.paint(painter, box, self._unit)
        else:
            painter.setBrush(self._look.color("plot"))
            painter.drawRect(box)
        painter.end()
