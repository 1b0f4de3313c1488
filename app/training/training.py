"""What the window holds of the training: commands out, frames in."""

from __future__ import annotations

from typing import NamedTuple, Self

from msgspec.structs import replace
from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.session.carry import carry_session, first_state, initial_state, restarted
from app.session.edits.branch import Branch, Standing
from app.session.edits.parameters import ParameterEdit
from app.session.edits.timeline import is_timeline_kept, without_moments
from app.session.schema import History, Session, State, Timeline
from app.training.assemble import history_until, state_from
from app.training.engines import EngineChoice, Engines
from app.training.frames import Failure, Frame, FrameRequest, Stop
from app.training.gate import FrameGate
from app.training.moments import MAX_KEPT_NUMBERS, all_carried, carried, timeline_of
from app.training.worker import Worker
from nncore import Checkpoint

STACK_BYTES = 8 * 2**20  # macOS gives a thread 512 KB, which BLAS overflows
CLOSE_TIMEOUT_MS = 5000


class _Known(NamedTuple):
    """Where the runs of a session were last known to stand."""

    session: Session
    states: tuple[State, ...]
    histories: tuple[History | None, ...]

    @classmethod
    def of_file(cls, session: Session) -> Self:
        """As the session itself says."""
        states = tuple(first_state(run, session.data) for run in session.runs)
        return cls(session, states, tuple(run.history for run in session.runs))

    @classmethod
    def at_start(cls, session: Session) -> Self:
        """At step 0, for runs whose newest states are in the session."""
        states = tuple(
            restarted(run.state or initial_state(run, session.data), run, session.data) for run in session.runs
        )
        return cls(session, states, (None,) * len(states))


