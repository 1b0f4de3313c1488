"""Words over the plane: the read-out, the hints of an empty state, and the scale of the colors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.look.look import Look

GROUND_OPACITY = 0.86
BAR_PX = (112, 8)


class Tag(QLabel):
    """One quiet line on a veil of the plot's ground. Empty: hidden. The mouse passes through."""

    def __init__(
        self, look: Look, parent: QWidget, *, color: str = "text", size: float = 0.85, ground: str = "plot"
    ) -> None:
        super().__init__(parent)
        self._look, self._color, self._size, self._ground = look, color, size, ground
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(False)
        self.setIndent(0)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.hide()

    def show_text(self, text: str, widest: float = 1e6) -> None:
        """Say something else, or nothing; on more than one line only where it would be too wide."""
        if text != self.text():
            self.setText(text)
        self.setWordWrap(False)
        size = self.sizeHint()
        if size.width() > widest:
            self.setWordWrap(True)
            size = QSize(int(widest), self.heightForWidth(int(widest)))
        self.resize(size)
        self.setVisible(bool(text))

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self.setFont(look.font(self._size))
        # Not as margins of its contents: a frame forgets those whenever its style changes.
        padding = f"padding: {look.px(4)}px {look.px(8)}px"
        self.setStyleSheet(f"background: transparent; color: {look.color(self._color).name()}; {padding};")

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_veil(self, self._look, self._ground)
        super().paintEvent(event)


class Legend(QWidget):
    """Explains on the plane, in small text, what is to be seen there; the mouse goes through. It is hidden at first."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.fit)
        self.hide()

    @Slot()
    def fit(self) -> None:
        """Take on the look, and the size that is needed then."""
        self.setFont(self._look.font(0.85))
        self.ensurePolished()  # the style may have its own say about the font
        self.resize(self.sizeHint())
        self.update()


class ColorScale(Legend):
    """A bar of the colors in use with the values at its ends."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._title, self._low, self._high = "", "", ""
        self._colors: NDArray[np.uint8] = np.zeros((1, 4), np.uint8)

    def show_scale(self, title: str, low: str, high: str, colors: NDArray[np.uint8]) -> None:
        """Show a scale from low to high: colors (levels, 4) RGBA. An empty title hides it."""
        self._title, self._low, self._high, self._colors = title, low, high, np.ascontiguousarray(colors)
        self.setAccessibleName(f"{title}, from {low} to {high}")
        self.setVisible(bool(title))
        self.fit()

    def sizeHint(self) -> QSize:
        px, metrics = self._look.px, self.fontMetrics()
        ends = metrics.horizontalAdvance(self._low) + metrics.horizontalAdvance(self._high) + 2 * px(6)
        width = max(px(BAR_PX[0]) + ends, metrics.horizontalAdvance(self._title))
        return QSize(width + 2 * px(8), 2 * metrics.height() + 2 * px(5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_veil(self, self._look)
        px, metrics = self._look.px, self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner = QRectF(self.rect()).adjusted(px(8), px(5), -px(8), -px(5))
        painter.setPen(self._look.color("secondary"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self._title)
        painter.setPen(self._look.color("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._low)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, self._high)
        left = inner.left() + metrics.horizontalAdvance(self._low) + px(6)
        right = inner.right() - metrics.horizontalAdvance(self._high) - px(6)
        middle = inner.bottom() - metrics.height() / 2
        bar = QRectF(QPointF(left, middle - px(BAR_PX[1]) / 2), QPointF(right, middle + px(BAR_PX[1]) / 2))
        count = len(self._colors)
        image = QImage(self._colors.data, count, 1, 4 * count, QImage.Format.Format_RGBA8888)
        painter.drawImage(bar, image)
        painter.setPen(self._look.pen("hairline"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)


def paint_veil(widget: QWidget, look: Look, color: str = "plot") -> None:
    """The plot's ground (or another color), a little of what lies beneath shining through."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QColor(look.color(color))
    ground.setAlphaF(GROUND_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(widget.rect(), look.px(6), look.px(6))
