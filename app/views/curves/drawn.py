"""What is to be drawn: the lines of a run and how to show them, and the ranges that follow. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats
from app.views.curves.lines import By, Line, Quantity, Switch

LEAST_SPAN = {"epoch": 1.0, "step": 10.0}
FEW = 3  # epochs of a run, from which on the x axis is its own
Range = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """A place on the x axis where the run diverged, and the sentence that says why."""

    x: float
    reason: str


@dataclass(frozen=True)
class Curves:
    """All that one picture shows. lines are the run's own, pinned those of earlier runs.

    moment: the x of a remembered moment that is looked at; what came later is drawn faintly. switches: where another
    loss began.
    """

    quantity: Quantity = "loss"
    by: By = "epoch"
    logarithmic: bool = False
    smoothing: float = 0.0
    lines: tuple[Line, ...] = ()
    pinned: tuple[Line, ...] = ()
    mark: Mark | None = None
    moment: float | None = None
    switches: tuple[Switch, ...] = ()

    @property
    def every(self) -> tuple[Line, ...]:
        return (*self.pinned, *self.lines)

    @property
    def floor(self) -> float:
        """Where values that have no logarithm are drawn: the decade below all that have one."""
        positive = [line.y[line.y > 0.0].min() for line in self.every if (line.y > 0.0).any()]
        return 10.0 ** math.floor(math.log10(min(positive)) - 1e-9) if positive else 1e-3

    def on_axis(self, y: Floats, floor: float) -> Floats:
        """Values as the axis carries them: exponents of ten if it is logarithmic."""
        if not self.logarithmic:
            return y
        with np.errstate(invalid="ignore", over="ignore"):
            return np.log10(np.where(np.isnan(y), np.nan, np.maximum(y, floor)))

    def x_range(self) -> Range:
        """From the start to the newest sample of the run, or of all while the run has hardly begun."""
        epochs = max((len(line.x) - 1 for line in self.lines if line.role != "batch"), default=0)
        return 0.0, max(_last(self.lines if epochs >= FEW else self.every), LEAST_SPAN[self.by])

    def whole_range(self) -> Range:
        """From the start to the newest sample of all."""
        return 0.0, max(_last(self.every), LEAST_SPAN[self.by])

    def has_begun_anew(self, before: Curves) -> bool:
        """Whether the run is at an earlier place than it was."""
        return _last(self.lines) < _last(before.lines)

    def y_range(self, within: Range) -> Range:
        """What the samples within an x range need, with a little air."""
        if self.quantity == "accuracy":
            return -0.02, 1.03
        seen = list(_seen(self.every, within))
        highest = max((float(y.max()) for y in seen), default=1.0)
        if self.logarithmic:
            floor = self.floor
            lowest = min((float(np.maximum(y, floor).min()) for y in seen), default=0.1)
            # Steps of a quarter decade, so that the axis does not creep while the loss falls.
            low, high = math.floor(4 * math.log10(lowest)) / 4, math.ceil(4 * math.log10(max(highest, floor))) / 4
            return low - 0.05, max(high, low + 0.5) + 0.05
        if self.mark and seen:
            # The last losses before a divergence are so large that nothing else would be seen beside them.
            starts = [4.0 * float(line.y[np.isfinite(line.y)][0]) for line in self.lines if np.isfinite(line.y).any()]
            before = [float(y.max()) for y in _seen(self.pinned, within)]
            highest = min(highest, max([*starts, *before], default=highest))
        highest = highest if highest > 0.0 else 1.0
        return -0.02 * highest, 1.06 * highest  # so that a line at 0 is seen whole


def _last(lines: Iterable[Line]) -> float:
    return max((float(line.x[-1]) for line in lines if len(line.x)), default=0.0)


def _seen(lines: Iterable[Line], within: Range) -> Iterable[Floats]:
    """The finite values of each line within an x range, and of its neighbors that the line comes from and goes to."""
    for line in lines:
        first = max(int(np.searchsorted(line.x, within[0], side="right")) - 1, 0)
        last = int(np.searchsorted(line.x, within[1], side="left")) + 1
        y = line.y[first:last]
        y = y[np.isfinite(y)]
        if len(y):
            yield y
