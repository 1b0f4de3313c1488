"""The stages of a step as a row of chips: forward to the loss, backward below it, and the update."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.training.lenses.inspector import Inspected
from app.views.inspector.stages import Place, title
from app.views.inspector.symbols import module_words, subscript
from nncore import Linear

ROW_PX, GAP_PX, LABEL_PX, LOSS_PX = 24, 3, 66, 40
ROWS = {"forward": 0, "backward": 1, "update": 2}
LABELS = ("forward →", "← backward", "update")


class Chip(NamedTuple):
    """A stage, its words for the tooltip, its short name, and an even shorter one for where there is no room."""

    place: Place
    words: str
    short: str
    shortest: str = "f"


def chips(inspected: Inspected, stages: tuple[Place, ...]) -> tuple[Chip, ...]:
    """A chip for each stage of a step."""
    found = []
    for place in stages:
        if place.brick is None or inspected.inspection is None:
            found.append(Chip(place, "loss", "loss"))
            continue
        brick = inspected.inspection.bricks[place.brick]
        words, short = title(place, inspected), module_words(brick.kind).short
        if issubclass(brick.kind, Linear):
            found.append(Chip(place, words, f"{short}{subscript(brick.layer + 1)}", str(brick.layer + 1)))
        else:
            found.append(Chip(place, words, short))
    return tuple(found)


class Strip(QWidget):
    """Signals: chosen(int), a stage by its number."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chips: tuple[Chip, ...] = ()
        self._columns = 1
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Stages of a step")
        look.changed.connect(self._on_look_changed)

    def show_chips(self, chips: tuple[Chip, ...], columns: int, current: int) -> None:
        """columns: how many modules there are; current: the number of the present stage."""
        if (chips, columns, current) != (self._chips, self._columns, self._current):
            self._chips, self._columns, self._current = chips, columns, current
            self.setAccessibleDescription(chips[current].words if chips else "")
            self.update()

    def rect_of(self, number: int) -> QRectF:
        """Where a chip is."""
        place = self._chips[number].place
        look = self._look
        row, gap = look.px(ROW_PX), look.px(GAP_PX)
        label, loss = self._label_width(), look.px(LOSS_PX)
        room = max(self.width() - label - loss - 2 * gap, self._columns)
        width = min(room / self._columns, look.px(76))
        if place.brick is None:
            return QRectF(label + width * self._columns + gap, 0, loss, 2 * row + gap)
        left = label + width * place.brick
        return QRectF(left, ROWS[place.what] * (row + gap), max(width - gap, 2.0), row)

    def _label_width(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(label) for label in LABELS) + self._look.px(8)

    def _at(self, point: QPointF) -> int | None:
        return next((n for n in range(len(self._chips)) if self.rect_of(n).contains(point)), None)

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(360), 3 * self._look.px(ROW_PX) + 2 * self._look.px(GAP_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(0.85))
        row, gap = look.px(ROW_PX), look.px(GAP_PX)
        painter.setPen(look.color("secondary"))
        if self._chips:
            for number, label in enumerate(LABELS):
                box = QRectF(0, number * (row + gap), self._label_width(), row)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
        for number, chip in enumerate(self._chips):
            self._paint_chip(painter, self.rect_of(number), chip, number)

    def _paint_chip(self, painter: QPainter, box: QRectF, chip: Chip, number: int) -> None:
        look, is_current = self._look, number == self._current
        painter.setPen(look.pen("accent", 1.5) if is_current and self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent" if is_current else "hover"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        if is_current and self.hasFocus():
            painter.setPen(look.pen("on_accent", 1.0))
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), look.px(3), look.px(3))
        painter.setPen(look.color("on_accent" if is_current else "text"))
        text = chip.short
        if painter.fontMetrics().horizontalAdvance(text) > box.width() - 2:
            text = chip.shortest
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(QPointF(event.pos()))
            text = "" if number is None else wrapped(f"{self._chips[number].words}. Next: N, back: Shift+N.")
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= self._current + step < len(self._chips):
            self.chosen.emit(self._current + step)
        elif not step:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
