"""Where a run has been: its checkpoints at steps that are evenly spaced, however long it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from nncore.arrays import Array, Labels
from nncore.checkpoint import Checkpoint

CAPACITY = 512
MAX_NUMBERS = 2**22  # of all remembered moments together, 32 MB: wide networks are remembered at fewer steps
CHUNK = 64  # moments whose parameters are put together for one product


class Path:
    """The moments after each step that is a multiple of `stride`, from the first one seen on.

    When there is no more room, every second one is forgotten and the stride doubles. So what is kept depends on the
    steps alone, and takes at most MAX_NUMBERS numbers. A network so large that not even two moments fit is not
    remembered at all (capacity 0).

    n_numbers: of one moment, parameters and optimizer slots together. changes counts whatever may have changed what is
    kept. Moments never change, so that they can be handed to anybody; their arrays are read-only.
    """

    def __init__(self, n_numbers: int, capacity: int = CAPACITY) -> None:
        room = min(capacity, MAX_NUMBERS // max(n_numbers, 1))
        self.capacity = room if room >= 2 else 0
        self.stride = 1
        self.changes = 0
        self._moments: list[Checkpoint] = []
        self._snapshot: tuple[Checkpoint, ...] | None = ()

    @classmethod
    def of(cls, moments: Sequence[Checkpoint], stride: int, n_numbers: int) -> Self:
        """The path that these moments, rising, are of; thinned where there is no room for all."""
        path = cls(n_numbers)
        path.stride = stride
        path._moments = [_sealed(moment) for moment in moments] if path.capacity else []
        while len(path._moments) > path.capacity:
            path._thin()
        path._changed()
        return path

    def __len__(self) -> int:
        return len(self._moments)

    @property
    def moments(self) -> tuple[Checkpoint, ...]:
        """All that is remembered, by rising step."""
        if self._snapshot is None:
            self._snapshot = tuple(self._moments)
        return self._snapshot

    @property
    def steps(self) -> Labels:
        """(n,), rising: how many were done."""
        return np.array([moment.step for moment in self._moments], dtype=np.intp)

    @property
    def parameters(self) -> Array:
        """(n, P): a row for each of the steps, in a table of its own."""
        return np.array([moment.parameters for moment in self._moments])

    def at(self, place: int) -> Array:
        """(P,): a copy of what one of the steps led to, by its place among them."""
        return self._moments[place].parameters.copy()

    def projected(self, vectors: Array) -> Array:
        """parameters @ vectors (P, k): (n, k), without a table of all parameters."""
        result = np.empty((len(self._moments), vectors.shape[1]))
        for start in range(0, len(result), CHUNK):
            part = slice(start, start + CHUNK)
            result[part] = np.array([moment.parameters for moment in self._moments[part]]) @ vectors
        return result

    def wants(self, step: int) -> bool:
        """Whether the moment after so many steps would be kept."""
        return self.capacity > 0 and step % self.stride == 0

    def append(self, moment: Checkpoint) -> None:
        """Remember a moment, if it is on the stride, in place of what came later. Its arrays become read-only."""
        if not self.wants(moment.step):
            return
        self.rewind(moment.step - 1)
        while len(self._moments) >= self.capacity:
            self._thin()
        if moment.step % self.stride:
            return
        self._moments.append(_sealed(moment))
        self._changed()

    def rewind(self, step: int) -> None:
        """Forget what came after so many steps."""
        while self._moments and self._moments[-1].step > step:
            self._moments.pop()
            self._changed()

    def _changed(self) -> None:
        self.changes += 1
        self._snapshot = None

    def _thin(self) -> None:
        self.stride *= 2
        self._moments = [moment for moment in self._moments if moment.step % self.stride == 0]
        self._changed()


def _sealed(moment: Checkpoint) -> Checkpoint:
    """The moment itself, its arrays marked read-only."""
    for array in (moment.parameters, moment.slots):
        array.flags.writeable = False
    return moment
