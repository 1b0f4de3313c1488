"""Array types, the small array functions that several files need, and memory that is kept from call to call."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers that are computed with: always float64."""

Labels = NDArray[np.intp]
"""Class numbers 0 … K−1."""

Targets = NDArray[Any]
"""What a loss compares predictions with: values (N, O), or class numbers (N,)."""


@lru_cache(maxsize=64)
def ones(n: int) -> Array:
    """(n,) of 1, read-only. A product with it is a sum, and on narrow arrays several times faster than np.sum."""
    vector = np.ones(n)
    vector.flags.writeable = False
    return vector


def sum_over_outputs(values: Array, out: Array) -> Array:
    """(N, O) → (N,), into out."""
    return values.dot(ones(values.shape[1]), out)


def shift_to_zero(x: Array, out: Array) -> Array:
    """Subtract from each row of x (N, K) its largest number, so that exp() of it cannot overflow."""
    n_rows, n_columns = x.shape
    largest = x.reshape(-1)[row_starts(n_rows, n_columns) + x.argmax(axis=1)]  # faster than max() where K is small
    np.subtract(x, largest[:, None], out)
    return out


@lru_cache(maxsize=64)
def row_starts(n_rows: int, n_columns: int) -> Labels:
    """(N,), read-only: where each row of an (N, K) array begins once it is flat."""
    starts = np.arange(0, n_rows * n_columns, n_columns, dtype=np.intp)
    starts.flags.writeable = False
    return starts


def one_hot(labels: Labels, n_classes: int) -> Array:
    """(N, K): a row for each label, 1 at its class and 0 elsewhere."""
    rows = np.zeros((labels.size, n_classes))
    rows[np.arange(labels.size), labels] = 1.0
    return rows


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
