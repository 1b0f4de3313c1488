"""Arrays as values: read-only, comparable, and able to stand inside a frozen struct.

NumPy arrays are mutable and compare element by element, which is wrong inside an immutable session.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array itself, marked read-only."""
    array.flags.writeable = False
    return array


class Numbers:
    """Read-only float64 numbers of any shape, compared by value (NaN equals NaN, nothing equals nothing)."""

    __slots__ = ("array",)

    def __init__(self, values: NDArray[Any] | Sequence[Any]) -> None:
        self.array: Floats = frozen(np.array(values, dtype=np.float64))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Numbers):
            return NotImplemented
        if self is other or self.array.size == other.array.size == 0:
            return True
        return np.array_equal(self.array, other.array, equal_nan=True)

    def __hash__(self) -> int:
        return hash(self.array.tobytes())

    def __len__(self) -> int:
        return len(self.array)

    def __repr__(self) -> str:
        return f"Numbers{self.array.shape}"


class Points:
    """All points of a session in three read-only arrays.

    Shapes: x (N, D) coordinates in the units of the axes, labels (N,) class numbers, is_test (N,).
    """

    __slots__ = ("is_test", "labels", "x")

    def __init__(self, x: Any, labels: Any, is_test: Any = None) -> None:
        self.x: Floats = frozen(np.array(x, dtype=np.float64))
        self.labels: Integers = frozen(np.array(labels, dtype=np.int64).reshape(-1))
        tests = np.zeros(len(self.labels), dtype=bool) if is_test is None else np.array(is_test, dtype=bool)
        self.is_test: Booleans = frozen(tests.reshape(-1))
        if self.x.ndim != 2 or not len(self.x) == len(self.labels) == len(self.is_test):
            raise ValueError(
                f"points need x (N, D), labels (N,) and is_test (N,) of one length; "
                f"got {self.x.shape}, {self.labels.shape} and {self.is_test.shape}"
            )

    @classmethod
    def none(cls, dimensions: int) -> Points:
        """No points, in a space of so many dimensions."""
        return cls(np.empty((0, dimensions)), np.empty(0))

    @property
    def dimensions(self) -> int:
        return int(self.x.shape[1])

    def __len__(self) -> int:
        return len(self.labels)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Points):
            return NotImplemented
        return self is other or (
            np.array_equal(self.x, other.x)
            and np.array_equal(self.labels, other.labels)
            and np.array_equal(self.is_test, other.is_test)
        )

    def __hash__(self) -> int:
        return hash((self.x.tobytes(), self.labels.tobytes(), self.is_test.tobytes()))

    def __repr__(self) -> str:
        return f"Points({len(self)} in {self.dimensions}-D, {int(self.is_test.sum())} for testing)"

    def taking(self, index: Any) -> Points:
        """The points that an index array or a mask chooses, in its order."""
        return Points(self.x[index], self.labels[index], self.is_test[index])

    def joined(self, other: Points) -> Points:
        """These points, then the others."""
        return Points(
            np.concatenate((self.x, other.x)),
            np.concatenate((self.labels, other.labels)),
            np.concatenate((self.is_test, other.is_test)),
        )
