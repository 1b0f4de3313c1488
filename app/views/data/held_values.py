"""A slider for each feature that is not on the axes: the value at which it is held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.look.look import Look
from app.look.widgets.number_field import number_text
from app.look.widgets.panel import FieldGrid
from app.look.widgets.value_slider import ValueSlider
from app.session.arrays import Floats
from app.session.schema import MAX_COORDINATE, Feature
from app.views.data.section import ROW_GAP_PX

ROW_PX = 26
MOST_ROWS, LEAST_ROWS = 6, 2  # that are seen at once; further ones are scrolled to
NAME_PX = 64
BEYOND = 3.0  # scales to both sides of the center, for a feature without points


class HeldValues(QScrollArea):
    """The sliders, in the units of the features.

    Signals: held(int, float), a feature's number and its new value; refused(str), what was wrong with a typed text.
    """

    held = Signal(int, float)
    refused = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._features: tuple[Feature, ...] = ()
        self._grid = FieldGrid(look, row_gap_px=ROW_GAP_PX)
        self._sliders: dict[int, ValueSlider] = {}
        self.setWidget(self._grid)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Values at which the other inputs are held")
        look.changed.connect(self._on_look_changed)

    def set_features(self, features: Sequence[Feature], x: Floats) -> None:
        """Make a slider for each feature, reaching as far as the points x (N, D) do."""
        self._features = tuple(features)
        self._grid = FieldGrid(self._look, row_gap_px=ROW_GAP_PX)
        self._sliders = {}
        bounds = [_bounds(feature, x[:, number]) for number, feature in enumerate(features)]
        likely = [*(bound for pair in bounds for bound in pair), *(feature.center for feature in features)]
        longest = max(map(number_text, likely), key=len)
        for number, (feature, (low, high)) in enumerate(zip(features, bounds, strict=True)):
            slider = ValueSlider(self._look, low, high, longest=longest)
            label = self._grid.add(feature.name, slider)
            label.setText(
                label.fontMetrics().elidedText(feature.name, Qt.TextElideMode.ElideMiddle, self._look.px(NAME_PX))
            )
            slider.edited.connect(partial(self._on_edited, number))
            slider.refused.connect(self.refused)
            self._sliders[number] = slider
        self.setWidget(self._grid)

    def show_values(self, values: Sequence[float], on_axes: Sequence[int], reason: str) -> None:
        """Show these values; features on the axes have no slider, and with a reason nothing can be held."""
        for number, slider in self._sliders.items():
            slider.set_value(values[number])
            self._grid.set_row_visible(slider, number not in on_axes)
            self._grid.set_row_enabled(slider, not reason)
            self._grid.set_tooltip(slider, reason or self._meaning(number))
        self._fit()

    def slider(self, number: int) -> ValueSlider:
        """The slider of a feature."""
        return self._sliders[number]

    def _meaning(self, number: int) -> str:
        name = self._features[number].name
        return (
            f"{name}: the regions are what the network says where this input, x{number + 1}, has this value. "
            f"Points are drawn in their place on the axes, whatever their {name}."
        )

    def _fit(self) -> None:
        """As high as a few rows; the rest is scrolled to."""
        rows = sum(not slider.isHidden() for slider in self._sliders.values())
        row = self._look.px(ROW_PX) + self._look.px(ROW_GAP_PX)
        self.setMinimumHeight(min(rows, LEAST_ROWS) * row)
        self.setMaximumHeight(rows * row)
        self.updateGeometry()

    def _on_edited(self, number: int, value: float, _gesture: object) -> None:
        self.held.emit(number, value)

    @Slot()
    def _on_look_changed(self) -> None:
        self._fit()

    # Qt overrides

    def sizeHint(self) -> QSize:
        row = self._look.px(ROW_PX) + self._look.px(ROW_GAP_PX)
        return QSize(super().sizeHint().width(), min(self.maximumHeight(), MOST_ROWS * row))


def _bounds(feature: Feature, x: Floats) -> tuple[float, float]:
    """From where to where a feature's slider goes: as far as its points, to round numbers."""
    low, high = (float(x.min()), float(x.max())) if len(x) else (feature.center, feature.center)
    if low == high:
        low, high = feature.center - BEYOND * feature.scale, feature.center + BEYOND * feature.scale
    step = 10.0 ** (math.ceil(math.log10(high - low)) - 2)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return max(low, -MAX_COORDINATE), min(high, MAX_COORDINATE)
