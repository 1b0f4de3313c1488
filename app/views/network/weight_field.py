"""A field for one weight or bias: typed, turned with the wheel, or dragged."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.look.look import Look
from app.look.widgets.number_field import NumberField
from app.session.edits.parameters import MAX_PARAMETER
from app.views.numbers_text import number

SENTENCE = "Type a number between −1 000 000 and 1 000 000, such as 0.5 or −2."
WHEEL_STEP = 0.1
DRAG_STEP = 0.02  # for each pixel
FINE = 0.1  # of a step, with Shift held
BURST_MS = 700  # wheel and arrow keys within so much time are one step of undo
LEAST_DRAG_PX = 3
HINT = "Type a number, turn the wheel over it, or drag it to the left or right (Shift: finer)."


class WeightField(NumberField):
    """The number of a parameter, which goes on changing while the run trains; what is being typed stays.

    Signal: edited(float, object), the new number and its gesture: one object for a drag, or for a burst of the wheel or
    of the arrow keys.
    """

    edited = Signal(float, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, SENTENCE, _accepts, number, letters="", parent=parent)
        self._present = 0.0
        self._gesture: object = object()
        self._since = QElapsedTimer()
        self._pressed_x: float | None = None
        self._start = 0.0
        self._is_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press may begin a drag; a click gives the focus at its end
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.set_hint(HINT)
        self.entered.connect(self._on_entered)
        self.stepped.connect(self._on_stepped)

    @property
    def present(self) -> float:
        """The parameter as it was last shown or set."""
        return self._present

    def set_value(self, value: float) -> None:
        self._present = value
        if not self.text() or not (self.hasFocus() or self.wrong):
            super().set_value(value)

    def fit_weight(self) -> None:
        """As wide as the longest number."""
        self.fit(["−99999.9"])

    def _step(self, by: float, gesture: object) -> None:
        self._become(round(self._present + by, 6), gesture)

    def _become(self, value: float, gesture: object) -> None:
        value = min(max(value, -MAX_PARAMETER), MAX_PARAMETER)
        self._present = value
        self.setModified(False)
        super().set_value(value)
        self.edited.emit(value, gesture)

    def _give_focus_back(self) -> None:
        """To the card that it is in, so that its keys go on working."""
        parent = self.parentWidget()
        if parent is not None and parent.focusPolicy() != Qt.FocusPolicy.NoFocus:
            parent.setFocus()
        else:
            super()._give_focus_back()

    def _burst(self) -> object:
        if not self._since.isValid() or self._since.elapsed() > BURST_MS:
            self._gesture = object()
        self._since.start()
        return self._gesture

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        self._present = value
        self.edited.emit(value, object())

    @Slot(int, bool)
    def _on_stepped(self, direction: int, _repeated: bool) -> None:
        self._step(direction * WHEEL_STEP, self._burst())

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.hasFocus() or self.isReadOnly():
            super().mousePressEvent(event)
            return
        self._pressed_x, self._start = event.globalPosition().x(), self._present
        self._is_dragged, self._gesture = False, object()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_x is None:
            super().mouseMoveEvent(event)
            return
        way = event.globalPosition().x() - self._pressed_x
        if self._is_dragged or abs(way) >= LEAST_DRAG_PX:
            self._is_dragged = True
            self._become(round(self._start + way * DRAG_STEP * _fineness(event), 6), self._gesture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_x is None:
            super().mouseReleaseEvent(event)
            return
        self._pressed_x = None
        self._since.invalidate()
        if not self._is_dragged:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if turn and not self.isReadOnly():
            self._step(turn / 120 * WHEEL_STEP * _fineness(event), self._burst())
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.wrong:
            super().set_value(self._present)


def _accepts(value: float) -> bool:
    return abs(value) <= MAX_PARAMETER


def _fineness(event: QMouseEvent | QWheelEvent) -> float:
    return FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
