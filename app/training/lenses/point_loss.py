"""What the output costs each point: the loss of one point as a curve over its output, with its derivative."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.session.arrays import Floats, Integers, frozen
from app.session.schema import MAX_LAYERS, Data, Run
from app.training.lens import SECOND_FRAME_S, LensRequest
from app.training.lenses.slopes import positions
from app.training.lenses.sums import BINS, OnCurve, Sums, SumsLens, histogram
from nncore import CrossEntropy, Identity, ProbabilityCrossEntropy, Softmax, Trainer

Form = Literal["z", "error", "lead"]


@dataclass(frozen=True)
class PointLossAnswer:
    """The loss of single points after so many steps, without penalty. Read-only arrays.

    form: what it is drawn over. "z": the pre-activation of a single output, one curve for each class; "error": ŷ − y,
    one curve; "lead": how far the output of the right class lies above the others, z − log Σ e^(others), one curve.
    None where the loss depends on more than one number: then there is nothing else but step, n and n_all.
    The curves: at (G,), over range; value and slope (C, G), the loss and its derivative; classes (C,), -1 for all.
    The points: n of n_all; counts (C, BINS); mean: of their losses; where there are few, points, with arrays (n,).
    """

    step: int
    form: Form | None
    n: int
    n_all: int
    range: tuple[float, float]
    classes: tuple[int, ...]
    at: Floats
    value: Floats
    slope: Floats
    counts: Integers
    mean: float
    points: OnCurve | None


@dataclass(frozen=True)
class PointLossRequest(LensRequest):
    """Ask for the loss of the points."""

    pause_s = SECOND_FRAME_S

    def lens(self, run: Run, data: Data) -> PointLossLens:  # noqa: ARG002 - the trainer knows both
        return PointLossLens()


class PointLossLens(SumsLens[PointLossAnswer]):
    """Looks at the outputs, at all points or at a fixed part of them."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(MAX_LAYERS, clock)

    def summary(self, sums: Sums, trainer: Trainer) -> PointLossAnswer:
        n, form = len(sums.z), form_of(trainer, sums.z.shape[1])
        targets = trainer.loss.twin().prepare(trainer.train.targets[sums.rows], sums.z.shape)
        at = _places(form, sums, targets) if form else np.empty(0)
        grid = self.grid(at)
        groups = _groups(form, sums.labels) if n and form else {}
        pictures = []
        for rows in groups.values():
            target = targets[rows][:1] if form == "z" else _neutral(form, trainer)
            pictures.append(loss_at(trainer, form, grid, np.repeat(target, len(grid), axis=0)))
        own = targets if form == "z" else np.repeat(_neutral(form, trainer), n, axis=0)
        value, slope = loss_at(trainer, form, at, own) if form else (at, at)
        within = float(grid[0]), float(grid[-1])
        counts = [histogram(at[rows][:, None], within)[0] for rows in groups.values()]
        return PointLossAnswer(
            step=sums.step,
            form=form,
            n=n,
            n_all=len(trainer.train),
            range=within,
            classes=tuple(groups),
            at=frozen(grid),
            value=frozen(np.array([one[0] for one in pictures]).reshape(-1, len(grid))),
            slope=frozen(np.array([one[1] for one in pictures]).reshape(-1, len(grid))),
            counts=frozen(np.array(counts, dtype=np.int64).reshape(-1, BINS)),
            mean=float(value.mean()) if len(value) else float("nan"),
            points=sums.on_curve(at, value, slope) if form else None,
        )


def form_of(trainer: Trainer, n_outputs: int) -> Form | None:
    """What the loss of a point is a curve over; None where it depends on more than one number."""
    head, loss = trainer.head, trainer.loss
    if n_outputs == 1:
        return "error" if isinstance(head, Identity) else "z"
    has_softmax = isinstance(loss, ProbabilityCrossEntropy) and isinstance(head, Softmax)
    return "lead" if isinstance(loss, CrossEntropy) or has_softmax else None


def loss_at(trainer: Trainer, form: Form | None, at: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """Loss and derivative (M,) at these places (M,) for these targets, by the trainer's own loss and output."""
    head, loss, z = trainer.head.twin(), trainer.loss.twin(), at[:, None]
    if form == "lead":
        z = np.hstack([z, np.zeros_like(z)])  # one more output that stands for all others
    with np.errstate(all="ignore"):
        if loss.on_logits:
            loss.compute(z, targets)
            gradient = loss.backward()
        else:
            loss.compute(head.forward(z), targets)
            gradient = head.backward(loss.backward())
        return loss.per_sample.copy(), gradient[:, 0] * len(at)  # the loss of a batch is a mean


def _places(form: Form, sums: Sums, targets: Floats) -> Floats:
    """Where the points (n,) lie."""
    if form == "lead":
        return positions(Softmax(), sums.z)[np.arange(len(sums.z)), sums.labels]
    return sums.z[:, 0] - targets[:, 0] if form == "error" else sums.z[:, 0]


def _neutral(form: Form | None, trainer: Trainer) -> Floats:
    """The target (1, O) of a curve that all points share: the value 0, or the first of two classes."""
    if form == "lead":
        return np.asarray(trainer.loss.twin().prepare(np.zeros(1, dtype=np.int64), (1, 2)))
    return np.zeros((1, 1))


def _groups(form: Form, labels: Integers) -> dict[int, Integers]:
    """The points that share a curve, by class; -1 where all do."""
    if form != "z":
        return {-1: np.arange(len(labels))}
    return {label: np.flatnonzero(labels == label) for label in np.unique(labels).tolist()}