class Training(QObject):
    """The training of one window's session, beside the window.

    Attributes: frame (the newest one, None before the first), playing, session (the one being trained), moment (a
    remembered one of the shown run that is looked at; None: the run is seen live).
    Signals: frame_ready(Frame), playing_changed(bool), stopped(Stop), failed(Failure), was_reset(),
    moment_changed(Checkpoint or None).
    Thread: the window's. Commands are queued to the worker and take effect between two of its slices.
    """

    frame_ready = Signal(object)
    playing_changed = Signal(bool)
    stopped = Signal(object)
    failed = Signal(object)
    was_reset = Signal()
    moment_changed = Signal(object)

    _open = Signal(object, int, int)
    _apply = Signal(object, object, object)
    _reset = Signal(int, int)
    _look = Signal(object, int, object)
    _set_speed = Signal(object)
    _play = Signal(int)
    _pause = Signal(int)
    _step = Signal(int)
    _step_epoch = Signal(int)
    _settle_engines = Signal()
    _end = Signal()

    def __init__(self, session: Session, parent: QObject | None = None, engines: Engines | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.engines = engines or Engines("numpy")
        self.frame: Frame | None = None
        self.playing = False
        self.moment: Checkpoint | None = None
        self.gate = FrameGate()
        self._request = FrameRequest()
        self._steps_per_second: float | None = None
        self._shown = session.view.run
        self._generation = 0
        self._turn = 0  # counts commands, so that a stop from before the newest one is known for what it is
        self._known = _Known.of_file(session)
        self._pending: list[tuple[Session, ParameterEdit | Branch | None]] = []  # applied, and not seen in a frame yet
        self._thread = QThread(self)
        self._thread.setObjectName("training")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = Worker(session, self.gate, self.engines)
        self._worker.moveToThread(self._thread)
        self._connect()
        self._thread.start(QThread.Priority.LowPriority)

    def _connect(self) -> None:
        worker = self._worker
        self._thread.started.connect(worker.begin)
        for signal, slot in (
            (self._open, worker.open),
            (self._apply, worker.apply),
            (self._reset, worker.reset),
            (self._look, worker.look),
            (self._set_speed, worker.set_speed),
            (self._play, worker.play),
            (self._pause, worker.pause),
            (self._step, worker.step),
            (self._step_epoch, worker.step_epoch),
            (self._settle_engines, worker.settle_engines),
            (self._end, worker.end),
        ):
            signal.connect(slot)
        worker.frame_ready.connect(self._on_frame)
        worker.stopped.connect(self._on_stopped)
        worker.failed.connect(self._on_failed)

    # Commands

    def open(self, session: Session) -> None:
        """Train another session, from the states in its file."""
        self.session = session
        self._known = _Known.of_file(session)
        self._set_playing(False)
        self._set_moment(None)
        self._open.emit(session, self._next_generation(), self._next_turn())

    @Slot(object, object)
    def apply(self, session: Session, edit: ParameterEdit | Branch | None = None) -> None:
        """Go on with an edited session; or, with an edit beside it, with an equal one and that done to a run.

        A remembered moment that is looked at stays in sight, as far as the edit leaves the network as it was. What is
        done to a run is seen live.
        """
        before, self.session = self.session, session
        self._pending.append((session, edit))
        self.gate.hold()
        looked_at = self.moment
        self.moment = None if looked_at is None or edit is not None else self._carried(looked_at, before)
        self._apply.emit(session, edit, self.moment)
        if self.moment is not looked_at:  # said last: what views ask for then is of the edited session already
            self.moment_changed.emit(self.moment)

    def look_back(self, moment: Checkpoint | None) -> None:
        """Show a remembered moment of the shown run (RunFrame.moments of the newest frame) from now on; None: the run
        as it stands.

        The training does not notice. Where the network was edited since that frame, the run stays seen live.
        """
        if moment is not None and self.frame is not None:
            moment = self._carried(moment, self.frame.session)
        if moment is not self.moment:
            self._set_moment(moment)
            self._look.emit(self._request, self._shown, moment)

    def play(self) -> None:
        """Train until told otherwise, or until every run has stopped by itself; seen live."""
        self.look_back(None)
        self._set_playing(True)
        self._play.emit(self._next_turn())

    def pause(self) -> None:
        """Train no longer; the picture comes to rest at the very step that is shown."""
        self._set_playing(False)
        self._pause.emit(self._next_turn())

    def step(self) -> None:
        """One update, by one batch."""
        self.look_back(None)
        self._set_playing(False)
        self._step.emit(self._next_turn())

    def step_epoch(self) -> None:
        """To the end of the present epoch."""
        self.look_back(None)
        self._set_playing(False)
        self._step_epoch.emit(self._next_turn())

    def reset(self) -> None:
        """Back to the same start."""
        self._set_playing(False)
        self._set_moment(None)
        self._known = _Known.at_start(self.checkpointed(self.session))._replace(session=self.session)
        self._reset.emit(self._next_generation(), self._next_turn())
        self.was_reset.emit()

    def set_speed(self, steps_per_second: float | None) -> None:
        """Steps a second; None: as fast as it goes."""
        if steps_per_second != self._steps_per_second:
            self._steps_per_second = steps_per_second
            self._set_speed.emit(steps_per_second)

    def begin_engines(self) -> None:
        """Make the compiled engine ready, beside everything else."""
        self.engines.begin(self._settle_engines.emit)

    def choose_engine(self, choice: EngineChoice) -> None:
        """Train all runs with this engine from now on; "automatic": each with the one that it has."""
        self.engines.choose(choice)
        self._settle_engines.emit()

    def look(self, request: FrameRequest, shown: int = 0) -> None:
        """What the views want to see from now on."""
        if (request, shown) != (self._request, self._shown):
            if shown != self._shown:
                self._set_moment(None)
            self._request, self._shown = request, shown
            self._look.emit(request, shown, self.moment)

    def checkpointed(self, session: Session) -> Session:
        """The session with the newest states and curves in its runs, as a file keeps them; see with_timelines().

        Edits that no frame has shown yet are followed one by one, as the worker does.
        """
        states, histories, before = self._known.states, list(self._known.histories), self._known.session
        for following, edit in [*self._pending, (session, None)]:
            if edit is not None:
                states = tuple(
                    edit.applied(state) if number == edit.run else state for number, state in enumerate(states)
                )
                if isinstance(edit, Branch):
                    histories[edit.run] = edit.after.history
            elif following is not before:
                states = carry_session(states, before, following)
            before = following
        return replace(
            session,
            runs=tuple(
                without_moments(
                    replace(run, state=states[number], history=histories[number] if number < len(histories) else None)
                )
                for number, run in enumerate(session.runs)
            ),
        )

    def with_timelines(self, session: Session) -> Session:
        """A checkpointed session with the moments that its runs remember, where it is to keep them."""
        if not is_timeline_kept(session):
            return session
        most, runs = MAX_KEPT_NUMBERS // len(session.runs), []
        for number, run in enumerate(session.runs):
            now = self.standing(number)
            timeline = self._timeline_of_file(number) if now is None else timeline_of(now.moments, now.stride, most)
            runs.append(replace(run, timeline=timeline))
        return replace(session, runs=tuple(runs))

    def _timeline_of_file(self, number: int) -> Timeline:
        """What a run remembers before the first frame: what its file has brought, if it stands there still."""
        known = self._known
        if known.session is not self.session or known.states[number] is not self.session.runs[number].state:
            return Timeline()
        return self.session.runs[number].timeline or Timeline()

    def shown_state(self, session: Session, run: int) -> State | None:
        """Where a run of the session is to be seen: the remembered moment that is looked at, else where it stands by
        now, edits that no frame has shown yet included.
        """
        if self.moment is not None and run == self._shown:
            state = self.checkpointed(session).runs[run].state
            return state_from(self.moment, state.engine if state else None)
        return self.checkpointed(session).runs[run].state

    def standing(self, run: int) -> Standing | None:
        """All that a run is by now, as far as it is known here; None before the first frame."""
        now, frame = self.checkpointed(self.session).runs[run], self.frame
        if now.state is None or frame is None or run >= len(frame.runs):
            return None
        unseen = [edit for _, edit in self._pending if isinstance(edit, Branch) and edit.run == run]
        if unseen:
            return unseen[-1].after._replace(state=now.state, history=now.history)
        seen, known = frame.runs[run], frame.session
        moments = all_carried(seen.moments, seen.run, known.data, self.session.runs[run], self.session.data)
        return Standing(now.state, now.history, tuple(moments), seen.stride)

    def branch(self) -> Branch | None:
        """What lets the shown run go on from the moment that is looked at; None where nobody looks back."""
        moment, run = self.moment, self._shown
        before = self.standing(run)
        if moment is None or before is None:
            return None
        state = replace(state_from(moment, before.state.engine), start=before.state.start)
        history = None if before.history is None else history_until(before.history, state)
        earlier = tuple(known for known in before.moments if known.step <= moment.step)
        return Branch(run, before, Standing(state, history, earlier, before.stride), key=object())

    def why_not_by_hand(self) -> str:
        """Why no parameters can be set now, "" if they can."""
        if self.moment is None:
            return ""
        step = f"{self.moment.step:,}".replace(",", " ")
        return f"Step {step} is remembered and can't be changed: go back to live (L), or go on from here (G), first."

    def close(self) -> bool:
        """End the worker: open the gate for good, let its present slice end, wait. Returns whether it ended in time."""
        if self.gate.closed:
            return self._thread.isFinished()
        self.gate.close()
        self.engines.close()
        self._end.emit()
        return self._thread.wait(CLOSE_TIMEOUT_MS)

    # What the worker says

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if frame.generation == self._generation:
            self.frame = frame
            runs = [shown.run for shown in frame.runs]
            self._known = _Known(
                frame.session,
                tuple(run.state or initial_state(run, frame.session.data) for run in runs),
                tuple(run.history for run in runs),
            )
            seen = [number for number, (session, _) in enumerate(self._pending) if session is frame.session]
            if seen:
                del self._pending[: seen[-1] + 1]
            self.frame_ready.emit(frame)
        else:
            self.gate.painted()

    @Slot(object)
    def _on_stopped(self, stop: Stop) -> None:
        if stop.turn != self._turn:
            return  # it stopped before it heard the newest command
        if stop.is_last:
            self._set_playing(False)
        self.stopped.emit(stop)

    @Slot(object)
    def _on_failed(self, failure: Failure) -> None:
        if failure.turn == self._turn:
            self._set_playing(False)
        self.failed.emit(failure)

    def _carried(self, moment: Checkpoint, old: Session) -> Checkpoint | None:
        """A moment of an older session's shown run as one of the present session's; None where it is none."""
        run, new = self._shown, self.session
        if run >= min(len(old.runs), len(new.runs)):
            return None
        return carried(moment, old.runs[run], old.data, new.runs[run], new.data)

    def _set_moment(self, moment: Checkpoint | None) -> None:
        if moment is not self.moment:
            self.moment = moment
            self.moment_changed.emit(moment)

    def _next_generation(self) -> int:
        """From now on, frames of before are not of this run any more."""
        self.frame = None
        self._pending.clear()
        self._generation += 1
        return self._generation

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)
