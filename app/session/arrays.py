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
    """All points of a session in read-only arrays.

    Shapes: x (N, D) coordinates in the units of the axes, labels (N,) class numbers, is_test (N,).
    values (N,), in the target's unit, where the points have values and no classes (regression): the labels are then
    all 0. Else None.
    """

    __slots__ = ("is_test", "labels", "values", "x")

    def __init__(self, x: Any, labels: Any = None, is_test: Any = None, values: Any = None) -> None:
        self.x: Floats = frozen(np.array(x, dtype=np.float64))
        self.values: Floats | None = None
        if values is not None:
            self.values, labels = frozen(np.array(values, dtype=np.float64).reshape(-1)), np.zeros(len(self.x))
        self.labels: Integers = frozen(np.array(labels, dtype=np.int64).reshape(-1))
        tests = np.zeros(len(self.labels), dtype=bool) if is_test is None else np.array(is_test, dtype=bool)
        self.is_test: Booleans = frozen(tests.reshape(-1))
        answers = self.labels if self.values is None else self.values
        if self.x.ndim != 2 or not len(self.x) == len(answers) == len(self.is_test):
            raise ValueError(
                f"points need x (N, D), labels or values (N,) and is_test (N,) of one length; "
                f"got {self.x.shape}, {answers.shape} and {self.is_test.shape}"
            )

    @classmethod
    def none(cls, dimensions: int, *, with_values: bool = False) -> Points:
        """No points, in a space of so many dimensions."""
        return cls(np.empty((0, dimensions)), np.empty(0), values=np.empty(0) if with_values else None)

    @property
    def dimensions(self) -> int:
        return int(self.x.shape[1])

    @property
    def answers(self) -> NDArray[Any]:
        """(N,): the values where there are some, else the labels."""
        return self.labels if self.values is None else self.values

    @property
    def nbytes(self) -> int:
        """How much memory they take."""
        values = 0 if self.values is None else self.values.nbytes
        return self.x.nbytes + self.labels.nbytes + self.is_test.nbytes + values

    def __len__(self) -> int:
        return len(self.labels)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Points):
            return NotImplemented
        return self is other or (
            (self.values is None) == (other.values is None)
            and np.array_equal(self.x, other.x)
            and np.array_equal(self.answers, other.answers)
            and np.array_equal(self.is_test, other.is_test)
        )

    def __hash__(self) -> int:
        return hash((self.x.tobytes(), self.answers.tobytes(), self.is_test.tobytes()))

    def __repr__(self) -> str:
        return f"Points({len(self)} in {self.dimensions}-D, {int(self.is_test.sum())} for testing)"

    def taking(self, index: Any) -> Points:
        """The points that an index array or a mask chooses, in its order."""
        values = None if self.values is None else self.values[index]
        return Points(self.x[index], self.labels[index], self.is_test[index], values)

    def joined(self, other: Points) -> Points:
        """These points, then the others."""
        values = None
        if self.values is not None and other.values is not None:
            values = np.concatenate((self.values, other.values))
        return Points(
            np.concatenate((self.x, other.x)),
            np.concatenate((self.labels, other.labels)),
            np.concatenate((self.is_test, other.is_test)),
            values,
        )

    def with_x(self, x: Floats) -> Points:
        """The same points at other places (N, D)."""
        return Points(x, self.labels, self.is_test, self.values)

    def with_tests(self, is_test: Booleans) -> Points:
        """The same points, others of them for testing (N,)."""
        return Points(self.x, self.labels, is_test, self.values)
