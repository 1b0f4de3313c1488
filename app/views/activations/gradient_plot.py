"""The gradient norm of each layer over the run, on a logarithmic axis."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.look.look import Look
from app.look.pictures import empty_picture
from app.look.tooltips import wrapped
from app.session.arrays import Floats
from app.training.lenses.gradients import GradientsAnswer
from app.views.numbers_text import count, number
from app.views.spread import spread
from app.views.ticks import linear_text, log_texts, log_ticks, nice_step, ticks

TITLE_PX, AXIS_PX, GAP_PX, DOT_PX = 20, 36, 6, 4.5
TICK_PX = {"x": 64, "y": 30}
LEAST_SPAN = 10.0  # steps
Range = tuple[float, float]


class GradientPlot(QWidget):
    """One curve a layer, named at its end. A norm of 0 has no logarithm: it lies on the ground, which then is called 0.

    A tooltip gives the numbers at the step under the mouse.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._answer: GradientsAnswer | None = None
        self._names: list[str] = []
        self._picture: QPixmap | None = None
        self._left = self._right = 0.0
        self._y_range: Range = (-3.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._on_look_changed)

    @property
    def answer(self) -> GradientsAnswer | None:
        return self._answer

    def show_gradients(self, answer: GradientsAnswer | None, names: list[str]) -> None:
        """Draw these norms; the layers have these names."""
        self._answer, self._names = answer, names
        self._picture = None
        self.update()

    def area(self) -> QRectF:
        """The ground of the plot."""
        top = self._look.px(TITLE_PX)
        height = max(self.height() - top - self._look.px(AXIS_PX), 1)
        return QRectF(self._left, top, max(self.width() - self._left - self._right, 1.0), height)

    def color_of(self, layer: int) -> QColor:
        """The color of a layer's curve."""
        return self._look.color("text") if layer == len(self._names) - 1 else self._look.neuron_color(layer)

    def tip_at(self, place: QPointF) -> str:
        """The norms at the step that is nearest to a place."""
        answer, area = self._answer, self.area()
        if answer is None or not len(answer.steps) or not area.contains(place):
            return ""
        step = (place.x() - area.left()) / area.width() * self._last(answer)
        nearest = int(np.abs(answer.steps - step).argmin())
        norms = zip(self._names, answer.norms[nearest].tolist(), strict=True)
        lines = [f"{name}: {number(norm)}" for name, norm in norms]
        return "\n".join([f"step {count(float(answer.steps[nearest]))}", *lines])

    def _last(self, answer: GradientsAnswer) -> float:
        return max(float(answer.steps[-1]) if len(answer.steps) else 0.0, LEAST_SPAN)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = self._paint()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _paint(self) -> QPixmap:
        look, answer = self._look, self._answer
        picture = empty_picture(self)
        picture.fill(look.color("plot"))
        painter = QPainter(picture)
        painter.setFont(look.font(0.85))
        metrics = QFontMetricsF(painter.font())
        if answer is not None and len(answer.steps) and len(self._names) == answer.norms.shape[1]:
            self._y_range = range_of(answer.norms)
            texts = [text for _, text in self._y_ticks(answer)]
            self._left = max(metrics.horizontalAdvance(text) for text in texts) + look.px(8) if texts else 0.0
            self._right = max(metrics.horizontalAdvance(name) for name in self._names) + 2 * look.px(GAP_PX)
            self._paint_axes(painter, answer)
            self._paint_moment(painter, answer)
            self._paint_curves(painter, answer)
        painter.end()
        return picture

    def _y_ticks(self, answer: GradientsAnswer) -> list[tuple[float, str]]:
        low, high = self._y_range
        most = max(2, int(self.area().height() / self._look.px(TICK_PX["y"])))
        found = log_ticks(low, high, most)
        if (answer.norms == 0.0).any():
            found = [value for value in found if value > low + 0.5]
            return [(low, "0"), *zip(found, log_texts(found), strict=True)]
        return list(zip(found, log_texts(found), strict=True))

    def _y(self, exponent: float) -> float:
        area, (low, high) = self.area(), self._y_range
        return area.bottom() - (exponent - low) / (high - low) * area.height()

    def _paint_axes(self, painter: QPainter, answer: GradientsAnswer) -> None:
        look, area = self._look, self.area()
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        for value, text in self._y_ticks(answer):
            y = self._y(value)
            painter.setPen(look.pen("hairline"))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.color("secondary"))
            box = QRectF(0, y - line / 2, area.left() - look.px(5), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        last = self._last(answer)
        step = nice_step(last, max(2, int(area.width() / look.px(TICK_PX["x"]))), whole=True)
        for value in ticks(0.0, last, step):
            x = area.left() + value / last * area.width()
            painter.setPen(look.pen("hairline"))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(look.color("secondary"))
            text = linear_text(value, step)
            width = metrics.horizontalAdvance(text) + 2
            painter.drawText(QRectF(x - width / 2, area.bottom() + look.px(3), width, line), 0, text)
        painter.setPen(look.color("secondary"))
        painter.drawText(QRectF(0, 0, self.width(), area.top()), 0, "gradient norm ‖∂L/∂θ‖ of each layer")
        box = QRectF(area.left(), self.height() - line, area.width(), line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "step")

    def _paint_moment(self, painter: QPainter, answer: GradientsAnswer) -> None:
        """A line at the moment that is looked back at."""
        area = self.area()
        if 0 <= answer.at < len(answer.steps) - 1:
            x = area.left() + float(answer.steps[answer.at]) / self._last(answer) * area.width()
            painter.setPen(self._look.pen("accent", 1.5))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_curves(self, painter: QPainter, answer: GradientsAnswer) -> None:
        look, area = self._look, self.area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = area.left() + answer.steps / self._last(answer) * area.width()
        low, high = self._y_range
        y = area.bottom() - (exponents(answer.norms, low) - low) / (high - low) * area.height()
        ends = []
        for layer in range(y.shape[1]):
            finite = np.isfinite(y[:, layer])
            points = [QPointF(px, py) for px, py in zip(x[finite].tolist(), y[finite, layer].tolist(), strict=True)]
            if not points:
                continue
            pen = look.pen(self.color_of(layer), 1.0)  # thicker ones take Qt much longer
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.color_of(layer))
            radius = look.scale * DOT_PX / 2
            painter.drawEllipse(points[-1], radius, radius)
            ends.append((points[-1].y(), layer, points[-1].x()))
        self._paint_names(painter, sorted(ends))

    def _paint_names(self, painter: QPainter, ends: list[tuple[float, int, float]]) -> None:
        area = self.area()
        line = QFontMetricsF(painter.font()).height()
        most = max(int(area.height() / line), 1)
        if len(ends) > most:  # every second, or third, or … has to do
            ends = ends[:: math.ceil(len(ends) / most)]
        middles = spread([y for y, _, _ in ends], line, area.top(), area.bottom())
        for middle, (_, layer, x) in zip(middles, ends, strict=True):
            painter.setPen(self.color_of(layer))
            box = QRectF(x + self._look.px(GAP_PX), middle - line / 2, self._right, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._names[layer])

    @Slot()
    def _on_look_changed(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), wrapped(text), self)
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture = None
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(130))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # what is more than that is given by the layout


def range_of(norms: Floats) -> Range:
    """Exponents of ten that hold all norms; where some are 0, with a decade for them below all others."""
    positive = norms[(norms > 0.0) & np.isfinite(norms)]
    if not len(positive):
        return -3.0, 0.0
    # Steps of a quarter decade, so that the axis does not creep.
    low, high = math.floor(4 * math.log10(positive.min())) / 4, math.ceil(4 * math.log10(positive.max())) / 4
    if (norms == 0.0).any():
        low = math.floor(low) - 1.0
    return low - 0.05, max(high, low + 1.0) + 0.05


def exponents(norms: Floats, zero: float) -> Floats:
    """log₁₀ of the norms, with this in place of that of 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(norms > 0.0, np.log10(norms), np.where(norms == 0.0, zero, np.nan))
