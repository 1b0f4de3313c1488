"""All the thinking of the worker, without Qt and without a thread.

The runner owns one trainer for each run of the session, advances them in slices, and answers requests with frames.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from app.session.carry import carry_session, first_state, restarted
from app.session.edits.branch import Branch
from app.session.edits.parameters import ParameterEdit
from app.session.schema import Data, History, Session, State
from app.training.assemble import history_of
from app.training.engines import Engines
from app.training.frames import Frame, FrameRequest, Stop
from app.training.lane import Lane
from app.training.moments import carried_path, moments_in, path_of
from app.training.regions import Regions
from nncore import Checkpoint, Path

BACKLOG_S = 0.25  # of steps that are due and late, at a set speed
# Where several run side by side, each makes so many steps before the next one's turn: more where they are quick.
CHUNK_STEPS, MOST_CHUNK_STEPS, CHUNK_S = 8, 2**16, 0.001


class Runner:
    """Trains a session's runs, a slice at a time.

    Asked between steps, and between the parts of a long one: should_stop ends whatever is under way, should_yield a
    slice of advance(). engines: which of them trains a run (None: NumPy).
    Attributes: session (the one in training), steps_per_second (the speed asked for; None: as fast as it goes).
    Thread: any one thread at a time. The clock is a parameter so that tests can be their own.
    """

    def __init__(
        self,
        session: Session,
        clock: Callable[[], float] = time.perf_counter,
        should_stop: Callable[[], bool] | None = None,
        should_yield: Callable[[], bool] | None = None,
        engines: Engines | None = None,
    ) -> None:
        self._clock = clock
        self._engines = engines
        self._should_stop, self._should_yield = should_stop, should_yield
        self.steps_per_second: float | None = None
        self._owed = 0.0
        self._chunk = CHUNK_STEPS
        self._last_advance: float | None = None
        self._pace: deque[tuple[float, int]] = deque(maxlen=64)
        self._last_moment: Checkpoint | None = None  # of the last frame
        self._told: set[int] = set()  # the runs whose stop has been reported since training began
        self.open(session)

    def open(self, session: Session) -> None:
        """Take over a session as it stands in its file: every run at its own state."""
        paths: dict[int, Path | None] = {
            number: path_of(moments_in(run), run.timeline.stride, run, session.data)
            for number, run in enumerate(session.runs)
            if run.timeline
        }
        states = [first_state(run, session.data) for run in session.runs]
        self._seat(session, states, [run.history for run in session.runs], paths)

    def apply(self, session: Session, edit: ParameterEdit | Branch | None = None) -> None:
        """Go on with an edited session; every number that still has a place stays.

        With an edit beside it, the session is what it was: some parameters are set, or a run goes on from elsewhere.
        """
        if edit is not None:
            if isinstance(edit, Branch):
                self._lanes[edit.run] = self._branched(session, edit)
            else:
                self._lanes[edit.run].set_parameters(edit)
            self.session = session
            self._told.clear()
            return
        states = carry_session([lane.state for lane in self._lanes], self.session, session)
        # What was measured before the first step has no place in the curves of other data, or of another network, and
        # is measured again; so it is with another loss, see History.note_loss().
        is_other = _origin(session.data) != _origin(self.session.data)
        histories = [
            None
            if lane.trainer.step_count == 0 and (is_other or lane.begins_otherwise(session, number))
            else history_of(lane.trainer)
            for number, lane in enumerate(self._lanes)
        ]
        paths = {
            number: carried_path(lane.trainer.path, lane.run, self.session.data, run, session.data)
            for number, (lane, run) in enumerate(zip(self._lanes, session.runs, strict=False))
        }
        self._seat(session, states, (histories + [None] * len(states))[: len(states)], paths)

    def _branched(self, session: Session, edit: Branch) -> Lane:
        run, after = session.runs[edit.run], edit.after
        path = path_of(after.moments, after.stride, run, session.data)
        return Lane(run, session, after.state, after.history, path, self._clock, self._engines)

    def reset(self) -> None:
        """Back to the start that the seeds give, or a hand; curves included. Frozen parameters stay."""
        states = [restarted(lane.state, lane.run, self.session.data) for lane in self._lanes]
        self._seat(self.session, states, [None] * len(states), {})

    def _seat(
        self,
        session: Session,
        states: Sequence[State | None],
        histories: Sequence[History | None],
        paths: Mapping[int, Path | None],
    ) -> None:
        lanes: list[Lane] = [
            Lane(run, session, state, history, paths.get(number), self._clock, self._engines)
            for number, (run, state, history) in enumerate(zip(session.runs, states, histories, strict=True))
        ]
        # Only now, so that session and lanes fit each other whatever happens above.
        self.session = session
        self._lanes: list[Lane] = lanes
        self._told.clear()

    @property
    def epochs(self) -> tuple[int, ...]:
        """How many epochs of each run are complete."""
        return tuple(lane.trainer.epoch for lane in self._lanes)

    # Training

    def start(self) -> None:
        """Training begins (again): time that passed in between counts for nothing."""
        self._last_advance = None
        self._owed = 0.0
        self._pace.clear()
        self._told.clear()
        self.settle_engines()

    def settle_engines(self) -> None:
        """Every run goes on with the engine that it is to have by now."""
        for lane in self._lanes:
            lane.settle_engine()

    @property
    def is_waiting(self) -> bool:
        """Whether a run goes on with an engine that is still being made ready; nothing is trained until then."""
        return any(lane.must_wait for lane in self._lanes)

    @property
    def needs_interpreter(self) -> bool:
        """Whether training keeps the interpreter from others: it does with NumPy, and not in compiled loops."""
        return any(lane.trainer.engine_name == "numpy" for lane in self._lanes)

    def advance(self, seconds: float) -> int:
        """Train for so many seconds, or less where a speed is set or all runs have stopped. Returns the steps done."""
        now = self._clock()
        if self.is_waiting:
            self._last_advance = now
            return 0
        limit = self._due(now)
        done = 0
        active = self._active()
        if limit is None and len(active) == 1:
            done = self._advance_one(active[0], seconds=seconds)
        else:
            deadline = now + seconds
            while active and (limit is None or done < limit) and (not done or self._clock() < deadline):
                start, chunk = self._clock(), self._chunk
                if limit is not None:
                    chunk = min(chunk, limit - done)
                done += max(self._advance_one(lane, steps=chunk) for lane in active)
                active = self._active()
                self._chunk = _next_chunk(self._chunk, self._clock() - start)
            if limit is not None:
                # What could not be done in time is made up for, but not after a long stall all at once.
                most = max(1.0, BACKLOG_S * (self.steps_per_second or 0.0))
                self._owed = min(self._owed - done, most)
        self._pace.append((self._clock(), done))
        return done

    def step(self, steps: int = 1) -> int:
        """So many updates of every run, whatever its stop conditions say (but not past a divergence)."""
        return max(lane.trainer.advance(steps=steps, should_stop=self._should_stop) for lane in self._lanes)

    def step_epoch(self) -> int:
        """To the end of the present epoch, in every run."""
        before = [lane.trainer.step_count for lane in self._lanes]
        for lane in self._lanes:
            lane.trainer.step_epoch(self._should_stop)
        return max(lane.trainer.step_count - step for lane, step in zip(self._lanes, before, strict=True))

    def until_due(self) -> float:
        """Seconds until the next step is due at the speed that is set; 0 when training as fast as it goes."""
        if self.steps_per_second is None:
            return 0.0
        return max(0.0, (1.0 - self._owed) / self.steps_per_second)

    def stop(self) -> Stop | None:
        """Why training can't go on, once it can't in any run; None while it can in one."""
        stops = [self._stop_of(lane) for lane in self._lanes]
        return next((stop for stop in stops if stop and stop.divergence), stops[0]) if all(stops) else None

    def new_stops(self) -> list[Stop]:
        """The runs that can't go on, each told once since training began; the last one says that it is."""
        found = [self._stop_of(lane) for lane in self._lanes]
        new = [number for number, stop in enumerate(found) if stop and number not in self._told]
        self._told.update(new)
        is_over = all(found)
        return [
            dataclasses.replace(stop, run=number, is_last=is_over and number == new[-1])
            for number, stop in enumerate(found)
            if stop and number in new
        ]

    def _active(self) -> list[Lane]:
        return [lane for lane in self._lanes if self._stop_of(lane) is None]

    def _due(self, now: float) -> int | None:
        """How many steps are due at the speed that is set; None when there is no limit."""
        elapsed = 0.0 if self._last_advance is None else now - self._last_advance
        self._last_advance = now
        if self.steps_per_second is None:
            return None
        self._owed += elapsed * self.steps_per_second
        return int(self._owed)

    def _advance_one(self, lane: Lane, *, steps: int | None = None, seconds: float | None = None) -> int:
        """Advance one run to its limit, but stop exactly where its own stop conditions say."""
        options = lane.run.training
        if options.stop_epoch is None and options.stop_accuracy is None:
            return lane.trainer.advance(steps=steps, seconds=seconds, clock=self._clock, should_stop=self._should_yield)
        # Conditions hold at ends of epochs, so that where a run stops doesn't depend on how it was sliced.
        deadline = None if seconds is None else self._clock() + seconds
        done = 0
        while (steps is None or done < steps) and (not done or deadline is None or self._clock() < deadline):
            if self._stop_of(lane):
                break
            most = _steps_to_condition(lane)
            if steps is not None:
                most = min(most, steps - done)
            left = None if deadline is None else deadline - self._clock()
            did = lane.trainer.advance(steps=most, seconds=left, clock=self._clock, should_stop=self._should_yield)
            if not did:
                break
            done += did
        return done

    def _stop_of(self, lane: Lane) -> Stop | None:
        trainer, options = lane.trainer, lane.run.training
        if trainer.divergence:
            return Stop(trainer.divergence.reason, trainer.divergence)
        if not trainer.sampler.n:
            return Stop("There are no points to train on: click into the plane to place some.")
        if options.stop_epoch is not None and trainer.epoch >= options.stop_epoch:
            return Stop(f"Stopped at epoch {_count(trainer.epoch)}, as asked for.")
        if options.stop_accuracy is not None and trainer.sampler.position == 0 and trainer.step_count:
            lane.evaluate(self._clock, exact=True, should_stop=self._should_stop)
            reached = lane.evaluation and lane.evaluation.train.accuracy
            if reached and reached >= options.stop_accuracy:
                return Stop(f"Stopped: {_percent(reached)} of the training points are right, as asked for.")
        return None

    # Showing

    def frame(
        self,
        request: FrameRequest,
        *,
        shown: int = 0,
        at_rest: bool = False,
        generation: int = 0,
        moment: Checkpoint | None = None,
    ) -> Frame:
        """This moment for the views; at rest everything in it is of this very step.

        moment: a remembered one of the shown run (RunFrame.moments), to be shown instead. The run in training does not
        notice.
        """
        shown = min(shown, len(self._lanes) - 1)
        seen = self._lanes[shown].looked_back_at(moment)
        is_still = at_rest or (moment is not None and moment is self._last_moment)
        self._last_moment = moment
        if request.metrics:
            for lane in self._lanes:
                lane.evaluate(self._clock, exact=at_rest, should_stop=self._should_stop)
            seen.evaluate(self._clock, exact=is_still, should_stop=self._should_stop)
        answers, is_complete = seen.lenses.answers(request.lenses, seen.trainer, at_rest=is_still)
        runs = tuple(lane.frame() for lane in self._lanes)
        return Frame(
            session=self.session,
            generation=generation,
            runs=runs,
            shown=shown,
            regions=_regions(request, seen),
            steps_per_second=0.0 if at_rest else self._measured_pace(),
            answers=answers,
            is_complete=is_complete,
            past=None if moment is None else seen.frame(runs[shown].run.history),
        )

    def _measured_pace(self) -> float:
        """Steps per second over the last slices."""
        if len(self._pace) < 2:
            return 0.0
        steps = sum(done for _, done in list(self._pace)[1:])
        return steps / max(self._pace[-1][0] - self._pace[0][0], 1e-9)


