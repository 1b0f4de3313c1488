"""What one layer makes of the points: its pre-activations z on the curve of its activation, and which neurons sleep."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.session.arrays import Booleans, Floats, Integers, frozen
from app.session.schema import Data, Run
from app.training.lenses.slopes import curve, kind_of, positions, steepest
from app.training.lenses.subset import MOST_POINTS, subset
from nncore import Linear, Module, Sequential, Trainer

GRID = 240  # steps of the curve over its range
BINS = 96
FLAT = 0.01  # of the largest slope: below it a point is saturated
FEW_POINTS = 250  # that many are given one by one
MOST_SUMS = 2**17  # pre-activations looked at in all: of a wide layer, at fewer points
CHUNK_PRODUCTS = 2**21  # products in a part of the work
LEAST_REACH, MOST_REACH = 5.0, 1e100
ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SLACK = 1.3  # how much smaller the points must have become before the range does


@dataclass(frozen=True)
class LayerAnswer:
    """One layer (hidden ones from 0, then the output) after so many steps; U neurons, read-only arrays.

    kind: a key of ACTIVATIONS or NORMALIZERS; steepest: its largest |derivative|; on_logits: the loss takes z itself,
    so that the derivative of this output has no part in the training.
    The curve: at, value, slope (G,), over range. Where a curve jumps it has two samples next to each other.
    The points: n of n_all; counts (U, BINS) of them over the range. Where there are few: points_at, points_value,
    points_slope (n, U), their places on the curve, labels (n,), and rows (n,), their numbers among the training points;
    else None.
    saturated (U,): the share of points whose |derivative| is below FLAT of the steepest. dead (U,): the derivative is 0
    at every point. constant (U,): the output is the same at every point. low, high (U,): between what the output lies.
    """

    layer: int
    is_output: bool
    step: int
    kind: str
    steepest: float
    on_logits: bool
    range: tuple[float, float]
    at: Floats
    value: Floats
    slope: Floats
    n: int
    n_all: int
    counts: Integers
    points_at: Floats | None
    points_value: Floats | None
    points_slope: Floats | None
    labels: Integers | None
    rows: Integers | None
    saturated: Floats
    dead: Booleans
    constant: Booleans
    low: Floats
    high: Floats


@dataclass(frozen=True)
class LayerRequest:
    """Ask for a layer by its number; beyond the last hidden one it is the output."""

    layer: int

    def lens(self, run: Run, data: Data) -> LayerLens:  # noqa: ARG002 - the trainer knows both
        return LayerLens(self.layer)


class LayerLens:
    """Looks at one layer, at all points or at a fixed part of them, at the parameters of one moment."""

    def __init__(self, layer: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self.is_done = False
        self._layer = layer
        self._clock = clock
        self._range: tuple[float, float] | None = None
        self._pass: _Pass | None = None
        self._seen: tuple[int, Floats] | None = None  # step and parameters that the answer is of
        self._answer: LayerAnswer | None = None

    def look(self, trainer: Trainer, seconds: float) -> LayerAnswer | None:
        """The newest answer that is complete; None before the first."""
        deadline = self._clock() + seconds
        if self._pass is None and not self._is_present(trainer):
            self._pass = _Pass(trainer, self._layer)
        while self._pass is not None:
            if self._pass.advance():
                self._seen = self._pass.step, self._pass.parameters
                with np.errstate(all="ignore"):  # deep ReLU layers can add up to more than a float holds
                    self._answer = self._summary(self._pass, trainer)
                self._pass = None
            elif self._clock() >= deadline:
                break
        self.is_done = self._is_present(trainer)
        return self._answer

    def _is_present(self, trainer: Trainer) -> bool:
        if self._seen is None or self._seen[0] != trainer.step_count:
            return False
        return np.array_equal(self._seen[1], trainer.network.parameters)

    def _summary(self, found: _Pass, trainer: Trainer) -> LayerAnswer:
        module, n = found.module, len(found.z)
        at = positions(module, found.z)
        value, slope = curve(module, at)
        top = steepest(module)
        flat, is_few = np.abs(slope) < FLAT * top, n <= FEW_POINTS
        low, high = (value.min(axis=0), value.max(axis=0)) if n else (np.zeros(at.shape[1]),) * 2
        grid, grid_value, grid_slope = self._curve(module, at)
        return LayerAnswer(
            layer=found.layer,
            is_output=found.is_output,
            step=found.step,
            kind=kind_of(module),
            steepest=top,
            on_logits=found.is_output and trainer.loss.on_logits,
            range=(float(grid[0]), float(grid[-1])),
            at=frozen(grid),
            value=frozen(grid_value),
            slope=frozen(grid_slope),
            n=n,
            n_all=len(trainer.train),
            counts=frozen(histogram(at, (float(grid[0]), float(grid[-1])))),
            points_at=frozen(at) if is_few else None,
            points_value=frozen(value) if is_few else None,
            points_slope=frozen(slope) if is_few else None,
            labels=frozen(found.labels) if is_few else None,
            rows=frozen(found.rows) if is_few else None,
            saturated=frozen(flat.mean(axis=0) if n else np.zeros(at.shape[1])),
            dead=frozen((slope == 0.0).all(axis=0) & (n > 0) & (top > 0.0)),
            constant=frozen((high - low <= 1e-9 * (1.0 + np.abs(high))) & (n > 1)),
            low=frozen(low),
            high=frozen(high),
        )

    def _curve(self, module: Module, at: Floats) -> tuple[Floats, Floats, Floats]:
        self._range = fitted(at, self._range)
        low, high = self._range
        grid = np.linspace(low, high, GRID + 1)
        # Kinks and jumps are at 0: a sample there, and one on each side.
        grid = np.unique(np.concatenate([grid, np.array([-1.0, 0.0, 1.0]) * 1e-9 * (high - low)]))
        return grid, *curve(module, grid)


class _Pass:
    """The points sent through the network up to one layer, some rows at a time."""

    def __init__(self, trainer: Trainer, layer: int) -> None:
        self.parameters = trainer.network.parameters.copy()
        self.step = trainer.step_count
        network: Sequential = trainer.network.twin(self.parameters)
        linears = [(place, module) for place, module in enumerate(network.modules) if isinstance(module, Linear)]
        self.layer = min(max(layer, 0), len(linears) - 1)
        self.is_output = self.layer == len(linears) - 1
        place = linears[self.layer][0]
        self._modules = network.modules[: place + 1]
        self.module = (trainer.head if self.is_output else network.modules[place + 1]).twin()
        units = linears[self.layer][1].out_features
        rows = subset(len(trainer.train), min(MOST_POINTS, max(MOST_SUMS // units, 1)))
        self.rows = rows.astype(np.int64)
        self._inputs = np.ascontiguousarray(trainer.train.inputs[rows], dtype=np.float64)
        self.labels = np.asarray(trainer.train.labels[rows], dtype=np.int64)
        self.z = np.empty((len(rows), units))
        self._done = 0
        n_products = sum(module.n_parameters for module in self._modules)
        self._chunk = min(max(CHUNK_PRODUCTS // n_products, 16), MOST_POINTS)

    def advance(self) -> bool:
        """One part more. Returns whether it was the last one."""
        part = slice(self._done, self._done + self._chunk)
        x = self._inputs[part]
        with np.errstate(all="ignore"):
            for module in self._modules:
                x = module.forward(x)
        self.z[part] = x
        self._done += self._chunk
        return self._done >= len(self.z)


def fitted(at: Floats, before: tuple[float, float] | None) -> tuple[float, float]:
    """A range with round ends that holds all positions up to MOST_REACH, and 0 well inside; as it was, if that fits."""
    finite = at[np.abs(at) <= MOST_REACH]
    low, high = (float(-finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    ends = [_round_up(max(end, LEAST_REACH)) for end in (low, high)]
    if before is not None:
        for side, (end, reach) in enumerate(zip((low, high), (-before[0], before[1]), strict=True)):
            if ends[side] < reach and _round_up(max(end * SLACK, LEAST_REACH)) >= reach:
                ends[side] = reach
    return -ends[0], ends[1]


def histogram(at: Floats, within: tuple[float, float]) -> Integers:
    """(U, BINS): how many of the positions (N, U) lie in each part of the range; beyond it, in its last part."""
    low, high = within
    units = at.shape[1]
    with np.errstate(all="ignore"):
        share = (at - low) / (high - low)
    finite = np.isfinite(at)
    place = np.clip(np.where(finite, share * BINS, 0.0), 0, BINS - 1).astype(np.int64)
    place += np.arange(units) * BINS
    return np.bincount(place[finite], minlength=units * BINS).reshape(units, BINS).astype(np.int64)


def _round_up(value: float) -> float:
    """The next number at or above it with few digits."""
    decade = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return next(factor * decade for factor in ROUND if factor * decade >= value * (1.0 - 1e-9))
