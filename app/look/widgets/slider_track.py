"""The bare slider under ValueSlider: absolute clicks, decade ticks, and a wheel that works only in focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.look.look import Look

HANDLE_PX = 14
GROOVE_PX = 4


class SliderTrack(QSlider):
    """A horizontal slider that jumps to where it is pressed.

    Signals: those of QSlider; sliderPressed and sliderReleased bracket one pull.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._ticks: list[float] = []
        self._origin = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._on_look_changed)

    def set_ticks(self, shares: Sequence[float]) -> None:
        """Draw tick marks at these shares (0 … 1) of the length."""
        self._ticks = list(shares)
        self.update()

    def set_origin(self, share: float) -> None:
        """Where the filled part begins: 0 at the left end, 0.5 for a range around zero."""
        self._origin = share
        self.update()

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _x(self, share: float) -> float:
        inset = self._look.px(HANDLE_PX) / 2 + 1
        return inset + share * max(self.width() - 2 * inset, 1.0)

    def _position_at(self, x: float) -> int:
        left, right = self._x(0.0), self._x(1.0)
        share = min(max((x - left) / max(right - left, 1.0), 0.0), 1.0)
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(96), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(48), self._look.px(24))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self.setSliderDown(True)
        self.setSliderPosition(self._position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._position_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        span = max(self.maximum() - self.minimum(), 1)
        at = self._x((self.sliderPosition() - self.minimum()) / span)
        enabled = self.isEnabled()

        height = look.px(GROOVE_PX)
        groove = QRectF(self._x(0.0), middle - height / 2, self._x(1.0) - self._x(0.0), height)
        painter.setBrush(look.color("hairline"))
        painter.drawRoundedRect(groove, height / 2, height / 2)
        start = self._x(self._origin)
        painter.setBrush(look.color("accent" if enabled else "disabled"))
        painter.drawRoundedRect(QRectF(min(start, at), groove.top(), abs(at - start), height), height / 2, height / 2)

        painter.setBrush(look.color("outline" if enabled else "hairline"))
        for share in self._ticks:
            width = max(1.0, look.scale)
            painter.drawRect(QRectF(self._x(share) - width / 2, middle + look.px(7), width, look.px(3)))

        radius = look.px(HANDLE_PX) / 2
        strong = enabled and (self.hasFocus() or self.isSliderDown() or self.underMouse())
        painter.setPen(look.pen("accent" if strong else "outline" if enabled else "hairline", 2.0 if strong else 1.25))
        painter.setBrush(look.color("panel"))
        painter.drawEllipse(QPointF(at, middle), radius - look.px(1), radius - look.px(1))
