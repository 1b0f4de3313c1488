"""The curves of a run, in bounded memory however long it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from nncore.arrays import Array
from nncore.errors import ShapeError

STEP_COLUMNS = ("step", "loss")
MAX_LOSSES = 256  # that a history tells apart
EPOCH_COLUMNS = ("step", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "penalty")


class Series:
    """A table that grows by a row at a time and thins itself evenly.

    It keeps the rows whose index is a multiple of `stride`, which starts at 1. When `capacity` rows are kept, every
    second one goes and the stride doubles. The newest row is always there as well, on the stride or not.
    What is kept depends only on the indices and rows that were appended, so a restored series goes on exactly.

    columns: the names; the column of the index is "epoch" if there is one, else the first. Indices must increase.
    Raises: ValueError if the capacity is below 2.
    """

    def __init__(self, columns: Sequence[str], capacity: int = 2048) -> None:
        if capacity < 2:
            raise ValueError(f"A series keeps at least 2 rows; got a capacity of {capacity}.")
        self.columns = tuple(columns)
        self.capacity = capacity
        self.stride = 1
        self._index_column = self.columns.index("epoch") if "epoch" in self.columns else 0
        self._rows: Array = np.empty((capacity, len(self.columns)))
        self._n = 0
        self._newest: Sequence[float] | None = None  # the last row appended, if it is not kept anyway

    def __len__(self) -> int:
        return self._n + (self._newest is not None)

    @classmethod
    def from_array(cls, columns: Sequence[str], array: Array, stride: int, capacity: int = 2048) -> Self:
        """The series that array() and stride were read from.

        Raises: ShapeError or ValueError if no series can have produced them.
        """
        series = cls(columns, capacity)
        array = np.asarray(array, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != len(series.columns):
            raise ShapeError(f"The rows of this series have the shape (n, {len(series.columns)}); got {array.shape}.")
        if len(array) > capacity:
            raise ShapeError(f"A series of capacity {capacity} holds at most {capacity} rows; got {len(array)}.")
        if stride < 1 or stride & (stride - 1):
            raise ValueError(f"The stride of a series is a power of two; got {stride}.")
        indices = array[:, series._index_column]
        with np.errstate(invalid="ignore"):  # infinity has no remainder, and is refused below
            off_stride = indices % stride != 0
        if off_stride[:-1].any() or (np.diff(indices) <= 0).any() or not np.isfinite(indices).all():
            raise ValueError(f"The rows of a series have increasing multiples of its stride {stride} as their indices.")
        series.stride = stride
        kept = array[:-1] if off_stride[-1:].any() else array
        series._n = len(kept)
        series._rows[: series._n] = kept
        if len(kept) < len(array):
            series._newest = tuple(array[-1].tolist())
        return series

    def wants(self, index: int) -> bool:
        """Whether a row with this index would be kept: ask before computing an expensive one."""
        return index % self.stride == 0

    def append(self, index: int, row: Sequence[float]) -> None:
        """Add a row, one number for each column, the index among them."""
        if index % self.stride:
            self._newest = row
            return
        self._newest = None
        self._rows[self._n] = row
        self._n += 1
        if self._n == self.capacity:
            self._thin()

    @property
    def room(self) -> Array:
        """(n, columns): memory of the rows that can be kept before the series thins itself; fill() takes them over."""
        return self._rows[self._n :]

    def fill(self, n: int) -> None:
        """The first n rows of `room` have been written, on the stride and in order: as if each had been appended."""
        if n:
            self._newest = None
            self._n += n
            if self._n == self.capacity:
                self._thin()

    def array(self) -> Array:
        """(n, columns): a copy of the rows, in order, the newest last."""
        kept = self._rows[: self._n]
        return kept.copy() if self._newest is None else np.vstack([kept, self._newest])

    def column(self, name: str) -> Array:
        """(n,): a copy of one column."""
        return self.array()[:, self.columns.index(name)]

    def cut(self, column: str, limit: float) -> None:
        """Forget the rows whose value in this column is above the limit (the run goes back in time)."""
        place = self.columns.index(column)
        if self._newest is not None and self._newest[place] > limit:
            self._newest = None
        self._n = int(np.searchsorted(self._rows[: self._n, place], limit, side="right"))

    def _thin(self) -> None:
        """Double the stride, keeping the rows that are on it; the last one stays as the newest."""
        self.stride *= 2
        rows = self._rows[: self._n]
        on_stride = rows[:, self._index_column] % self.stride == 0
        if not on_stride[-1]:
            self._newest = tuple(rows[-1].tolist())
        kept = rows[on_stride]
        self._n = len(kept)
        self._rows[: self._n] = kept


class History:
    """The curves of one run.

    steps: for each step, the number of steps done before it, and the data loss of its batch (before the update).
    epochs: at the start (epoch 0) and at the end of each epoch on the stride: loss and accuracy on the training and
    test samples (NaN where there are none), and the penalty. The newest row, where it is off the stride, is of the
    moment at which Trainer.record_now() was last called: its epoch was complete, and its step tells how much more.
    losses: from how many steps on which loss was measured, by name, rising from step 0; only told by note_loss().
    """

    def __init__(self, capacity: int = 2048) -> None:
        self.steps = Series(STEP_COLUMNS, capacity)
        self.epochs = Series(EPOCH_COLUMNS, capacity)
        self.losses: list[tuple[int, str]] = []

    def note_loss(self, step: int, name: str) -> None:
        """From so many steps on, this loss is measured. The first one that is told holds from the start.

        Before the first step, what another loss was at the start is forgotten, so that it is measured with this one.
        """
        if not self.losses:
            self.losses.append((0, name))
        elif self.losses[-1][1] != name:
            while self.losses and self.losses[-1][0] >= step:  # nothing was measured with those
                self.losses.pop()
            if not self.losses:
                self.epochs.cut("step", -1)
                self.losses.append((0, name))
            elif self.losses[-1][1] != name:
                self.losses.append((step, name))
            if len(self.losses) > MAX_LOSSES:
                del self.losses[1]

    def rewind(self, step: int) -> None:
        """Forget what was measured after the run had done this many steps."""
        self.steps.cut("step", step - 1)
        self.epochs.cut("step", step)
        self.losses = [known for known in self.losses if known[0] <= step]
