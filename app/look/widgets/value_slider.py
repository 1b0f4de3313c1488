"""A slider with its value beside it, which can be pulled or typed."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.number_field import NumberField, number_text
from app.look.widgets.slider_track import SliderTrack

STEPS = 1000
SAME_GESTURE_MS = 500  # arrow keys and wheel turns that follow each other this fast are one gesture


class ValueSlider(QWidget):
    """Choose a number within bounds.

    Pulled values are rounded to what a person would type: two significant digits on a logarithmic slider, about a
    hundredth of the range on a linear one. Typed values are taken as they are.

    Signals: edited(float, object), the new value and a gesture: the same object during one pull, a new one for each
    pull and each typed entry, so that a pull is one step of undo; refused(str), what was wrong with a typed text.
    """

    edited = Signal(float, object)
    refused = Signal(str)

    def __init__(
        self,
        look: Look,
        minimum: float,
        maximum: float,
        *,
        logarithmic: bool = False,
        integer: bool = False,
        decimals: int | None = None,
        suffix: str = "",
        zero: bool = False,
        longest: str = "1.234e-5",
        parent: QWidget | None = None,
    ) -> None:
        """With zero, the left end of a logarithmic slider means 0, and 0 may be typed.

        longest: a text that the field has room for, besides the bounds. Sliders that stand together in a panel should
        have the same one, so that their tracks end in one line.

        Raises: ValueError for an empty range, or a logarithmic one that is not above 0.
        """
        super().__init__(parent)
        if not minimum < maximum:
            raise ValueError(f"expected minimum < maximum, got {minimum:g} and {maximum:g}")
        if logarithmic and minimum <= 0:
            raise ValueError(f"a logarithmic slider needs a minimum above 0, got {minimum:g}; use zero=True for 0")
        self._look = look
        self._minimum, self._maximum = float(minimum), float(maximum)
        self._logarithmic, self._integer, self._zero = logarithmic, integer, zero and logarithmic
        self._decimals = 0 if integer else decimals
        self._suffix = suffix
        self._longest = longest
        self._value = math.nan
        self._gesture: object = object()
        self._following = False  # true while the track is moved by us
        self._since_edit = QElapsedTimer()

        self._track = SliderTrack(look)
        whole_steps = integer and not logarithmic and maximum - minimum <= STEPS
        self._track.setRange(0, round(maximum - minimum) if whole_steps else STEPS)
        self._track.setPageStep(max(1, self._track.maximum() // 10))
        self._track.setSingleStep(1 if whole_steps else STEPS // 100)
        self._field = NumberField(look, self._sentence(), self._accepts, self._text, suffix)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._track, 1)
        self._line.addWidget(self._field)
        self.setFocusProxy(self._field)
        self._mark_track()

        self._track.sliderPressed.connect(self._on_pressed)
        self._track.valueChanged.connect(self._on_track_moved)
        self._track.sliderReleased.connect(self._on_released)
        self._field.entered.connect(self._on_entered)
        self._field.stepped.connect(self._on_stepped)
        self._field.refused.connect(self.refused)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.set_value(0.0 if self._zero else self._minimum)

    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show another value. No signal.

        A value beyond the bounds is shown as it is, the track at its end: what is shown must be what is computed.
        """
        value = float(value)
        self._value = float(round(value)) if self._integer else value
        self._field.set_value(self._value)
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

    def _text(self, value: float) -> str:
        return number_text(value, self._decimals)

    def _sentence(self) -> str:
        kind = "whole number" if self._integer else "number"
        zero = "0 or " if self._zero else ""
        return f"Type {zero}a {kind} between {self._minimum:g} and {self._maximum:g}."

    def _accepts(self, value: float) -> bool:
        if self._integer and value != int(value):
            return False
        return self._minimum <= value <= self._maximum or (self._zero and value == 0.0)

    def _share_of(self, value: float) -> float:
        """Where on the track, 0 … 1, a value lies."""
        low, high = self._minimum, self._maximum
        if not self._logarithmic:
            return (value - low) / (high - low)
        if value <= 0.0:
            return 0.0
        share = math.log(value / low) / math.log(high / low)
        return 0.04 + 0.96 * share if self._zero else share

    def _value_at(self, share: float) -> float:
        """The rounded value at a place on the track."""
        low, high = self._minimum, self._maximum
        if self._logarithmic:
            if self._zero:
                if share < 0.02:
                    return 0.0
                share = max((share - 0.04) / 0.96, 0.0)
            value = float(f"{low * (high / low) ** share:.1e}")
        else:
            digits = 2 - math.ceil(math.log10(high - low))
            value = round(low + share * (high - low), digits if self._decimals is None else self._decimals)
        value = float(round(value)) if self._integer else value
        return min(max(value, low), high)

    def _mark_track(self) -> None:
        if self._logarithmic:
            first, last = math.ceil(math.log10(self._minimum) - 1e-9), math.floor(math.log10(self._maximum) + 1e-9)
            decades = [self._share_of(10.0**power) for power in range(first, last + 1)]
            self._track.set_ticks([0.0, *decades] if self._zero else decades)
        elif self._minimum < 0.0 < self._maximum:
            self._track.set_origin(self._share_of(0.0))
            self._track.set_ticks([self._share_of(0.0)])

    def _move_track(self) -> None:
        self._following = True
        self._track.setValue(round(self._share_of(self._value) * self._track.maximum()))
        self._following = False

    def _edit(self, value: float) -> None:
        self._since_edit.start()
        if value != self._value:
            self.set_value(value)
            self.edited.emit(self._value, self._gesture)

    @Slot()
    def _on_pressed(self) -> None:
        self._gesture = object()

    @Slot(int)
    def _on_track_moved(self, position: int) -> None:
        if self._following:
            return
        if not self._track.isSliderDown() and self._paused():
            self._gesture = object()
        self._edit(self._value_at(position / self._track.maximum()))

    @Slot()
    def _on_released(self) -> None:
        self._since_edit.invalidate()
        self._move_track()

    @Slot(float)
    def _on_entered(self, value: float) -> None:
        self._gesture = object()
        self._edit(value)
        self._since_edit.invalidate()

    @Slot(int, bool)
    def _on_stepped(self, direction: int, repeated: bool) -> None:
        if not repeated and self._paused():
            self._gesture = object()
        position = self._track.value() + direction * self._track.singleStep()
        share = min(max(position / self._track.maximum(), 0.0), 1.0)
        self._edit(self._value_at(share))

    def _paused(self) -> bool:
        return not self._since_edit.isValid() or self._since_edit.elapsed() > SAME_GESTURE_MS

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(8))
        bounds = [f"{self._text(bound)} {self._suffix}".strip() for bound in (self._minimum, self._maximum)]
        self._field.fit([*bounds, self._longest])
