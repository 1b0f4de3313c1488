"""What crosses between the window and the worker: requests one way, frames the other. All of it is frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.session.schema import Run, Session
from app.training.lens import LensRequest
from app.training.regions import Regions, RegionsRequest
from nncore import Checkpoint, Divergence, EngineName, Metrics

A = TypeVar("A")


@dataclass(frozen=True)
class FrameRequest:
    """What the visible views want to know. None or False: nobody is looking, and nothing is computed."""

    regions: RegionsRequest | None = None
    metrics: bool = True
    lenses: tuple[LensRequest, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """All points answered at one step: metrics on both parts, and each point's predicted class (N,).

    clamped counts the training points whose probability lies where −log p is continued by its tangent.
    """

    step: int
    train: Metrics
    test: Metrics | None
    predicted: NDArray[np.int64]
    clamped: int = 0

    def losses(self, is_test: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Each point's data loss (N,); is_test (N,) says which points are for testing."""
        losses = np.empty(len(is_test))
        losses[~is_test] = self.train.losses
        if self.test is not None:
            losses[is_test] = self.test.losses
        return losses


@dataclass(frozen=True)
class RunFrame:
    """One run at one step. run holds state and history as a file would; nothing in it is shared with the trainer.

    moments: what the run remembers of its way, every stride-th step.
    engine: who makes its steps; why_numpy: a sentence, where that is NumPy; is_waiting: for an engine that is still
    being made ready.
    """

    run: Run
    penalty: float
    divergence: Divergence | None
    evaluation: Evaluation | None
    moments: tuple[Checkpoint, ...] = ()
    stride: int = 1
    engine: EngineName = "numpy"
    why_numpy: str = ""
    is_waiting: bool = False


@dataclass(frozen=True)
class Frame:
    """One moment of the training, for all views.

    session is the one that it was computed for; generation counts what was opened and reset, so that a frame from
    before is known for what it is. runs: as they stand in training. past: the shown run as it stood at a remembered
    moment, where somebody looks back; regions and answers are of that moment then. answers: of the lenses that were
    asked for, about the shown run; is_complete: whether none of them has more to say.
    """

    session: Session
    generation: int
    runs: tuple[RunFrame, ...]
    shown: int
    regions: Regions | None
    steps_per_second: float
    answers: tuple[Any, ...] = ()
    is_complete: bool = True
    past: RunFrame | None = None

    @property
    def shown_run(self) -> RunFrame:
        """The shown run, at the moment that is looked at."""
        return self.seen(self.shown)

    def seen(self, number: int) -> RunFrame:
        """A run as it is to be seen: at the moment that is looked at, if it is the one that is looked back at."""
        return self.past if self.past is not None and number == self.shown else self.runs[number]

    def answer(self, kind: type[A]) -> A | None:
        """The answer of this type; None where no lens gave one."""
        return next((answer for answer in self.answers if isinstance(answer, kind)), None)


@dataclass(frozen=True)
class Stop:
    """A run stopped by itself, and why: one sentence. divergence is set where that was the reason.

    run: its number; is_last: no other run goes on; turn: the command that it answers to.
    """

    reason: str
    divergence: Divergence | None = None
    run: int = 0
    is_last: bool = True
    turn: int = 0


@dataclass(frozen=True)
class Failure:
    """An exception: what happened, and the details to copy.

    turn: the command in which it happened, -1 outside the worker.
    """

    what: str
    details: str
    turn: int = -1