def _regions(request: FrameRequest, lane: Lane) -> Regions | None:
    if request.regions is None:
        return None
    return lane.painter.regions(request.regions, lane.trainer.network.parameters)


def _next_chunk(steps: int, seconds: float) -> int:
    """How many steps to make next, where so many took so long."""
    if seconds < CHUNK_S / 2:
        return min(2 * steps, MOST_CHUNK_STEPS)
    return max(steps // 2, CHUNK_STEPS) if seconds > 2 * CHUNK_S else steps


def _steps_to_condition(lane: Lane) -> int:
    """How many steps the run may make before its stop conditions have to be looked at."""
    sampler, options = lane.trainer.sampler, lane.run.training
    steps = math.ceil((sampler.n - sampler.position) / sampler.batch_size)
    if options.stop_accuracy is None and options.stop_epoch is not None:
        steps += (options.stop_epoch - sampler.epoch - 1) * math.ceil(sampler.n / sampler.batch_size)
    return steps


def _origin(data: Data) -> tuple[object, ...]:
    """What tells data from other data, whatever a person has added, moved or erased."""
    return data.features, data.target, data.source, data.test_share


def _percent(share: float) -> str:
    """Rounded down: 99.96 % is not all."""
    return f"{math.floor(1000 * share) / 10:g} %"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")
