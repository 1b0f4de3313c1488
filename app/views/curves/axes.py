"""Axes with few, round, legible ticks, linear and logarithmic."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.look.look import Look
from app.views.numbers_text import THIN_SPACE
from app.views.ticks import linear_text, log_texts, log_ticks, nice_steps, ticks

TICK_DISTANCE_PX = {"bottom": 64, "left": 30}
TICK_GAP_PX = 4  # between a number and the axis title
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip


class NumberAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis for one kind of numbers.

    Attributes: logarithmic (the axis then carries exponents of ten), whole (ticks at whole numbers only), percent,
    text_room_px (from the axis' start to the axis title, which no number may reach; None: as far as the axis goes).
    """

    def __init__(self, look: Look, orientation: str, *, whole: bool = False) -> None:
        self._look = look
        self.logarithmic = False
        self.percent = False
        self.whole = whole
        self.text_room_px: float | None = None
        super().__init__(orientation)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        most = max(2, int(size / self._look.px(TICK_DISTANCE_PX[self.orientation])))
        if self.logarithmic:
            return [(1.0, log_ticks(low, high, most))]
        for step in nice_steps(high - low, most, whole=self.whole):
            found = self._fitting(low, high, size, step)
            if len(found) > 1:
                break
        return [(step, found)]

    def _fitting(self, low: float, high: float, size: float, step: float) -> list[float]:
        """The ticks whose numbers do not reach the axis title."""
        found = ticks(low, high, step)
        if self.text_room_px is None:
            return found
        room, metrics = self.text_room_px - self._look.px(TICK_GAP_PX), QFontMetricsF(self._look.font(0.85))
        px_each = size / (high - low) if high > low else 0.0
        texts = [metrics.horizontalAdvance(linear_text(value, step)) for value in found]
        fits = [(value - low) * px_each + text / 2 <= room for value, text in zip(found, texts, strict=True)]
        return [value for value, fitting in zip(found, fits, strict=True) if fitting]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        if self.logarithmic:
            return log_texts(values)
        if self.percent:
            return [f"{100 * value:.0f}{THIN_SPACE}%" for value in values]
        return [linear_text(value, spacing) for value in values]

    def widest(self, low: float, high: float, size: float) -> str:
        """The longest tick text of a range, to make room for."""
        spacing, values = self.tickValues(low, high, size)[0]
        return max(self.tickStrings(values, 1.0, spacing), key=len, default="")

    def boundingRect(self) -> QRectF:
        room = self._look.px(10)  # for numbers that reach over an end of the axis, such as the 0
        return QRectF(super().boundingRect()).adjusted(0, -room, 0, room)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The grid, and the numbers beside it.

        pyqtgraph records a picture of them, to play it with every painting; the axis of a curve that grows has other
        ticks each time, and this takes 0.05 ms where a new recording takes 0.3 to 0.4.
        """
        rect, (low, high) = QRectF(self.rect()), self.range
        is_upright = self.orientation == "left"
        size = rect.height() if is_upright else rect.width()
        if size <= 0.0 or not high > low:
            return
        spacing, values = self.tickValues(low, high, size)[0]
        places = [(value - low) * size / (high - low) for value in values]
        if self.grid is not False and is_upright:
            ground = self.linkedView().mapRectToItem(self, self.linkedView().rect())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(self.tickPen())
            painter.drawLines([QLineF(ground.left(), size - at, ground.right(), size - at) for at in places])
        painter.setPen(self.textPen())
        painter.setFont(self.style["tickFont"])
        offset = self.style["tickTextOffset"][0 if is_upright else 1]
        for at, text in zip(places, self.tickStrings(values, 1.0, spacing), strict=True):
            if is_upright:
                painter.drawText(QRectF(rect.right() - offset, size - at, 0.0, 0.0), RIGHT, text)
            else:
                painter.drawText(QRectF(at, rect.top() + offset, 0.0, 0.0), BELOW, text)

    def mouseDragEvent(self, event: Any) -> None:
        event.ignore()

    def wheelEvent(self, event: Any) -> None:
        event.ignore()
