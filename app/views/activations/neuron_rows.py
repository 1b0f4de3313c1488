"""One row for each neuron of a layer: where its points lie, and whether it learns from them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.training.lenses.layer import LayerAnswer
from app.training.lenses.sums import BINS
from app.views.activations.drawn import density, flat_parts
from app.views.activations.words import needs_notice, neuron_state, neuron_tip

ROW_PX, NAME_PX, STATE_PX, SWATCH_PX = 22, 76, 104, 8


class NeuronRows(QWidget):
    """Paints the rows; only those in sight.

    Signals: pointed(object), the neuron under the mouse, None when it has left; chosen(int), a click on one.
    """

    pointed = Signal(object)
    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._answer: LayerAnswer | None = None
        self._names: list[str] = []
        self._marked: int | None = None
        self._under_mouse: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Neurons of the layer")
        look.changed.connect(self._on_look_changed)

    def show_neurons(self, answer: LayerAnswer, names: list[str], marked: int | None) -> None:
        """Show these neurons, one of them marked."""
        is_same_height = len(names) == len(self._names)
        self._answer, self._names, self._marked = answer, names, marked
        if not is_same_height:
            self.updateGeometry()
            self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleDescription(
            ", ".join(f"{name}: {neuron_state(answer, unit)}" for unit, name in enumerate(names[:32]))
        )
        self.update()

    def row_at(self, y: float) -> int | None:
        """The neuron in the row at this height."""
        row = int(y // self._look.px(ROW_PX))
        return row if 0 <= row < len(self._names) else None

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(300), max(len(self._names), 1) * self._look.px(ROW_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        answer = self._answer
        if answer is None:
            return
        painter = QPainter(self)
        painter.setFont(self._look.font(0.85))
        flat = flat_parts(answer)
        height = self._look.px(ROW_PX)
        first, last = event.rect().top() // height, event.rect().bottom() // height
        for unit in range(first, min(last, len(self._names) - 1) + 1):
            self._paint_row(painter, answer, unit, QRectF(0, unit * height, self.width(), height), flat)

    def _paint_row(
        self, painter: QPainter, answer: LayerAnswer, unit: int, row: QRectF, flat: list[tuple[float, float]]
    ) -> None:
        look = self._look
        if unit == self._marked:
            painter.fillRect(row, look.color("selection"))
        elif unit == self._under_mouse:
            painter.fillRect(row, look.color("hover"))
        swatch, pad = look.px(SWATCH_PX), look.px(4)
        if not answer.is_output:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.neuron_color(unit))
            painter.drawEllipse(QPointF(pad + swatch / 2, row.center().y()), swatch / 2, swatch / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        left = pad + swatch + pad
        painter.setPen(look.color("text"))
        name = QRectF(left, row.top(), look.px(NAME_PX) - left, row.height())
        text = QFontMetricsF(painter.font()).elidedText(self._names[unit], Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        strip = QRectF(
            look.px(NAME_PX), row.top() + pad, row.width() - look.px(NAME_PX + STATE_PX), row.height() - 2 * pad
        )
        self._paint_strip(painter, answer, unit, strip, flat)
        state = QRectF(strip.right() + pad, row.top(), row.right() - strip.right() - 2 * pad, row.height())
        painter.setPen(look.color("danger" if needs_notice(answer, unit) else "secondary"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(state, flags, neuron_state(answer, unit))

    def _paint_strip(
        self, painter: QPainter, answer: LayerAnswer, unit: int, strip: QRectF, flat: list[tuple[float, float]]
    ) -> None:
        look = self._look
        low, high = answer.range
        for start, end in flat:
            left = strip.left() + (start - low) / (high - low) * strip.width()
            right = strip.left() + (end - low) / (high - low) * strip.width()
            painter.fillRect(QRectF(left, strip.top(), right - left, strip.height()), look.color("pressed"))
        zero = strip.left() - low / (high - low) * strip.width()
        painter.setPen(look.pen("outline"))
        painter.drawLine(QPointF(zero, strip.top()), QPointF(zero, strip.bottom()))
        if unit >= len(answer.counts):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("text") if answer.is_output else look.neuron_color(unit))
        step = strip.width() / BINS
        for number, height in enumerate(density(answer.counts[unit]).tolist()):
            if height > 0.0:
                high_px = max(height * strip.height(), 2.0)
                left = strip.left() + number * step
                painter.drawRect(QRectF(left, strip.bottom() - high_px, max(step, 1.0), high_px))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._answer is not None:
            unit = self.row_at(event.pos().y())
            if unit is not None and unit < len(self._answer.saturated):
                QToolTip.showText(event.globalPos(), wrapped(neuron_tip(self._names[unit], self._answer, unit)), self)
                return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.row_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self.row_at(event.position().y())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(unit)

    def _point(self, unit: int | None) -> None:
        if unit != self._under_mouse:
            self._under_mouse = unit
            self.update()
            self.pointed.emit(unit)

    @Slot()
    def _on_look_changed(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()
