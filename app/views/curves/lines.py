"""Which lines a run's history gives: names, roles and samples. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from app.session.arrays import Floats, Numbers
from app.session.schema import History, LossFrom, Pinned, Run, Trace
from app.views.curves.naming import numbers_of, words_of
from app.views.loss_names import LOSS_NAMES
from app.views.numbers_text import count

Quantity = Literal["loss", "accuracy"]
By = Literal["step", "epoch"]
Role = Literal["batch", "train", "test", "pinned"]

PINNED_EPOCH_COLUMNS = ("step", "epoch", "train_loss", "train_accuracy")  # a file may have the first three only
PINNED_WIDTH = 400  # a pinned curve is kept as precisely as a wide plot can show it
MOST_VALUE = 1e300  # beyond it, the room that an axis leaves above a curve would be endless
MOST_STEPS = 1e15


@dataclass(frozen=True)
class Line:
    """Samples y (n,) at x (n,), which does not decrease. Values that are not finite are gaps.

    note: all that there is to say about an earlier run. starts: the indices of the samples, rising, with which the
    values of another loss begin; from one loss to another leads no line.
    """

    name: str
    role: Role
    x: Floats
    y: Floats
    note: str = ""
    starts: tuple[int, ...] = ()

    @property
    def parts(self) -> list[slice]:
        """The samples that belong together."""
        return [slice(first, last) for first, last in pairwise((0, *self.starts, len(self.x))) if first < last]

    def losses_before(self, index: int) -> int:
        """How many losses there were before the one of this sample."""
        return int(np.searchsorted(self.starts, index, side="right"))


@dataclass(frozen=True)
class Switch:
    """A place on the x axis from which on another loss was measured; tip says which ones, in a sentence."""

    x: float
    loss: str
    tip: str


def lines_of(history: History | None, quantity: Quantity, by: By) -> list[Line]:
    """The lines of a run, those that matter most last. Test lines only where there are test points."""
    if history is None:
        return []
    lines = []
    switched = history.losses[1:] if quantity == "loss" else ()
    if quantity == "loss" and by == "step":
        x, losses = _column(history.steps, "step"), _drawable(_column(history.steps, "loss"))
        starts = tuple(int(np.searchsorted(x, known.step)) for known in switched)
        lines.append(Line("batch", "batch", x, losses, starts=starts))
    x = _column(history.epochs, by)
    starts = _starts(_column(history.epochs, "step"), switched, is_newest_late=_is_off_stride(history.epochs))
    roles: tuple[Role, ...] = ("test", "train")
    lines += [
        Line(role, role, x, _drawable(_column(history.epochs, f"{role}_{quantity}")), starts=starts) for role in roles
    ]
    return [line for line in lines if len(line.x) and np.isfinite(line.y).any()]


def switches_of(history: History | None, by: By) -> list[Switch]:
    """Where the loss was switched, in mid-run."""
    if history is None:
        return []
    steps, epochs = _column(history.epochs, "step"), _column(history.epochs, "epoch")
    result = []
    for before, known in pairwise(history.losses):
        x = float(known.step)
        if by == "epoch":
            x = float(np.interp(x, steps, epochs)) if len(steps) else 0.0
        name = LOSS_NAMES[known.loss]
        tip = f"After {count(known.step)} steps the loss L was switched from {LOSS_NAMES[before.loss]} to {name}: "
        result.append(Switch(x, name, f"{tip}values on the two sides can't be compared."))
    return result


def pinned_lines(pinned: tuple[Pinned, ...], quantity: Quantity, by: By) -> list[Line]:
    """One line for each earlier run: its training points. It is named by its number."""
    lines = []
    numbers = numbers_of([curve.name for curve in pinned])
    for number, curve in zip(numbers, pinned, strict=True):
        rows = curve.epochs.array
        column = PINNED_EPOCH_COLUMNS.index(f"train_{quantity}")
        if rows.ndim == 2 and rows.shape[1] > column and len(rows):
            x = rows[:, PINNED_EPOCH_COLUMNS.index(by)]
            # A file's numbers may be in any order; a line to draw has to go to the right.
            if ((x >= 0.0) & (x <= MOST_STEPS)).all() and (np.diff(x) >= 0.0).all():
                note = note_of(curve, number)
                starts = _starts(rows[:, 0], curve.losses[1:]) if quantity == "loss" else ()
                lines.append(Line(str(number), "pinned", x, _drawable(rows[:, column]), note, starts))
    return lines


def note_of(curve: Pinned, number: int) -> str:
    """ "1: lr 0.1, batch 10, squared error, 598 epochs"."""
    rows = curve.epochs.array
    parts = [words_of(curve.name)]
    if rows.ndim == 2 and len(rows) and rows.shape[1] > 1 and 0.0 <= rows[-1, 1] <= MOST_STEPS:
        epochs = rows[-1, 1]
        parts.append(f"{count(epochs)} epoch{'' if epochs == 1.0 else 's'}")
    return f"{number}: {', '.join(part for part in parts if part)}"


def pinned_from(history: History, name: str) -> Pinned:
    """The curve of a run, to be kept beside those to come: its epochs, each with the step at which it ended."""
    epochs = np.column_stack([_column(history.epochs, column) for column in PINNED_EPOCH_COLUMNS])
    stride = max(1, len(epochs) // PINNED_WIDTH)
    kept = np.unique(np.append(np.arange(0, len(epochs), stride), len(epochs) - 1))
    losses = history.losses
    if losses and _is_off_stride(history.epochs) and epochs[-1, 0] == losses[-1].step:
        losses = losses[:-1]  # all that was measured with the newest loss is the newest row
        kept = kept[:-1]
    return Pinned(name=name[:60], steps=Numbers([]), epochs=Numbers(epochs[kept]), losses=losses)


def epochs_done(run: Run | None) -> int:
    """How many whole epochs a run's curve covers."""
    if run is None or run.history is None:
        return 0
    epochs = _column(run.history.epochs, "epoch")
    return int(epochs[-1]) if len(epochs) else 0


