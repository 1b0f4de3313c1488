"""A function sampled over a line or a square, coarse at first and ever finer, nothing computed twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.session.arrays import Floats, Integers

Range = tuple[float, float]
Window = tuple[Range, ...]

SIZES = {1: (33, 65, 129, 257), 2: (9, 17, 33, 65, 129)}  # samples along each axis, by the number of axes


class Scan:
    """Samples of m functions over a window, in levels; each holds all samples of the one before.

    Attributes: window (a range for each of the k axes), level (the finest complete one, -1 before the first).
    """

    def __init__(self, window: Window, n_functions: int = 1) -> None:
        self.window = window
        self.level = -1
        sizes = SIZES[len(window)]
        self._sizes, self._finest = sizes, sizes[-1]
        self._values = np.empty((n_functions, *(self._finest,) * len(window)))
        self._places = [np.linspace(low, high, self._finest) for low, high in window]
        self._order = self._new_samples(0)
        self._next = 0

    @property
    def is_finished(self) -> bool:
        """Whether there is no finer level."""
        return self.level == len(self._sizes) - 1

    @property
    def left(self) -> int:
        """How many samples the next level still needs."""
        return 0 if self.is_finished else len(self._order) - self._next

    def go_on(
        self, values: Callable[[Floats], Sequence[float] | None], is_over: Callable[[], bool], level: int
    ) -> None:
        """Sample until a level is complete or the time is over. values: the m values at a place (k,); None where they
        need more time, and are asked for once more.
        """
        while self.level < level and not self.is_finished and not is_over():
            index = tuple(self._order[self._next])
            found = values(np.array([places[i] for places, i in zip(self._places, index, strict=True)]))
            if found is None:
                return
            self._values[(slice(None), *index)] = found
            self._next += 1
            if self._next == len(self._order):
                self.level += 1
                self._next = 0
                if not self.is_finished:
                    self._order = self._new_samples(self.level + 1)

    def values(self) -> Floats:
        """A copy of the samples of the finest complete level: (m, n), or (m, n, n) with the second axis going down the
        rows.

        Samples stand at equal distances, the first and the last one at the ends of the window.
        """
        stride = self._stride(self.level)
        part = self._values[(slice(None), *(slice(None, None, stride),) * len(self.window))]
        return np.ascontiguousarray(part if part.ndim == 2 else part.transpose(0, 2, 1))

    def _stride(self, level: int) -> int:
        return (self._finest - 1) // (self._sizes[level] - 1)

    def _new_samples(self, level: int) -> Integers:
        """The places (M, k) on the finest grid that this level adds to the one before."""
        stride, n_axes = self._stride(level), len(self.window)
        along = np.arange(0, self._finest, stride)
        grid = np.stack(np.meshgrid(*[along] * n_axes, indexing="ij"), axis=-1).reshape(-1, n_axes)
        if level:
            grid = grid[(grid % self._stride(level - 1) != 0).any(axis=1)]
        return grid
