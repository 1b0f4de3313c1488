"""Where a run has been: its parameters at steps that are evenly spaced, however long it goes on."""

from __future__ import annotations

import numpy as np

from nncore.arrays import Array, Labels

CAPACITY = 512
MAX_NUMBERS = 2**22  # of all remembered parameters together, 32 MB: wide networks are remembered at fewer steps


class Path:
    """The parameters after each step that is a multiple of `stride`, from the first one seen on.

    When there is no more room, every second one is forgotten and the stride doubles. So what is kept depends on the
    steps alone, and takes at most MAX_NUMBERS numbers. A network so large that not even a few vectors fit is not
    remembered at all (capacity 0).

    steps (n,): how many were done; parameters (n, P): what they led to. Both are copies. changes counts whatever may
    have changed them.
    """

    def __init__(self, n_parameters: int, capacity: int = CAPACITY) -> None:
        room = min(capacity, MAX_NUMBERS // max(n_parameters, 1))
        self.capacity = room if room >= 2 else 0
        self.stride = 1
        self.changes = 0
        self._steps = np.empty(self.capacity, dtype=np.intp)
        self._rows = np.empty((self.capacity, n_parameters))  # the system gives the memory as it is written to
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def steps(self) -> Labels:
        """(n,), rising."""
        return self._steps[: self._n].copy()

    @property
    def parameters(self) -> Array:
        """(n, P): a row for each of the steps."""
        return self._rows[: self._n].copy()

    def at(self, place: int) -> Array:
        """(P,): a copy of what one of the steps led to, by its place among them."""
        parameters: Array = self._rows[: self._n][place].copy()
        return parameters

    def projected(self, vectors: Array) -> Array:
        """parameters @ vectors (P, k): (n, k), without a copy of the parameters."""
        result: Array = self._rows[: self._n].dot(vectors)
        return result

    def append(self, step: int, parameters: Array) -> None:
        """Remember the parameters (P,) after so many steps, if that is on the stride, in place of what came later."""
        if step % self.stride or not self.capacity:
            return
        self.rewind(step - 1)
        if self._n == self.capacity:
            self._thin()
            if step % self.stride:
                return
        self._steps[self._n] = step
        self._rows[self._n] = parameters
        self._n += 1
        self.changes += 1

    def rewind(self, step: int) -> None:
        """Forget what came after so many steps."""
        while self._n and self._steps[self._n - 1] > step:
            self._n -= 1
            self.changes += 1

    def _thin(self) -> None:
        self.stride *= 2
        kept = np.flatnonzero(self._steps[: self._n] % self.stride == 0)
        self._steps[: len(kept)] = self._steps[kept]
        for place, row in enumerate(kept):  # one by one, so that no second table is needed for it
            self._rows[place] = self._rows[row]
        self._n = len(kept)
