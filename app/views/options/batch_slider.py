"""The batch size: a slider over the sizes that people use, and “all” at its right end."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.slider_track import SliderTrack
from app.session.schema import MAX_POINTS
from app.views.numbers_text import count
from app.views.options.word_field import WordField

BatchSize = int | Literal["all"]

MAX_TICKS = 10
POWERS_OF_TEN = (1, 10, 100, 1000, 10_000)
USUAL_SIZES = (1, 2, 3, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 512, 1000, 1024, 2000, 5000, 10_000)
ALL = math.inf  # how the field writes “all” as a number; no other text means it


class BatchSlider(QWidget):
    """Choose 1 … N or “all”; any size may be typed.

    Signals: edited(object, object), the new size and a gesture, the same object during one pull; refused(str), what
    was wrong with a typed text.
    """

    edited = Signal(object, object)
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._sizes: list[BatchSize] = [1, "all"]
        self._value: BatchSize = 1
        self._gesture = object()
        self._following = False
        self._track = SliderTrack(look)
        self._track.setPageStep(1)
        self._field = WordField(
            look,
            f"Type a whole number between 1 and {count(MAX_POINTS)}, or “all”.",
            lambda value: value == int(value) and 1 <= value <= MAX_POINTS,
            lambda value: f"{value:.0f}",
            "all",
            ALL,
        )
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._track, 1)
        self._line.addWidget(self._field)
        self.setFocusProxy(self._field)
        self._track.sliderPressed.connect(self._on_pressed)
        self._track.valueChanged.connect(self._on_track_moved)
        self._track.sliderReleased.connect(self._on_released)
        self._field.entered.connect(self._on_entered)
        self._field.stepped.connect(self._on_stepped)
        self._field.refused.connect(self.refused)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def value(self) -> BatchSize:
        return self._value

    def set_value(self, value: BatchSize, n_train: int) -> None:
        """Show another size, of so many training points. No signal."""
        self._sizes = [*(size for size in USUAL_SIZES if size < n_train), "all"]
        self._value = value
        self._field.set_value(ALL if value == "all" else value)
        if not self._track.isSliderDown():
            self._move_track()

    def setToolTip(self, tooltip: str) -> None:
        super().setToolTip(wrapped(tooltip))
        self._track.setToolTip(wrapped(tooltip))
        self._field.set_hint(tooltip)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._track.setAccessibleName(name)
        self._field.setAccessibleName(name)

    def _move_track(self) -> None:
        last = len(self._sizes) - 1
        numbers = [size for size in self._sizes if size != "all"]
        place = last if self._value == "all" else max(bisect_right(numbers, self._value) - 1, 0)
        self._following = True
        self._track.setRange(0, last)
        self._track.setValue(place)
        self._track.set_ticks(self._ticks())
        self._following = False

    def _ticks(self) -> list[float]:
        """A tick for each size, or for the powers of ten and “all” where that would be a row of dots."""
        last = len(self._sizes) - 1
        places = [
            place
            for place, size in enumerate(self._sizes)
            if last < MAX_TICKS or size == "all" or size in POWERS_OF_TEN
        ]
        return [place / last for place in places] if last else []

    def _edit(self, value: BatchSize) -> None:
        if value != self._value:
            self._value = value
            self._field.set_value(ALL if value == "all" else value)
            self.edited.emit(value, self._gesture)

    @Slot()
    def _on_pressed(self) -> None:
        self._gesture = object()

    @Slot(int)
    def _on_track_moved(self, place: int) -> None:
        if not self._following:
            if not self._track.isSliderDown():
                self._gesture = object()
            self._edit(self._sizes[min(place, len(self._sizes) - 1)])

    @Slot()
    def _on_released(self) -> None:
        self._move_track()

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        self._gesture = object()
        self._edit("all" if value == ALL else int(value))
        self._move_track()

    @Slot(int, bool)
    def _on_stepped(self, direction: int, repeated: bool) -> None:
        if not repeated:
            self._gesture = object()
        place = min(max(self._track.value() + direction, 0), len(self._sizes) - 1)
        self._edit(self._sizes[place])
        self._move_track()

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(8))
        self._field.fit(["1.234e-5"])
