"""How strongly each layer was pulled: the norm of the full gradient at the parameters that a run has passed."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats, Integers, frozen
from app.session.schema import Data, LossName, Run
from app.training.lens import SECOND_FRAME_S, LensRequest
from app.training.lenses.subset import subset
from nncore import Linear, Trainer
from nncore.evaluator import loss_and_gradient

CHUNK_PRODUCTS = 2**20  # products of the forward in a part of the work; the backward is twice as many


@dataclass(frozen=True)
class GradientsAnswer:
    """‖∂L/∂θ‖ of each Linear layer: norms (M, L) after steps (M,), rising.

    at: which of the steps is the present one: the last of them, or the moment that is looked back at.
    The gradient is that of all training points, or of a fixed part (n of n_all), penalty included, for the loss and
    points of today. Weights and bias count together. n_wanted: as many steps as there will be once all are computed.
    loss: the one of today.
    """

    steps: Integers
    norms: Floats
    n: int
    n_all: int
    n_wanted: int
    at: int = -1
    loss: LossName | None = None


@dataclass(frozen=True)
class GradientsRequest(LensRequest):
    """Ask for the gradients of all layers."""

    pause_s = SECOND_FRAME_S

    def lens(self, run: Run, data: Data) -> GradientsLens:  # noqa: ARG002 - the trainer knows them
        return GradientsLens(run.training.loss)


class GradientsLens:
    """Computes the present gradient first, then those of the path: its ends, its middle, the quarters, …

    While training, the present one and those of the path take turns.
    """

    def __init__(self, loss: LossName | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self.is_done = False
        self._loss = loss
        self._clock = clock
        self._norms: dict[int, Floats] = {}  # by step, of the path
        self._newest: _Work | None = None  # of the path, the one with the highest step
        self._present: tuple[_Work, Floats] | None = None
        self._work: _Work | None = None
        self._is_turn_of_path = False

    def look(self, trainer: Trainer, seconds: float) -> GradientsAnswer:
        deadline = self._clock() + seconds
        self._forget(trainer)
        while True:
            if self._work is None:
                self._work = self._next(trainer)
            if self._work is None:
                break
            if self._work.advance():
                self._keep(self._work)
                self._work = None
            if self._clock() >= deadline:
                break
        self.is_done = self._work is None and self._is_present(trainer) and not self._missing(trainer)
        return self._answer(trainer)

    def _forget(self, trainer: Trainer) -> None:
        """Drop what is no longer on the path: thinned out, or from before parameters were set by hand."""
        steps = trainer.path.steps
        if self._newest is not None:
            step = self._newest.step
            place = int(np.searchsorted(steps, step))
            # Only the newest step can have got other parameters since: the run stood there.
            if place == len(steps) or not np.array_equal(trainer.path.at(place), self._newest.parameters):
                self._norms.pop(step, None)
                self._newest = None
        on_path = set(steps.tolist())
        self._norms = {step: norms for step, norms in self._norms.items() if step in on_path}

    def _missing(self, trainer: Trainer) -> list[int]:
        """The places on the path that are still to be computed."""
        return [place for place, step in enumerate(trainer.path.steps.tolist()) if step not in self._norms]

    def _is_present(self, trainer: Trainer) -> bool:
        if self._present is None or self._present[0].step != trainer.step_count:
            return False
        return np.array_equal(self._present[0].parameters, trainer.network.parameters)

    def _next(self, trainer: Trainer) -> _Work | None:
        """What to compute now; None where nothing is left to do."""
        missing = self._missing(trainer)
        if not self._is_present(trainer) and not (missing and self._is_turn_of_path):
            return _Work(trainer, trainer.network.parameters.copy(), trainer.step_count, is_present=True)
        if not missing:
            return None
        last = len(trainer.path) - 1
        place = min(missing, key=lambda place: (place not in (0, last), -(place & -place)))
        return _Work(trainer, trainer.path.at(place), int(trainer.path.steps[place]), is_present=False)

    def _keep(self, work: _Work) -> None:
        self._is_turn_of_path = work.is_present
        if work.is_present:
            self._present = work, work.norms()
            return
        self._norms[work.step] = work.norms()
        if self._newest is None or work.step >= self._newest.step:
            self._newest = work

    def _answer(self, trainer: Trainer) -> GradientsAnswer:
        known, path, now = dict(self._norms), trainer.path.steps.tolist(), trainer.step_count
        is_past = bool(path) and path[-1] > now
        if self._present is not None and (self._is_present(trainer) or (not is_past and self._present[0].step <= now)):
            work, norms = self._present
            known = {step: found for step, found in known.items() if is_past or step < work.step} | {work.step: norms}
        steps = sorted(known)
        n_layers = len(trainer.network.layer_slices)
        n_all = len(trainer.train)
        return GradientsAnswer(
            steps=frozen(np.array(steps, dtype=np.int64)),
            norms=frozen(np.array([known[step] for step in steps], dtype=np.float64).reshape(-1, n_layers)),
            n=len(subset(n_all)),
            n_all=n_all,
            n_wanted=len(path) + (now not in path),
            at=max(bisect_right(steps, now) - 1, 0) if is_past else len(steps) - 1,
            loss=self._loss,
        )


class _Work:
    """The full gradient at one parameter vector, computed some rows at a time."""

    def __init__(self, trainer: Trainer, parameters: Floats, step: int, *, is_present: bool) -> None:
        self.parameters, self.step, self.is_present = parameters, step, is_present
        self._network = trainer.network.twin(parameters)
        self._head, self._loss, self._penalty = trainer.head.twin(), trainer.loss.twin(), trainer.penalty
        rows = subset(len(trainer.train))
        self._inputs = np.ascontiguousarray(trainer.train.inputs[rows], dtype=np.float64)
        last = next(module for module in reversed(self._network.modules) if isinstance(module, Linear))
        self._targets = self._loss.prepare(trainer.train.targets[rows], (len(rows), last.out_features))
        self._gradient = np.zeros(parameters.size)
        self._done = 0
        self._chunk = max(CHUNK_PRODUCTS // max(parameters.size, 1), 16)

    def advance(self) -> bool:
        """One part more. Returns whether it was the last one."""
        n = len(self._inputs)
        part = slice(self._done, min(self._done + self._chunk, n))
        with np.errstate(all="ignore"):
            if n:
                inputs, targets = self._inputs[part], self._targets[part]
                loss_and_gradient(self._network, self._head, self._loss, inputs, targets)
                self._network.gradients *= len(inputs) / n
                self._gradient += self._network.gradients
            self._done = part.stop
            if self._done < n:
                return False
            self._penalty.add_gradient(self.parameters, self._gradient)
        return True

    def norms(self) -> Floats:
        """(L,): the length of the gradient of each layer."""
        return np.array([np.linalg.norm(self._gradient[part]) for part in self._network.layer_slices])
