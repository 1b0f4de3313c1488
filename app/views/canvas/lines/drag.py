"""Dragging a line: its middle moves it (b), an end or the arrow's tip turns it (w), Shift at the tip sets ‖w‖."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from app.session.arrays import Floats
from app.views.canvas.board import Board
from app.views.canvas.lines.first_layer import FirstLayer, Weights
from app.views.canvas.lines.on_screen import norm_of
from app.views.canvas.tools.tool import Spot, Tool

Part = Literal["middle", "end", "tip"]
CLICK_PX = 3.0  # a hand that clicks moves no farther
TEXTS: dict[Part, str] = {"middle": "Move neuron's line", "end": "Turn neuron's line", "tip": "Turn neuron's line"}


class Grab(NamedTuple):
    """What was pressed: a part of the line of a neuron, by its number; foot (2,) and normal (2,) of the line then, in
    pixels."""

    unit: int
    part: Part
    foot: Floats
    normal: Floats


class DragLine(Tool):
    """One gesture that sets a neuron's weights by its line.

    layer and parameters say how the network stands at any moment (None while it can't be said); set_weights is called
    with the neuron, its weights, the text for undo and the gesture, and dropped when the line is let go: with the
    place if it was only clicked on, which says nothing about the line, and else with None.
    """

    def __init__(
        self,
        board: Board,
        grab: Grab,
        layer: Callable[[], FirstLayer | None],
        parameters: Callable[[], Floats | None],
        set_weights: Callable[[int, Weights, str, object], None],
        dropped: Callable[[Spot | None], None],
    ) -> None:
        super().__init__(board)
        self._grab, self._layer, self._parameters = grab, layer, parameters
        self._set_weights, self._dropped = set_weights, dropped
        self._gesture = object()
        self._clicked: Spot | None = None  # where it was pressed, until it is dragged
        self._pivot = np.zeros(2)  # in the units of the axes
        self._level = 0.0  # z where it was pressed: the pointer need not be exactly on the line
        self._turn = 1.0

    @property
    def unit(self) -> int:
        """The neuron in hand."""
        return self._grab.unit

    def press(self, spot: Spot) -> None:
        self._clicked = spot
        projection = self._board.projection
        self._pivot = projection.to_plane(self._grab.foot)
        found = self._found()
        if found is not None:
            line = found[0].line(found[1])
            self._level = float(line.normal @ projection.to_plane(spot.pixel)) + line.level
        # On which side of the normal the end was pressed: the same one stays in hand, however far it is turned.
        arm, normal = spot.pixel - self._grab.foot, self._grab.normal
        self._turn = 1.0 if arm[0] * normal[1] - arm[1] * normal[0] > 0.0 else -1.0

    def move(self, spot: Spot) -> None:
        if self._clicked is not None:
            if np.linalg.norm(spot.pixel - self._clicked.pixel) <= self._board.pixels(CLICK_PX):
                return
            self._clicked = None
        found = self._found()
        if found is not None:
            weights = self._dragged(*found, spot)
            self._set_weights(self._grab.unit, weights, TEXTS[self._grab.part], self._gesture)

    def _found(self) -> tuple[FirstLayer, Weights] | None:
        """The neuron as it is now; None where there is no line to drag any more."""
        layer, parameters = self._layer(), self._parameters()
        if layer is None or parameters is None or self._grab.unit >= layer.n_units or not layer.is_straight:
            return None
        weights = layer.weights(parameters, self._grab.unit)
        return (layer, weights) if weights.norm else None

    def _dragged(self, layer: FirstLayer, weights: Weights, spot: Spot) -> Weights:
        projection, part = self._board.projection, self._grab.part
        arm = spot.pixel - self._grab.foot
        if part == "middle":
            return layer.moved(weights, projection.to_plane(projection.clamped(spot.pixel)), self._level)
        if part == "tip" and spot.shift:
            return layer.scaled(weights, norm_of(float(np.linalg.norm(arm)) / self._board.pixels(1.0)))
        if float(np.abs(arm).max()) < 1.0:
            return weights  # no direction
        normal = arm if part == "tip" else self._turn * np.array([-arm[1], arm[0]])
        along = np.array([-normal[1], normal[0]])
        to_plane = projection.per_pixel * (1.0, -1.0)
        return layer.turned(weights, self._pivot, along * to_plane, normal * to_plane)

    def release(self) -> None:
        self._dropped(self._clicked)

    def cancel(self) -> None:
        self._board.document.cancel(self._gesture)
        self._dropped(None)
