"""The first layer's neurons over the plane: where their pre-activation is zero, and which weights move that. No Qt.

z = w·inputs + b. Where every input is a coordinate, the inputs are affine in the place on the axes, and z = 0 is a
straight line; else it is a curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.session.arrays import Floats, Integers
from app.session.carry import axes
from app.session.input_names import input_label
from app.session.schema import Data, Run
from app.session.slice import Slice
from app.training.assemble import network_inputs
from app.training.contours import zero_contour
from app.views.canvas.projection import Projection
from nncore import feature, is_coordinate

CONTOUR_CELLS = 96  # along the longer side of the plane
SMALLEST = 1e-9  # of the largest direction: below it, an input does not change along the plane


@dataclass(frozen=True)
class Weights:
    """What one neuron knows: w (J,), for the J inputs, and b."""

    w: Floats
    b: float

    @property
    def norm(self) -> float:
        """‖w‖."""
        return float(np.linalg.norm(self.w))


@dataclass(frozen=True)
class Line:
    """z = normal · place + level, with places in the units of the axes; normal (2,)."""

    normal: Floats
    level: float


@dataclass(frozen=True)
class FirstLayer:
    """The first layer of a run with U neurons and J inputs, on a plane of the input space."""

    run: Run
    data: Data
    plane: Slice

    @property
    def n_units(self) -> int:
        """U."""
        return self._sizes[1]

    @property
    def is_output(self) -> bool:
        """Whether these are the output neurons: there is no hidden layer."""
        return not self.run.model.layers

    @property
    def has_margins(self) -> bool:
        """Whether z = ±1 means something: the hinge loss of a single output asks for at least so much."""
        return self.is_output and self.n_units == 1 and self.run.training.loss == "hinge"

    @property
    def why_bent(self) -> str:
        """Why the lines are curves, and can't be dragged; "" where they are straight."""
        bent = [name for name in self.run.model.inputs if self._column(name) is None]
        if not bent:
            return ""
        label = input_label(bent[0], self.data.features)
        return (
            f"This is where w·x + b = 0. One of the inputs is {label}, which bends the line: it can't be dragged. "
            "Set the weights w in the network, or take only coordinates as inputs."
        )

    def places(self, unit: int) -> Integers:
        """Where in the parameter vector a neuron's J weights are, and its bias after them: (J + 1,)."""
        inputs, units = self._sizes
        return np.append(np.arange(inputs) * units + unit, inputs * units + unit)

    def weights(self, parameters: Floats, unit: int) -> Weights:
        """A neuron's weights, from the run's parameter vector (P,)."""
        values = parameters[self.places(unit)]
        return Weights(values[:-1], float(values[-1]))

    def pre_activations(self, parameters: Floats, places: Floats) -> Floats:
        """z of all neurons at places (M, 2) in the units of the axes: (M, U)."""
        inputs, units = self._sizes
        matrix = parameters[: inputs * units].reshape(inputs, units)
        bias = parameters[inputs * units : (inputs + 1) * units]
        x = network_inputs(self.plane.to_space(places), self.data.features, self.run.model)
        return np.asarray(x @ matrix + bias)

    def contours(self, parameters: Floats, units: Sequence[int], projection: Projection) -> list[Floats]:
        """For each of the units the pieces of its curve z = 0 in pixels: (M, 2, 2)."""
        cell = max(projection.width, projection.height, 1.0) / CONTOUR_CELLS
        columns, rows = (int(np.ceil(side / cell)) + 1 for side in (projection.width, projection.height))
        x, y = np.meshgrid(np.arange(columns), np.arange(rows))
        corner = np.array([projection.left, projection.top])
        pixels = np.stack((x.ravel(), y.ravel()), axis=1) * cell + corner
        z = self.pre_activations(parameters, projection.to_plane(pixels))
        fields = z.T.reshape(self.n_units, rows, columns)
        return [np.asarray(zero_contour(fields[unit]) * cell + corner) for unit in units]

    # Where the inputs are coordinates

    @property
    def is_straight(self) -> bool:
        """Whether z is affine over the plane."""
        return all(self._column(name) is not None for name in self.run.model.inputs)

    @property
    def can_turn(self) -> bool:
        """Whether weights can give the line any direction: the inputs differ along both axes."""
        return len(self._spread[1]) == 2

    def line(self, weights: Weights) -> Line:
        """The neuron's pre-activation over the plane."""
        basis, offset = self._inputs
        return Line(basis.T @ weights.w, float(offset @ weights.w) + weights.b)

    def moved(self, weights: Weights, place: Floats, level: float = 0.0) -> Weights:
        """The neuron with z = level at a place (2,): another b, the same w."""
        line = self.line(weights)
        return Weights(weights.w, weights.b + level - float(line.normal @ place) - line.level)

    def turned(self, weights: Weights, pivot: Floats, along: Floats, side: Floats) -> Weights:
        """The neuron with its line through the pivot (2,) in the direction `along` (2,), positive to the side (2,).

        ‖w‖ stays. Where the inputs differ along one direction only, the line can but change its sides.
        """
        basis, offset = self._inputs
        within, spread = self._spread
        before = within.T @ weights.w
        if len(spread) == 2:
            across = spread @ along
            direction = np.array([-across[1], across[0]])
        else:
            direction = np.ones(len(spread))
        length = float(np.linalg.norm(direction))
        if not length:
            return weights
        direction = direction / length
        if float(direction @ spread @ side) < 0.0:
            direction = -direction
        w = weights.w + within @ (direction * np.linalg.norm(before) - before)
        return Weights(w, -float((basis @ pivot + offset) @ w))

    def scaled(self, weights: Weights, norm: float) -> Weights:
        """The neuron with this ‖w‖, and its line where it is."""
        factor = norm / weights.norm
        return Weights(weights.w * factor, weights.b * factor)

    @cached_property
    def _sizes(self) -> tuple[int, int]:
        inputs, units = axes(self.run, self.data)[:2]
        return len(inputs.names), len(units.names)

    @cached_property
    def _inputs(self) -> tuple[Floats, Floats]:
        """inputs = basis (J, 2) @ place + offset (J,)."""
        columns = [self._column(name) or 0 for name in self.run.model.inputs]
        scale = np.array([self.data.features[column].scale for column in columns])
        center = np.array([self.data.features[column].center for column in columns])
        directions = np.array([self.plane.across, self.plane.up]).T[columns]
        origin = np.array(self.plane.origin)[columns]
        return directions / scale[:, None], (origin - center) / scale

    @cached_property
    def _spread(self) -> tuple[Floats, Floats]:
        """The basis as a product (J, r) @ (r, 2) with orthonormal columns first; r is 1 where it has one direction."""
        left, sizes, right = np.linalg.svd(self._inputs[0], full_matrices=False)
        kept = sizes > SMALLEST * sizes.max(initial=0.0)
        return left[:, kept], (sizes[:, None] * right)[kept]

    def _column(self, name: str) -> int | None:
        """Which coordinate an input is; None for one that is something else."""
        columns = feature(name).columns
        return columns[0] if len(columns) == 1 and is_coordinate(name, columns[0]) else None
