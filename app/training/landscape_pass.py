"""One picture of a loss landscape in the making."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.session.arrays import Floats, frozen
from app.training.directions import Directions
from app.training.scan import Scan, Window
from nncore import Penalty, Probe

LONGEST_S = 20.0  # for a level: where the next one would take longer, the picture stays as it is
OUTSIDE_TOLERANCE = 1e-12


class Pass:
    """A scan of the parameters as they were when it began.

    Attributes: directions, scan, probe; looks: how many worked on it.
    """

    def __init__(
        self, directions: Directions, window: Window, probe: Probe, outside: Floats, penalty: Penalty | None
    ) -> None:
        self.directions, self.probe, self.looks = directions, probe, 0
        self.scan = Scan(window, 1 if penalty is None else 2)
        self._outside, self._penalty = outside, penalty
        self._row, self._sum = 0, 0.0  # of the place under way
        self._seconds, self._n_samples = 0.0, 0

    def is_at(self, directions: Directions, window: Window, probe: Probe) -> bool:
        """Whether it is of this part of the space, and of these points."""
        return self.directions is directions and self.scan.window == window and self.probe is probe

    def is_of(self, outside: Floats) -> bool:
        """Whether it is the landscape around parameters with this part (P,) outside the directions."""
        return is_same(self._outside, outside)

    @property
    def is_finished(self) -> bool:
        """Whether it is as fine as it will be."""
        if self.scan.level < 0 or not self._n_samples:
            return False
        return self.scan.is_finished or self.scan.left * self._seconds / self._n_samples > LONGEST_S

    def go_on(self, is_over: Callable[[], bool], clock: Callable[[], float], level: int) -> None:
        """Work until a level is complete or the time is over."""
        if self.is_finished:
            return
        start = clock()
        self.scan.go_on(lambda place: self._values_at(place, is_over), is_over, level)
        self._seconds += clock() - start

    def values(self) -> tuple[Floats, Floats | None]:
        """The loss and the penalty on the finest complete level, read-only."""
        found = frozen(self.scan.values())
        return found[0], found[1] if self._penalty is not None else None

    def _values_at(self, place: Floats, is_over: Callable[[], bool]) -> tuple[float, ...] | None:
        """Loss and penalty at a place; None where the time is over in the midst of many points."""
        parameters, probe = self._outside + place @ self.directions.vectors, self.probe
        while self._row < probe.n:
            rows = slice(self._row, min(self._row + probe.chunk_rows, probe.n))
            self._sum += probe.summed_loss(parameters, rows)
            self._row = rows.stop
            if self._row < probe.n and is_over():
                return None
        loss, self._row, self._sum = self._sum / probe.n, 0, 0.0
        self._n_samples += 1
        if self._penalty is None:
            return (loss,)
        with np.errstate(all="ignore"):
            return loss, self._penalty.value(parameters)


def is_same(outside: Floats, other: Floats) -> bool:
    """Whether two parts outside (P,) are the same, but for rounding."""
    largest = max(1.0, float(np.abs(outside).max(initial=0.0)))
    return bool(np.abs(outside - other).max(initial=0.0) <= OUTSIDE_TOLERANCE * largest)
