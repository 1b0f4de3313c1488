"""What to draw of the first layer's neurons: a straight line with its arrow, or a curve."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from app.look.look import Look
from app.session.arrays import Floats
from app.views.canvas.lines.first_layer import FirstLayer
from app.views.canvas.lines.lines_item import Mark
from app.views.canvas.lines.on_screen import Piece, arrow_px, piece
from app.views.canvas.plane import are_plain
from app.views.canvas.projection import Projection
from app.views.numbers_text import number

LINE_HEIGHT = 0.25  # where on an axis without height the arrow is, so that it does not lie on the points
SHIFT_PX, STAGGER_PX, STAGGERED = 44.0, 24.0, 4  # along the lines of several neurons, to where their arrows are
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Sketch:
    """The lines of one moment.

    Attributes: layer, parameters (P,), projection, pieces (by neuron; of straight lines that can be seen).
    """

    def __init__(self, layer: FirstLayer, parameters: Floats, projection: Projection, look: Look) -> None:
        self.layer, self.parameters, self.projection = layer, parameters, projection
        self._look = look
        self.pieces: dict[int, Piece] = {}

    def marks(self, units: list[int], pointed: int | None) -> list[Mark]:
        """The marks of these neurons, those that can be seen."""
        if self.layer.is_straight:
            return [mark for unit in units if (mark := self._straight(unit, is_pointed=unit == pointed)) is not None]
        contours = self.layer.contours(self.parameters, units, self.projection) if units else []
        return [
            self._bent(unit, pieces, is_pointed=unit == pointed)
            for unit, pieces in zip(units, contours, strict=True)
            if len(pieces)
        ]

    def slopes(self, pixel: Floats) -> tuple[Floats, Floats]:
        """z (U,) at a pixel, and what it grows by in a pixel to the right and in one downwards: (U, 2)."""
        pixels = pixel + np.array([[0.0, 0.0], [0.5, 0.0], [-0.5, 0.0], [0.0, 0.5], [0.0, -0.5]])
        z = self.layer.pre_activations(self.parameters, self.projection.to_plane(pixels))
        return z[0], np.stack((z[1] - z[2], z[3] - z[4]), axis=1)

    def _straight(self, unit: int, *, is_pointed: bool) -> Mark | None:
        layer, scale = self.layer, self._look.scale
        weights = layer.weights(self.parameters, unit)
        is_bare = layer.plane.is_line and not layer.plane.has_value
        found = piece(
            layer.line(weights),
            self.projection,
            scale,
            height=LINE_HEIGHT if is_bare else 0.5,
            # At the start all lines pass through the middle, and their grips must not lie on each other.
            shift_px=0.0 if layer.n_units == 1 else SHIFT_PX + STAGGER_PX * (unit % STAGGERED),
        )
        if found is None:
            return None
        self.pieces[unit] = found
        margins, caption = np.empty((0, 2, 2)), ""
        if layer.has_margins:
            margins = np.stack((found.beside(1.0), found.beside(-1.0)))
            scaled = "" if are_plain(layer.data.features) else " (standardized units)"
            caption = f"margin 2/‖w‖ = {number(2.0 / weights.norm)}{scaled}"
        return Mark(
            unit,
            self._color(unit),
            self._label(unit),
            found.ends[None],
            found.foot,
            found.foot + found.normal * (scale * arrow_px(weights.norm)),
            found.normal,
            has_grip=True,
            is_pointed=is_pointed,
            margins=margins,
            caption=caption,
        )

    def _bent(self, unit: int, pieces: Floats, *, is_pointed: bool) -> Mark:
        """A curve, with an arrow that only shows the positive side, at the place nearest to the middle."""
        projection = self.projection
        middle = np.array([projection.left + projection.width / 2, projection.top + projection.height / 2])
        centers = pieces.mean(axis=1)
        foot = centers[np.argmin(((centers - middle) ** 2).sum(axis=1))]
        gradient = self.slopes(foot)[1][unit]
        normal = gradient / max(float(np.linalg.norm(gradient)), np.finfo(np.float64).tiny)
        tip = foot + normal * (self._look.scale * arrow_px(0.0))
        return Mark(unit, self._color(unit), "+", pieces, foot, tip, normal, is_pointed=is_pointed)

    def _color(self, unit: int) -> QColor:
        layer = self.layer
        single = layer.is_output and layer.n_units == 1
        return self._look.color("text") if single else self._look.neuron_color(unit)

    def _label(self, unit: int) -> str:
        layer = self.layer
        if layer.n_units == 1:
            return "w"
        return "w" + str(unit if layer.is_output else unit + 1).translate(_SUBSCRIPTS)  # classes count from 0
