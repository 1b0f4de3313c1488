"""Pictures of the loss: target and prediction as bars over the classes, and the curve of the binary cross-entropy."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.session.arrays import Floats
from app.session.schema import ClassInfo
from app.training.information import BIT, information
from app.views.inspector.symbols import digits

ROW_PX, NAME_PX, GAP_PX = 20, 64, 8
WIDEST = ("0.0000", "0.000e-00", "−0.000000", "−0.000000")  # numbers of the four columns: they must not jump
CURVE_PX = 132
HIGHEST = 5.0  # nats, at the top of the curve


@dataclass(frozen=True)
class Bars:
    """P and Q (K,) of one sample over these classes; is_gradient: whether Q − P is its ∂L/∂z."""

    classes: tuple[ClassInfo, ...]
    p: Floats
    q: Floats
    right: int
    is_gradient: bool

    @property
    def columns(self) -> tuple[tuple[str, Floats], ...]:
        """What is drawn: a heading and a number for each class."""
        slope = " = ∂Lₙ/∂z" if self.is_gradient else ""
        return (("P target", self.p), ("Q prediction", self.q), ("P − Q", self.p - self.q),
                (f"Q − P{slope}", self.q - self.p))  # fmt: skip

    def sentence(self) -> str:
        """The entropies, in bits and nats."""
        known = information(self.p, self.q)
        parts = [
            f"{name} = {digits(nats / BIT)} bit = {digits(nats)} nat"
            for name, nats in (("H(P)", known.entropy_p), ("H(Q)", known.entropy_q), ("H(P,Q) = −log q", known.cross))
        ]
        return "\n".join(parts)


class BarsView(QWidget):
    """P, Q, P − Q and Q − P of one sample, in the colors of the classes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.bars: Bars | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Target P and prediction Q over the classes")
        look.changed.connect(self._on_look_changed)

    def show_bars(self, bars: Bars) -> None:
        """Show these."""
        self.bars = bars
        self.setAccessibleDescription(bars.sentence())
        self.updateGeometry()
        self.update()

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self.bars.classes) + 1 if self.bars else 0
        return QSize(self._look.px(340), rows * self._look.px(ROW_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.bars is None:
            return
        look, bars = self._look, self.bars
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(0.85))
        row, name, gap = look.px(ROW_PX), look.px(NAME_PX), look.px(GAP_PX)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        metrics = painter.fontMetrics()
        numbers = [metrics.horizontalAdvance(widest) for widest in WIDEST]
        reach = max(0.0, (self.width() - name - sum(numbers)) / len(numbers) - 1.5 * gap)  # of a bar, in every column
        for label, info in enumerate(bars.classes):
            painter.setPen(look.color("text" if label == bars.right else "secondary"))
            text = metrics.elidedText(info.name, Qt.TextElideMode.ElideRight, name - gap)
            painter.drawText(QRectF(0, (label + 1) * row, name - gap, row), left, text)
        start = float(name)
        for column, (heading, values) in enumerate(bars.columns):
            bar = QRectF(start, 0, reach, row)
            width = reach + gap / 2 + numbers[column]
            painter.setPen(look.color("secondary"))
            text = metrics.elidedText(heading, Qt.TextElideMode.ElideRight, int(width + gap - 2))
            painter.drawText(QRectF(start, 0, width + gap, row), left, text)
            for label, value in enumerate(values.tolist()):
                down, color = (label + 1) * row, bars.classes[label].color
                self._paint_bar(painter, bar.translated(0, down), value, color, is_signed=column > 1)
                painter.setPen(look.color("text"))
                painter.drawText(QRectF(start, down, width, row), right, digits(value))
            start += width + gap

    def _paint_bar(self, painter: QPainter, box: QRectF, value: float, color: str, *, is_signed: bool) -> None:
        """A bar from 0: the left edge, or the middle where there are two signs."""
        look = self._look
        room = box.adjusted(0, look.px(2), 0, -look.px(2))
        zero = room.center().x() if is_signed else room.left()
        reach = (room.width() / 2 if is_signed else room.width()) * min(abs(value), 1.0)
        if not math.isfinite(value):
            reach = 0.0
        fill = look.class_color(color)
        fill.setAlphaF(0.55)
        start = zero - reach if value < 0.0 else zero
        painter.fillRect(QRectF(start, room.top(), reach, room.height()), fill)
        painter.setPen(look.pen("outline", 1.0))
        painter.drawLine(QPointF(zero, room.top()), QPointF(zero, room.bottom()))


class BinaryCurve(QWidget):
    """−log ŷ and −log(1−ŷ) over ŷ, with the samples at hand on them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._p: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self._sample = 0
        self._classes: tuple[ClassInfo, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Binary cross-entropy over the prediction")
        look.changed.connect(self._on_look_changed)

    def show_samples(self, p: Floats, y: Floats, sample: int, classes: tuple[ClassInfo, ...]) -> None:
        """p (R,) the probabilities of class 1, y (R,) 0 or 1; sample is the chosen one."""
        self._p, self._y, self._sample, self._classes = p, y, sample, classes
        self.update()

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(300), self._look.px(CURVE_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(CURVE_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(0.85))
        line = painter.fontMetrics().height()
        left = painter.fontMetrics().horizontalAdvance("0 ") + look.px(2)
        box = QRectF(left, look.px(4), self.width() - left - look.px(8), self.height() - line - look.px(8))
        painter.setPen(look.pen("hairline", 1.0))
        for share in (0.0, 0.5, 1.0):
            x = box.left() + share * box.width()
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(look.color("secondary"))
        for share, text in ((0.0, "0"), (0.5, "prediction ŷ"), (1.0, "1")):
            width = painter.fontMetrics().horizontalAdvance(text)
            x = min(max(box.left() + share * box.width() - width / 2, 0), self.width() - width)
            painter.drawText(QPointF(x, box.bottom() + line), text)
        for target in (0, 1):
            self._paint_curve(painter, box, target)
        order = [n for n in range(len(self._p)) if n != self._sample] + [self._sample]
        for sample in order:
            if sample < len(self._p):
                self._paint_sample(painter, box, sample)

    def _point(self, box: QRectF, p: float, target: float) -> QPointF:
        right = p if target else 1.0 - p
        loss = -math.log(right) if right > 0.0 else HIGHEST
        return QPointF(box.left() + p * box.width(), box.bottom() - min(loss, HIGHEST) / HIGHEST * box.height())

    def _paint_curve(self, painter: QPainter, box: QRectF, target: int) -> None:
        look = self._look
        color = look.class_color(self._classes[target].color) if len(self._classes) > target else look.color("text")
        painter.setPen(look.pen(color, 1.5))
        ps = np.linspace(0.0, 1.0, 161)[1:-1].tolist()
        painter.drawPolyline(QPolygonF([self._point(box, p, target) for p in ps]))
        painter.setPen(look.color("text"))
        text = "y = 1: −log ŷ" if target else "y = 0: −log(1−ŷ)"
        metrics = painter.fontMetrics()
        x = box.left() + look.px(14) if target else box.right() - metrics.horizontalAdvance(text) - look.px(14)
        painter.drawText(QPointF(x, box.top() + metrics.ascent()), text)

    def _paint_sample(self, painter: QPainter, box: QRectF, sample: int) -> None:
        look, p, target = self._look, float(self._p[sample]), float(self._y[sample])
        if not math.isfinite(p):
            return
        at, is_chosen = self._point(box, p, target), sample == self._sample
        info = self._classes[int(target)] if len(self._classes) > int(target) else None
        if info is not None:
            look.paint_marker(painter, at, look.px(11 if is_chosen else 7), info.marker, info.color)
        if is_chosen:
            painter.setPen(look.pen("text", 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, look.px(9), look.px(9))
            text = f"ŷ {digits(p)}, L {digits(-math.log(max(p if target else 1.0 - p, 1e-300)))}"
            metrics = painter.fontMetrics()
            width = metrics.horizontalAdvance(text)
            x = min(max(at.x() - width / 2, box.left()), box.right() - width)
            y = at.y() - look.px(12) if at.y() > box.top() + 3 * metrics.height() else at.y() + look.px(22)
            painter.drawText(QPointF(x, y), text)
