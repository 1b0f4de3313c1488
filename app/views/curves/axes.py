"""Axes with few, round, legible ticks, linear and logarithmic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from app.look.look import Look
from app.views.numbers_text import THIN_SPACE, count

TICK_DISTANCE_PX = {"bottom": 64, "left": 30}
TICK_GAP_PX = 4  # between a number and the axis title
PLAIN_DECADES = range(-1, 4)  # 0.1 … 1000 are written out
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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
        step = nice_step(high - low, most, whole=self.whole)
        found = ticks(low, high, step)
        if self.text_room_px is not None:
            room, metrics = self.text_room_px - self._look.px(TICK_GAP_PX), QFontMetricsF(self._look.font(0.85))
            px_each = size / (high - low) if high > low else 0.0
            texts = [metrics.horizontalAdvance(linear_text(value, step)) for value in found]
            fits = [(value - low) * px_each + text / 2 <= room for value, text in zip(found, texts, strict=True)]
            found = [value for value, fitting in zip(found, fits, strict=True) if fitting]
        return [(step, found)]

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
        # WORKAROUND: with a grid, pyqtgraph leaves out labels that reach over the end of the axis, such as the 0.
        room = self._look.px(10)
        return QRectF(super().boundingRect()).adjusted(0, -room, 0, room)

    def mouseDragEvent(self, event: Any) -> None:
        event.ignore()

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def nice_step(span: float, most: int, *, whole: bool = False) -> float:
    """The least step of 1, 2 or 5 times a power of ten with which at most so many ticks are needed."""
    if not (math.isfinite(span) and span > 0.0):
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(span / most))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude * most >= span * 0.999)
    return max(step, 1.0) if whole else step


def ticks(low: float, high: float, step: float) -> list[float]:
    """The multiples of a step within a range."""
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [number * step for number in range(first, min(last, first + 100) + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Exponents for a logarithmic axis: whole decades, and 2 and 5 times them where there are few."""
    first, last = math.ceil(low - 1e-6), math.floor(high + 1e-6)
    decades = [float(exponent) for exponent in range(first, last + 1)]
    if len(decades) > most:
        stride = math.ceil(len(decades) / most)
        return [exponent for exponent in decades if exponent % stride == 0]
    if len(decades) >= 3:
        return decades
    finer = [
        exponent + math.log10(factor)
        for exponent in range(math.floor(low), math.ceil(high) + 1)
        for factor in (1, 2, 5)
    ]
    return [value for value in finer if low - 1e-6 <= value <= high + 1e-6]


def log_texts(exponents: Sequence[float]) -> list[str]:
    """One style for all numbers of an axis: 0.1, 1, 10 … where all can be written out, else 10⁻², 2·10⁻², 10⁰ …"""
    decades = [math.floor(exponent + 1e-6) for exponent in exponents]
    factors = [round(10.0 ** (exponent - decade)) for exponent, decade in zip(exponents, decades, strict=True)]
    parts = list(zip(factors, decades, strict=True))
    if all(decade in PLAIN_DECADES for decade in decades):
        return [linear_text(factor * 10.0**decade, 10.0**decade) for factor, decade in parts]
    return [power_of_ten(decade) if factor == 1 else f"{factor}·{power_of_ten(decade)}" for factor, decade in parts]


def linear_text(value: float, step: float) -> str:
    """A tick's number with just the decimals that its step has."""
    if abs(value) < step * 1e-6:
        return "0"
    decade = math.floor(math.log10(step) + 1e-9)
    if decade >= -3 and abs(value) < 1e7:
        return count(value) if decade >= 0 else f"{value:.{-decade}f}".replace("-", "−")
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    return f"{value / 10.0**exponent:.{max(exponent - decade, 0)}f}·{power_of_ten(exponent)}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """10⁻² and its like."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)
