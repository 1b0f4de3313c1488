"""A whole number with a minus and a plus button: − [n] +."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.look.widgets.number_field import NumberField

FIRST_PAUSE_MS = 400
SLOWEST_MS = 160
FASTEST_MS = 30
ACCELERATION = 0.85


class Stepper(QWidget):
    """Choose a whole number within bounds by buttons, arrow keys or typing.

    Signals: edited(int, object), the new value and a gesture: the same object from press to release of a button;
    refused(str), what was wrong with a typed text.
    """

    edited = Signal(int, object)
    refused = Signal(str)

    def __init__(self, look: Look, minimum: int, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if minimum > maximum:
            raise ValueError(f"expected minimum ≤ maximum, got {minimum} and {maximum}")
        self._look = look
        self._minimum, self._maximum = minimum, maximum
        self._value = minimum
        self._gesture = object()
        self._direction = 0
        self._repeat = QTimer(self)
        self._repeat.timeout.connect(self._on_repeat)
        self._minus = IconButton(look, "minus", tooltip="One less", icon_px=16)
        self._plus = IconButton(look, "plus", tooltip="One more", icon_px=16)
        self._field = NumberField(look, self._sentence(), self._accepts, lambda value: f"{value:.0f}")
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._field.entered.connect(self._on_entered)
        self._field.stepped.connect(self._on_stepped)
        self._field.refused.connect(self.refused)
        for button, direction in ((self._minus, -1), (self._plus, 1)):
            button.setProperty("direction", direction)
            button.pressed.connect(self._on_pressed)
            button.released.connect(self._on_released)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._minus, self._field, self._plus):
            self._line.addWidget(widget)
        self._line.addStretch(1)
        self.setFocusProxy(self._field)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.set_value(minimum)

    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Show another value, held within the bounds. No signal."""
        self._value = min(max(int(value), self._minimum), self._maximum)
        self._field.set_value(self._value)
        self._minus.setEnabled(self._value > self._minimum)
        self._plus.setEnabled(self._value < self._maximum)

    def set_range(self, minimum: int, maximum: int) -> None:
        """Change the bounds; the value is held within them. No signal."""
        self._minimum, self._maximum = minimum, maximum
        self._field.set_range(self._sentence(), self._accepts)
        self._on_look_changed()
        self.set_value(self._value)

    def setToolTip(self, tooltip: str) -> None:
        super().setToolTip(wrapped(tooltip))
        self._field.set_hint(tooltip)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._field.setAccessibleName(name)
        self._minus.setAccessibleName(f"{name}: one less")
        self._plus.setAccessibleName(f"{name}: one more")

    def _sentence(self) -> str:
        return f"Type a whole number between {self._minimum} and {self._maximum}."

    def _accepts(self, value: float) -> bool:
        return value == int(value) and self._minimum <= value <= self._maximum

    def _step(self, direction: int) -> None:
        value = min(max(self._value + direction, self._minimum), self._maximum)
        if value != self._value:
            self.set_value(value)
            self.edited.emit(value, self._gesture)
        else:
            self._repeat.stop()

    @Slot()
    def _on_pressed(self) -> None:
        self._gesture = object()
        self._direction = int(self.sender().property("direction"))
        self._repeat.start(FIRST_PAUSE_MS)
        self._step(self._direction)

    @Slot()
    def _on_repeat(self) -> None:
        self._repeat.setInterval(max(FASTEST_MS, round(min(self._repeat.interval(), SLOWEST_MS) * ACCELERATION)))
        self._step(self._direction)

    @Slot()
    def _on_released(self) -> None:
        self._repeat.stop()

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        self._gesture = object()
        self.set_value(int(value))
        self.edited.emit(self._value, self._gesture)

    @Slot(int, bool)
    def _on_stepped(self, direction: int, repeated: bool) -> None:
        if not repeated:
            self._gesture = object()
        self._step(direction)

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(2))
        self._field.fit([str(self._minimum), str(self._maximum), "00"])

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
