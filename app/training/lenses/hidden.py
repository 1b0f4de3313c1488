"""The points and the plane as a layer sees them: through two of its neurons, or its first two principal components."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats, Integers, frozen
from app.session.schema import Data, Run
from app.session.slice import Slice
from app.training.assemble import network_inputs
from app.training.lens import SECOND_FRAME_S, EmptyLens, Lens, LensRequest
from app.training.lenses.subset import subset
from app.training.predictor import Answer
from app.training.regions import Table, border_of, margins_of, picture
from nncore import OUTPUTS, Linear, Trainer

LINES, SAMPLES = 25, 65  # grid lines along each axis of the plane, and places on each
LINE_SAMPLES = 400  # places on the only line, where the data have one input
CELLS = 72  # of the regions, along each axis
MARGIN = 0.08  # around all points, as a share of their extent
REACH = 2.0  # scales of a feature to both sides of its center, or …
PLAIN_REACH = 6.0  # … units of a plain coordinate, where there are no points
CHUNK_PRODUCTS = 2**21  # products in a part of the work
ROOM, LOOSE = 0.06, 1.6  # around what is to be seen; how much too large a range may be before it is drawn closer
BOUNDS = {"tanh": (-1.0, 1.0), "sign": (-1.0, 1.0), "sine": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "gaussian": (0.0, 1.0)}

Range = tuple[float, float]
Ranges = tuple[Range, Range]


@dataclass(frozen=True)
class HiddenRegions:
    """What the rest of the network makes of every place that the layer's neurons can give it, over x_range and y_range.

    index (H, W), from the lowest y: class * 256 + level, or the level of a value, as table says; border (M, 2, 2).
    Of a layer with one neuron H is 1.
    """

    x_range: Range
    y_range: Range
    table: Table
    index: np.ndarray[tuple[int, int], np.dtype[np.uint16]]
    border: Floats


@dataclass(frozen=True)
class HiddenAnswer:
    """A layer with U neurons after so many steps; read-only arrays.

    points (n, 2) in the space that is shown, of the session's points with these rows (n,), of n_all; grid (L, S, 2):
    places on the lines of a grid over the plane; before the network they were at points_before (n, 2) and grid_before
    (L, S, 2), in the units of the plane's axes, which show domain.
    directions (U, 2): a place is (activation − middle) @ directions. variances (2,): along them, as shares of all.
    ranges: room for points and grid. regions: where the space is all that the rest of the network gets, else None.
    """

    request: HiddenRequest
    step: int
    n_units: int
    rows: Integers
    n_all: int
    points: Floats
    points_before: Floats
    grid: Floats
    grid_before: Floats
    domain: Ranges
    ranges: Ranges
    directions: Floats
    middle: Floats
    variances: Floats
    regions: HiddenRegions | None


@dataclass(frozen=True)
class HiddenRequest(LensRequest):
    """Ask for a layer: 0 the inputs, then the hidden ones after their activation, at last the outputs z.

    axes: the neurons along the two axes, or None for the principal components. plane: whose grid is followed.
    """

    pause_s = SECOND_FRAME_S

    layer: int
    axes: tuple[int, int] | None
    plane: Slice

    def lens(self, run: Run, data: Data) -> Lens:
        fits = self.plane.dimensions == len(data.features)
        return HiddenLens(self, run, data) if fits else EmptyLens()


class HiddenLens:
    """Sends points and grid through the network up to the layer, at the parameters of one moment."""

    def __init__(
        self, request: HiddenRequest, run: Run, data: Data, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.is_done = False
        self.request, self.run, self.data = request, run, data
        self._clock = clock
        self.layer = min(max(request.layer, 0), len(run.model.layers) + 1)
        points = data.points
        self.rows = subset(len(points))
        self.points_before = frozen(np.array(request.plane.places(points)[self.rows]))
        self.domain = _domain(request.plane.places(points), request.plane)
        self.grid_before = frozen(_grid(self.domain, is_line=request.plane.is_line))
        x = np.concatenate((points.x[self.rows], request.plane.to_space(self.grid_before.reshape(-1, 2))))
        self.inputs = np.ascontiguousarray(network_inputs(x, data.features, run.model))
        self.ranges: Ranges | None = None  # of the newest answer
        self._pass: _Pass | None = None
        self._seen: Floats | None = None  # the parameters that the answer is of
        self._answer: HiddenAnswer | None = None

    def look(self, trainer: Trainer, seconds: float) -> HiddenAnswer | None:
        """The newest answer that is complete; None before the first."""
        deadline = self._clock() + seconds
        if self._pass is None and not self._is_present(trainer):
            self._pass = _Pass(self, trainer)
        while self._pass is not None:
            if self._pass.advance():
                self._seen, self._answer = self._pass.parameters, self._pass.answer()
                self._pass = None
            elif self._clock() >= deadline:
                break
        self.is_done = self._is_present(trainer)
        return self._answer

    def _is_present(self, trainer: Trainer) -> bool:
        return self._seen is not None and np.array_equal(self._seen, trainer.network.parameters)


class _Pass:
    """Points and grid on their way through the network, some rows at a time."""

    def __init__(self, lens: HiddenLens, trainer: Trainer) -> None:
        self.parameters = trainer.network.parameters.copy()
        self._lens, self._step = lens, trainer.step_count
        modules = trainer.network.twin(self.parameters).modules
        n_before = len(modules) if lens.layer > len(lens.run.model.layers) else 2 * lens.layer
        self._modules, self._rest = modules[:n_before], modules[n_before:]
        self._head = trainer.head.twin()
        linears = [module for module in self._modules if isinstance(module, Linear)]
        units = linears[-1].out_features if linears else lens.inputs.shape[1]
        self._activations = np.empty((len(lens.inputs), units))
        self._done = 0
        n_products = sum(module.n_parameters for module in self._modules)
        self._chunk = max(CHUNK_PRODUCTS // max(n_products, 1), 16)

    def advance(self) -> bool:
        """One part more. Returns whether it was the last one."""
        part = slice(self._done, self._done + self._chunk)
        x = self._lens.inputs[part]
        with np.errstate(all="ignore"):
            for module in self._modules:
                x = module.forward(x)
        self._activations[part] = x
        self._done += self._chunk
        return self._done >= len(self._activations)

    def answer(self) -> HiddenAnswer:
        lens, request = self._lens, self._lens.request
        n, units = len(lens.rows), self._activations.shape[1]
        points = self._activations[:n]
        axes = request.axes
        if axes is not None and max(axes) >= units:
            axes = (0, min(1, units - 1))
        directions, middle, variances = _components(points) if axes is None else _neurons(points, axes)
        with np.errstate(all="ignore"):
            places = (self._activations - middle) @ directions
        lens.ranges = settled(places, lens.ranges, self._bounds())
        is_whole = units == 1 or (units == 2 and axes == (0, 1))
        return HiddenAnswer(
            request=request,
            step=self._step,
            n_units=units,
            rows=frozen(lens.rows),
            n_all=len(lens.data.points),
            points=frozen(places[:n]),
            points_before=lens.points_before,
            grid=frozen(places[n:].reshape(lens.grid_before.shape)),
            grid_before=lens.grid_before,
            domain=lens.domain,
            ranges=lens.ranges,
            directions=frozen(directions),
            middle=frozen(middle),
            variances=frozen(variances),
            regions=self._regions(units, lens.ranges) if is_whole else None,
        )

    def _bounds(self) -> Range | None:
        """Between what the activations lie, if that is known: the ranges then stay as they are."""
        layers, number = self._lens.run.model.layers, self._lens.layer
        if self._lens.request.axes is None or not 1 <= number <= len(layers):
            return None
        return BOUNDS.get(layers[number - 1].activation)

    def _regions(self, units: int, ranges: Ranges) -> HiddenRegions:
        """What the modules that follow answer for each cell of the space."""
        output, n_classes = OUTPUTS[self._lens.run.model.output.kind], len(self._lens.data.classes)
        height = CELLS if units == 2 else 1
        x = np.stack([part.ravel() for part in np.meshgrid(_centers(ranges[0], CELLS), _centers(ranges[1], height))])
        outputs = np.ascontiguousarray(x[:units].T)
        with np.errstate(all="ignore"):
            for module in self._rest:
                outputs = module.forward(outputs)
            prediction = self._head.forward(outputs)
        answer = Answer(
            outputs,
            prediction,
            output.decide(prediction, n_classes),
            output.probabilities(prediction, self._lens.run.model.output.normalizer),
            is_value=not n_classes,
        )
        _, table, index = picture(answer, "probability", 0)
        border = np.empty((0, 2, 2))
        if n_classes:
            margins = margins_of(answer, output.name, n_classes)
            border = border_of(np.stack(margins).reshape(-1, height, CELLS), *ranges)
        return HiddenRegions(*ranges, table, frozen(index.reshape(height, CELLS)), frozen(border))


def settled(places: Floats, before: Ranges | None, bounds: Range | None = None) -> Ranges:
    """Room for all finite places (N, 2) and, if given, for the bounds; as before where that fits well enough still."""
    ranges: list[Range] = []
    for number, column in enumerate(places.T):
        finite = column[np.isfinite(column)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (-1.0, 1.0)
        if bounds is not None:
            low, high = bounds
        least = 1e-9 * max(1.0, abs(low), abs(high))
        if high - low < least:  # all the same: shown in the middle
            low, high = low - 0.5, high + 0.5
        room = ROOM * (high - low)
        if before is not None:
            first, last = before[number]
            if first <= low and high <= last and last - first <= LOOSE * (high - low + 2.0 * room):
                ranges.append((first, last))
                continue
        ranges.append((low - room, high + room))
    return ranges[0], ranges[1]


def _neurons(points: Floats, axes: tuple[int, int]) -> tuple[Floats, Floats, Floats]:
    """Directions (U, 2), middle (U,) and shares of the variance (2,) for two neurons as axes.

    A layer with a single neuron is a line: nothing is upright.
    """
    units = points.shape[1]
    directions = np.zeros((units, 2))
    directions[axes[0], 0] = 1.0
    if axes[0] != axes[1]:
        directions[axes[1], 1] = 1.0
    variance, total = _variance(points)
    return directions, np.zeros(units), np.diag(directions.T @ variance @ directions) / total


def _components(points: Floats) -> tuple[Floats, Floats, Floats]:
    """The same for the first two principal components of the points (n, U). The largest part of each is positive."""
    finite = points[np.isfinite(points).all(axis=1)]
    units = points.shape[1]
    middle = finite.mean(axis=0) if len(finite) else np.zeros(units)
    variance, total = _variance(points)
    sizes, vectors = np.linalg.eigh(variance)
    order = [-1, -2] if units > 1 else [-1]
    directions = np.zeros((units, 2))
    chosen = vectors[:, order]
    chosen = chosen * np.where(chosen[np.abs(chosen).argmax(axis=0), np.arange(len(order))] < 0.0, -1.0, 1.0)
    directions[:, : len(order)] = chosen
    shares = np.zeros(2)
    shares[: len(order)] = np.maximum(sizes[order], 0.0) / total
    return directions, middle, shares


def _variance(points: Floats) -> tuple[Floats, float]:
    """The covariance (U, U) of the finite points, and its trace, above 0."""
    finite = points[np.isfinite(points).all(axis=1)]
    units = points.shape[1]
    if len(finite) < 2:
        return np.eye(units) * np.arange(units, 0, -1), float(units * (units + 1) / 2)
    around = finite - finite.mean(axis=0)
    variance = around.T @ around / len(finite)
    return variance, float(np.trace(variance)) or 1.0


def _domain(places: Floats, plane: Slice) -> Ranges:
    """The part of the plane that the grid lies over: where the points are."""
    ranges: list[Range] = []
    for column, feature in zip(places.T, plane.features, strict=True):
        if len(column):
            low, high = float(column.min()), float(column.max())
        elif feature is None:
            low, high = -1.0, 1.0
        else:
            is_plain = (feature.center, feature.scale) == (0.0, 1.0)
            reach = PLAIN_REACH if is_plain else REACH * feature.scale
            low, high = feature.center - reach, feature.center + reach
        margin = MARGIN * (high - low) or 1.0
        ranges.append((low - margin, high + margin))
    return ranges[0], ranges[1]


def _grid(domain: Ranges, *, is_line: bool) -> Floats:
    """Places on lines along x, then on lines along y: (L, S, 2); of a single input there is one line, at height 0."""
    (x0, x1), (y0, y1) = domain
    if is_line:
        return np.stack((np.linspace(x0, x1, LINE_SAMPLES), np.zeros(LINE_SAMPLES)), axis=1)[None]
    x, y = np.linspace(x0, x1, SAMPLES), np.linspace(y0, y1, SAMPLES)
    along = np.stack(np.meshgrid(x, np.linspace(y0, y1, LINES)), axis=-1)
    across = np.stack(np.meshgrid(np.linspace(x0, x1, LINES), y), axis=-1).transpose(1, 0, 2)
    return np.concatenate((along, across))


def _centers(span: Range, count: int) -> Floats:
    low, high = span
    return np.asarray(low + (np.arange(count) + 0.5) * ((high - low) / count))
