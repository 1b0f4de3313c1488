"""Array types, and scratch memory that is kept from one call to the next."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers that are computed with: always float64."""

Labels = NDArray[np.intp]
"""Class numbers 0 … K−1."""

Targets = NDArray[Any]
"""What a loss compares predictions with: values (N, O), or class numbers (N,)."""


class Buffers:
    """Named arrays that are reused, so that a training step need not ask for memory.

    get(name, shape) returns the array called `name`, its content undefined. Each name owns one block of memory, which
    grows when a larger shape is asked for and never shrinks: the smaller last batch of an epoch is a part of it.
    """

    __slots__ = ("_arrays", "_blocks")

    def __init__(self) -> None:
        self._arrays: dict[str, Array] = {}
        self._blocks: dict[str, Array] = {}

    def get(self, name: str, shape: tuple[int, ...]) -> Array:
        """The array `name` with this shape; the same memory as last time wherever it is large enough."""
        array = self._arrays.get(name)
        if array is not None and array.shape == shape:
            return array
        return self._reshape(name, shape)

    def _reshape(self, name: str, shape: tuple[int, ...]) -> Array:
        size = int(np.prod(shape))
        block = self._blocks.get(name)
        if block is None or block.size < size:
            block = self._blocks[name] = np.empty(size)
        array = self._arrays[name] = block[:size].reshape(shape)
        return array
