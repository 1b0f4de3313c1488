"""The gradient at one place: of all training points, of a batch, and of single points."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats, frozen
from app.training.directions import Directions
from nncore import Probe, Trainer

SINGLES = 50


@dataclass(frozen=True)
class Batch:
    """The gradient of the next batch, projected (k,); its length, and the angle in degrees between it and the gradient
    of all points, in the space of all parameters. The angle is NaN where one of them is 0 or not finite."""

    descent: Floats
    norm: float
    angle: float


@dataclass(frozen=True)
class Slopes:
    """What the loss is and does at a place.

    place (k,): where; loss: of the training points, without penalty; penalty: where it is wanted, else 0;
    slope (k,): the derivatives along the directions, ∂L/∂c; descent (k,): −∇L projected, which is how the place moves
    in a step of plain gradient descent, for a learning rate of 1; norm: ‖∇L‖ in the space of all parameters.
    batch, singles (M, k): as descent, for the next batch and for single points; None where they are not wanted.
    n: how many points the loss is of.
    """

    place: Floats
    loss: float
    penalty: float
    slope: Floats
    descent: Floats
    norm: float
    batch: Batch | None
    singles: Floats | None
    n: int


class SlopesAt:
    """Finds the slopes at the present parameters of a trainer, in parts.

    Attributes: parameters (P,), a copy: for which; probe, directions: as given; found (None until all is).
    """

    def __init__(self, trainer: Trainer, probe: Probe, directions: Directions, *, penalty: bool, arrows: bool) -> None:
        self.parameters = trainer.network.parameters.copy()
        self.found: Slopes | None = None
        self._trainer, self.probe, self.directions = trainer, probe, directions
        self._penalty_gradient = np.zeros(self.parameters.size)
        self._penalty = 0.0
        if penalty:
            with np.errstate(all="ignore"):
                self._penalty = trainer.penalty.value(self.parameters)
                trainer.penalty.add_gradient(self.parameters, self._penalty_gradient)
        self._batch = self._batch_gradient(penalty) if arrows else None
        self._rows = np.unique(np.linspace(0, probe.n - 1, min(SINGLES, probe.n)).astype(np.intp)) if arrows else None
        self._loss, self._gradient, self._next_row = 0.0, np.zeros(self.parameters.size), 0
        self._singles: list[Floats] = []

    def go_on(self, is_over: Callable[[], bool]) -> None:
        """Compute until all is found or the time is over; a little in any case."""
        probe, parameters = self.probe, self.parameters
        while self._next_row < probe.n:
            rows = slice(self._next_row, min(self._next_row + probe.chunk_rows, probe.n))
            loss, gradient = probe.loss_and_gradient(parameters, rows)
            share = (rows.stop - rows.start) / probe.n
            self._loss += share * loss
            self._gradient += share * gradient
            self._next_row = rows.stop
            if is_over():
                return
        while self._rows is not None and len(self._singles) < len(self._rows):
            row = int(self._rows[len(self._singles)])
            _, gradient = probe.loss_and_gradient(parameters, slice(row, row + 1))
            self._singles.append(self._descent(gradient + self._penalty_gradient))
            if is_over():
                return
        if self.found is None:
            self.found = self._result()

    def _result(self) -> Slopes:
        gradient = self._gradient + self._penalty_gradient
        batch = None
        with np.errstate(all="ignore"):
            if self._batch is not None:
                norm = float(np.linalg.norm(self._batch))
                batch = Batch(frozen(self._descent(self._batch)), norm, angle_between(self._batch, gradient))
            return Slopes(
                place=frozen(self.directions.coordinates(self.parameters)),
                loss=self._loss,
                penalty=self._penalty,
                slope=frozen(self.directions.vectors @ gradient),
                descent=frozen(self._descent(gradient)),
                norm=float(np.linalg.norm(gradient)),
                batch=batch,
                singles=None if self._rows is None else frozen(np.array(self._singles)),
                n=self.probe.n,
            )

    def _descent(self, gradient: Floats) -> Floats:
        with np.errstate(all="ignore"):
            return -(gradient @ self.directions.inverse)

    def _batch_gradient(self, penalty: bool) -> Floats:
        """Of the next batch; the trainer's own has the penalty in it, whether it is wanted here or not."""
        gradient = self._trainer.next_gradient()
        if not penalty:
            without = np.zeros(gradient.size)
            with np.errstate(all="ignore"):
                self._trainer.penalty.add_gradient(self.parameters, without)
                gradient -= without
        return gradient


def angle_between(a: Floats, b: Floats) -> float:
    """Degrees between two vectors, from 0 to 180; NaN where one of them is 0 or not finite."""
    lengths = float(np.linalg.norm(a)) * float(np.linalg.norm(b))
    if not 0.0 < lengths < math.inf:
        return math.nan
    unit_a, unit_b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    # More exact than the arc cosine, which cannot tell small angles apart.
    half = math.atan2(float(np.linalg.norm(unit_a - unit_b)), float(np.linalg.norm(unit_a + unit_b)))
    return math.degrees(2.0 * half)