def value_at_epoch_end(history: History, column: str, step: float) -> tuple[float, float]:
    """The newest epoch that had ended at a step, and its value; NaN where none had."""
    rows = history.epochs.rows.array
    index = int(np.searchsorted(_column(history.epochs, "step"), step, side="right")) - 1
    if index < 0 or not len(rows):
        return float("nan"), float("nan")
    return float(_column(history.epochs, "epoch")[index]), float(_column(history.epochs, column)[index])


def _starts(steps: Floats, switched: tuple[LossFrom, ...], *, is_newest_late: bool = False) -> tuple[int, ...]:
    """With which rows of an epoch curve the values of each further loss begin; steps (n,), of the rows.

    A row at the very step of a switch was measured before it; but not the newest one where that is of the present
    moment (is_newest_late): it is measured again and again.
    """
    starts = [int(np.searchsorted(steps, known.step, side="right")) for known in switched]
    n = len(steps)
    return tuple(n - 1 if is_newest_late and at == n and steps[-1] == known.step else at
                 for at, known in zip(starts, switched, strict=True))  # fmt: skip


def _is_off_stride(trace: Trace) -> bool:
    """Whether the newest row of an epoch curve is of the present moment, and not one to be kept."""
    epochs = _column(trace, "epoch")
    return bool(len(epochs) and epochs[-1] % trace.stride)


def _drawable(y: Floats) -> Floats:
    """The values, with gaps where no axis could carry them."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(y) <= MOST_VALUE, y, np.nan)


def _column(trace: Trace, name: str) -> Floats:
    rows = trace.rows.array
    if name not in trace.columns or rows.ndim != 2:
        return np.empty(0)
    return rows[:, trace.columns.index(name)]
