"""One run in training, and the same run looked back at."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from app.session.arrays import frozen
from app.session.edits.parameters import ParameterEdit
from app.session.format.unknown import keeping_unknown
from app.session.schema import History, Run, Session, State
from app.training.assemble import history_of, state_from, trainer
from app.training.engines import Engines
from app.training.frames import Evaluation, RunFrame
from app.training.lenses_in_turn import LensesInTurn
from app.training.predictor import Predictor
from app.training.regions import RegionsPainter
from nncore import (
    Checkpoint,
    EngineName,
    Interrupted,
    Metrics,
    Path,
    ProbabilityCrossEntropy,
    Trainer,
    Unsupported,
)

ONLY_NUMPY = Engines("numpy")  # where nobody asks for more
EVALUATION_SHARE = 0.1  # of the time at the most, for looking at all points while training


class Lane:
    """One run in training: its trainer, and what was last seen of it."""

    def __init__(
        self,
        run: Run,
        session: Session,
        state: State | None,
        history: History | None,
        path: Path | None,
        clock: Callable[[], float],
        engines: Engines | None = None,
    ) -> None:
        self.run = run
        self._session, self._data = session, session.data
        self._engines = engines or ONLY_NUMPY
        self._kept = None if state is None or not state.step else state.engine or "numpy"
        self._start = None if state is None else state.start
        self._unsupported = ""  # why the compiled engine can't train this run
        self.trainer: Trainer = self._seated(state, history, path)
        self.painter = self._new_painter()
        self.evaluation: Evaluation | None = None
        self._evaluate_after = 0.0
        self._clock = clock
        self.lenses = LensesInTurn(run, session.data, clock)
        self._past: Past | None = None

    @property
    def engine_kept(self) -> EngineName | None:
        """Who has made the steps so far; None at the start."""
        if not self.trainer.step_count:
            return None
        return self._kept if self.trainer.step_count == self._seated_at else self.trainer.engine_name

    @property
    def state(self) -> State:
        """Where the run stands, as the session keeps it."""
        return replace(state_from(self.trainer.checkpoint(), self.engine_kept), start=self._start)

    @property
    def must_wait(self) -> bool:
        """Whether the run goes on with an engine that is still being made ready."""
        return self._engines.must_wait(self.engine_kept)

    def settle_engine(self) -> None:
        """Go on with the engine that the run is to have by now."""
        kept = self.engine_kept
        if self._engines.wanted(kept) != self.trainer.engine_name and not self._unsupported:
            state, history, path = self.state, history_of(self.trainer), self.trainer.path
            self._kept = kept
            self.trainer = self._seated(state, history, path)
            self.painter = self._new_painter()

    def _new_painter(self) -> RegionsPainter:
        return RegionsPainter(Predictor(self.run, self._data, self.trainer.forward()))

    def _seated(self, state: State | None, history: History | None, path: Path | None) -> Trainer:
        """A trainer that stands there."""
        maker = self._engines.maker(self._engines.wanted(self._kept))
        try:
            made = trainer(self.run, self._data, state, history, path, maker)
        except Unsupported as reason:
            self._unsupported = f"This run can't be trained otherwise: {reason}."
            made = trainer(self.run, self._data, state, history, path)
        self._seated_at = made.step_count
        return made

    def begins_otherwise(self, session: Session, number: int) -> bool:
        """Whether this run of the session has another network or start, or is not there any more."""
        if number >= len(session.runs):
            return True
        own, other = self.run, session.runs[number]
        options = [(run.model, run.training.initializer, run.training.seed) for run in (own, other)]
        return options[0] != options[1]

    def set_parameters(self, edit: ParameterEdit) -> None:
        """Go on with some parameters set by hand."""
        checkpoint, state = self.trainer.checkpoint(), edit.applied(self.state)
        checkpoint.parameters[:] = state.parameters.array
        self._start = state.start
        self.trainer.restore(checkpoint)
        self.evaluation = None
        self.lenses.forget()

    def looked_back_at(self, moment: Checkpoint | None) -> Lane:
        """The run as it stood at a remembered moment, beside the one in training; itself at None."""
        if moment is None:
            self._past = None  # nothing is kept for what nobody looks at
            return self
        if self._past is None:
            state, history = state_from(moment, self.engine_kept), history_of(self.trainer)
            self._past = Past(self.run, self._session, state, history, None, self._clock, self._engines)
        self._past.stand_at(moment, self.trainer.path)
        return self._past

    def evaluate(
        self, clock: Callable[[], float], *, exact: bool, should_stop: Callable[[], bool] | None = None
    ) -> None:
        """Look at all points again, unless that was done at this step or (not exact) would take too much time."""
        step, start = self.trainer.step_count, clock()
        if (self.evaluation and self.evaluation.step == step) or (not exact and start < self._evaluate_after):
            return
        try:
            train, test = self._metrics(should_stop)
        except Interrupted:
            return
        is_test = self._data.points.is_test
        predicted = np.empty(len(is_test), dtype=np.int64)
        predicted[~is_test] = train.predicted
        if test:
            predicted[is_test] = test.predicted
        clamped = 0
        if self.run.training.loss == "probability-cross-entropy":
            clamped = int((train.losses > -np.log(ProbabilityCrossEntropy.floor)).sum())
        self.evaluation = Evaluation(step, train, test, frozen(predicted), clamped)
        self._evaluate_after = clock() + (clock() - start) / EVALUATION_SHARE

    def frame(self, history: History | None = None) -> RunFrame:
        """The run as it stands; with these curves, where they are at hand."""
        path, run = self.trainer.path, self.run
        state = keeping_unknown(run.state, self.state)
        history = keeping_unknown(run.history, history or history_of(self.trainer))
        return RunFrame(
            run=replace(run, state=state, history=history),
            penalty=self.trainer.penalty_value(),
            divergence=self.trainer.divergence,
            evaluation=self.evaluation,
            moments=path.moments,
            stride=path.stride,
            engine=self.trainer.engine_name,
            why_numpy=self._unsupported or self._engines.why_numpy(),
            is_waiting=self.must_wait,
        )

    def _metrics(self, should_stop: Callable[[], bool] | None) -> tuple[Metrics, Metrics | None]:
        return self.trainer.record_now(should_stop)


class Past(Lane):
    """A run looked back at: a trainer of its own, which never trains, stands at one remembered moment after the other.

    Its curves and its path are those of the run that goes on; they are only read here.
    """

    _moment: Checkpoint | None = None

    def stand_at(self, moment: Checkpoint, path: Path) -> None:
        """Look at this moment of a run with this path."""
        self.trainer.path = path
        if moment is not self._moment:
            self._moment, self.evaluation = moment, None
            self.trainer.stand_at(moment)
            self.lenses.forget()

    def _metrics(self, should_stop: Callable[[], bool] | None) -> tuple[Metrics, Metrics | None]:
        return self.trainer.evaluate(should_stop)
