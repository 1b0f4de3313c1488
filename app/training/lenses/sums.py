"""The weighted sums z of one layer at the points: computed in parts, for the lenses that draw a curve over them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from app.session.arrays import Floats, Integers, frozen
from app.training.lenses.subset import MOST_POINTS, subset
from nncore import Linear, Sequential, Trainer

GRID = 240  # steps of a curve over its range
BINS = 96
FEW_POINTS = 250  # that many are given one by one
MOST_SUMS = 2**17  # looked at in all: of a wide layer, at fewer points
CHUNK_PRODUCTS = 2**21  # products in a part of the work
LEAST_REACH, MOST_REACH = 5.0, 1e100
ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SLACK = 1.3  # how much smaller the points must have become before the range does

A = TypeVar("A")


@dataclass(frozen=True)
class OnCurve:
    """Points given one by one: where they lie on a curve, and which they are. Read-only arrays.

    at, value, slope: (n, U) for U neurons, or (n,). labels (n,): their classes; rows (n,): their numbers among the
    training points.
    """

    at: Floats
    value: Floats
    slope: Floats
    labels: Integers
    rows: Integers


class Sums:
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

    def on_curve(self, at: Floats, value: Floats, slope: Floats) -> OnCurve | None:
        """The points with their places on a curve; None where they are too many to be given one by one."""
        if len(self.z) > FEW_POINTS:
            return None
        return OnCurve(*(frozen(array) for array in (at, value, slope, self.labels, self.rows)))


class SumsLens(Generic[A]):
    """A lens whose answer follows from the sums of one layer, at the parameters of one moment.

    A subclass says how, in summary(). Beyond the last hidden layer is the output.
    """

    def __init__(self, layer: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self.is_done = False
        self._layer = layer
        self._clock = clock
        self._sums: Sums | None = None
        self._seen: tuple[int, Floats] | None = None  # step and parameters that the answer is of
        self._answer: A | None = None
        self._range: tuple[float, float] | None = None

    def look(self, trainer: Trainer, seconds: float) -> A | None:
        """The newest answer that is complete; None before the first."""
        deadline = self._clock() + seconds
        if self._sums is None and not self._is_present(trainer):
            self._sums = Sums(trainer, self._layer)
        while self._sums is not None:
            if self._sums.advance():
                self._seen = self._sums.step, self._sums.parameters
                with np.errstate(all="ignore"):  # deep ReLU layers can add up to more than a float holds
                    self._answer = self.summary(self._sums, trainer)
                self._sums = None
            elif self._clock() >= deadline:
                break
        self.is_done = self._is_present(trainer)
        return self._answer

    def summary(self, sums: Sums, trainer: Trainer) -> A:
        """The answer for these sums, once they are complete."""
        raise NotImplementedError

    def grid(self, at: Floats) -> Floats:
        """(G,): places over a range that holds these positions, and moves as seldom as can be."""
        self._range = fitted(at, self._range)
        low, high = self._range
        # Kinks and jumps are at 0: a sample there, and one on each side.
        around = np.array([-1.0, 0.0, 1.0]) * 1e-9 * (high - low)
        return np.unique(np.concatenate([np.linspace(low, high, GRID + 1), around]))

    def _is_present(self, trainer: Trainer) -> bool:
        if self._seen is None or self._seen[0] != trainer.step_count:
            return False
        return np.array_equal(self._seen[1], trainer.network.parameters)


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
