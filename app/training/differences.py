"""A gradient measured: the slope of the loss at each entry of an array, by central differences."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.session.arrays import Floats, frozen
from nncore import Loss, Module, Trainer
from nncore.arrays import Targets

STEP = 1e-5  # h, for numbers of up to 1; larger ones are moved by as much more
KINK = 1e-2  # slopes on both sides that differ by more than this share belong to a kink
SMALLEST = 1e-6  # slopes below are not told apart by their share

Quantity = Literal["weights", "bias", "input", "prediction"]
"""What a gradient is taken by: a layer's weights or bias, a module's input, or what the loss is given."""


@dataclass(frozen=True)
class CheckRequest:
    """Which gradient to measure: of which brick (its number), by what, and which entry first."""

    quantity: Quantity
    brick: int
    entry: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Checked:
    """A gradient by backward and by differences, as far as it has been measured.

    analytic, numeric (A, B): numeric is NaN where it is not measured yet. left, right: the slopes on both sides of the
    chosen entry. step: h. kinks: how many entries have different slopes on their two sides.
    """

    request: CheckRequest
    analytic: Floats
    numeric: Floats
    left: float
    right: float
    step: float
    kinks: int

    @property
    def measured(self) -> int:
        """How many entries have been measured."""
        return int(np.isfinite(self.numeric).sum())

    @property
    def is_kink(self) -> bool:
        """Whether the chosen entry lies at a kink, or within h of one."""
        return is_kink(self.left, self.right)

    @property
    def entry_error(self) -> float:
        """Relative error of the chosen entry."""
        return relative_error(self.analytic[self.request.entry], self.numeric[self.request.entry])

    @property
    def error(self) -> float:
        """Relative error of all that is measured: ‖difference‖ / the larger of the two norms."""
        known = np.isfinite(self.numeric)
        return relative_error(self.analytic[known], self.numeric[known])


class Differences:
    """Measures one gradient of the data loss, some entries at a time.

    Thread: any one at a time; everything that it changes is its own.
    """

    def __init__(
        self, trainer: Trainer, modules: Sequence[Module], inputs: Floats, targets: Targets, request: CheckRequest
    ) -> None:
        """modules: the forward pass, with twins of their own; inputs (N, I) of the first; targets as prepared.

        The modules of a loss on logits must not hold the head. Raises: IndexError if there is no such brick or entry.
        """
        self._request = request
        self._modules, self._loss, self._targets = list(modules), trainer.loss.twin(), targets
        self._first = len(self._modules) if request.quantity == "prediction" else request.brick
        if not 0 <= self._first <= len(self._modules):
            raise IndexError(f"There is no module {request.brick} that a gradient goes through.")
        with np.errstate(all="ignore"):
            x = inputs
            for module in self._modules[: self._first]:
                x = module.forward(x)
            self._x = x.copy()
            self._value = self._loss_of(self._x)
            self.analytic: Floats = frozen(self._backward().copy())
        self._moved = self._place()
        entry = request.entry
        if not (entry[0] < self.analytic.shape[0] and entry[1] < self.analytic.shape[1]):
            raise IndexError(f"This gradient has the shape {self.analytic.shape}; there is no entry {entry}.")
        self._numeric: Floats = np.full(self.analytic.shape, math.nan)
        self._kinks = 0
        self._left, self._right = self._measure(entry)
        self._next = 0

    @property
    def is_done(self) -> bool:
        return self._next >= self._numeric.size

    def advance(self, seconds: float, clock: Callable[[], float] = time.perf_counter) -> Checked:
        """Measure on for about so long, and say what is known."""
        end = clock() + seconds
        n_columns = self._numeric.shape[1]
        while not self.is_done and clock() < end:
            entry = divmod(self._next, n_columns)
            self._next += 1
            if entry != self._request.entry:
                self._measure(entry)
        step = _step(float(self._moved[self._request.entry]))
        numeric: Floats = frozen(self._numeric.copy())
        return Checked(self._request, self.analytic, numeric, self._left, self._right, step, self._kinks)

    def _loss_of(self, x: Floats) -> float:
        for module in self._modules[self._first :]:
            x = module.forward(x)
        return self._loss.compute(x, self._targets)

    def _backward(self) -> Floats:
        """The gradient to be checked, of the forward that was made last."""
        flowing = self._loss.backward()
        for module in reversed(self._modules[self._first :]):
            flowing = module.backward(flowing)
        if self._request.quantity in ("weights", "bias"):
            return self._part(self._modules[self._first].gradients)
        return flowing

    def _place(self) -> Floats:
        """The memory whose entries are moved."""
        if self._request.quantity in ("weights", "bias"):
            return self._part(self._modules[self._first].parameters)
        return self._x

    def _part(self, vector: Floats) -> Floats:
        """Of a layer's vector its weights (I, O), or its bias as (1, O)."""
        matrix = vector.reshape(self._x.shape[1] + 1, -1)
        return matrix[:-1] if self._request.quantity == "weights" else matrix[-1:]

    def _measure(self, entry: tuple[int, int]) -> tuple[float, float]:
        """The slopes left and right of an entry; their mean is the central difference."""
        moved, value = self._moved, float(self._moved[entry])
        step = _step(value)
        with np.errstate(all="ignore"):
            moved[entry] = value + step
            above = self._loss_of(self._x)
            moved[entry] = value - step
            below = self._loss_of(self._x)
            moved[entry] = value
            left, right = (self._value - below) / step, (above - self._value) / step
            self._numeric[entry] = (above - below) / (2.0 * step)
        self._kinks += is_kink(left, right)
        return left, right


def is_kink(left: float, right: float) -> bool:
    """Whether two one-sided slopes differ by more than a smooth function's would."""
    return abs(right - left) > KINK * max(abs(left), abs(right), SMALLEST)


def relative_error(a: Floats | float, b: Floats | float) -> float:
    """‖a − b‖ / max(‖a‖, ‖b‖), or by SMALLEST where both are smaller: the measured one has an error of about 1e-11."""
    scale = max(float(np.linalg.norm(a)), float(np.linalg.norm(b)), SMALLEST)
    return float(np.linalg.norm(np.subtract(a, b))) / scale


def prepared(loss: Loss, targets: Targets, inputs: Floats, modules: Sequence[Module]) -> Targets:
    """The targets as Loss.compute takes them, for what these modules make of the inputs."""
    x = inputs
    for module in modules:
        x = module.forward(x)
    return loss.prepare(targets, x.shape)


def _step(value: float) -> float:
    return STEP * max(1.0, abs(value))
