"""The runner on a thread of its own: a thin QObject that takes commands, trains in slices and publishes frames."""

from __future__ import annotations

import dataclasses
import functools
import time
import traceback
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from app.session.edits.branch import Branch
from app.session.edits.parameters import ParameterEdit
from app.session.schema import Session
from app.training.engines import Engines
from app.training.frames import Failure, FrameRequest, Stop
from app.training.gate import FrameGate
from app.training.priority import step_back
from app.training.runner import Runner
from nncore import Checkpoint

FRAME_INTERVAL_S = 1 / 65  # with what lies between two turns, this gives a little more than 60 frames a second
LONGEST_SLICE_S = 0.010  # queued commands wait for no longer than this …
LONGEST_COMPILED_SLICE_S = 0.016  # … or this, where the coming of an edit ends the slice
STILL_INTERVAL_S = 0.1  # while a remembered moment is looked at: only the run behind it changes
SHORTEST_SLICE_S = 0.002  # even where frames take longer than their interval, training goes on
GATE_TIMEOUT_S = 0.1
WAITING_MS = 30  # between two looks at whether an engine has been made ready
HOLD_TIMEOUT_S = 0.03  # the window shows an edit; some edits change nothing that is painted

P = ParamSpec("P")


def _reported(method: Callable[Concatenate[Worker, P], None]) -> Callable[..., None]:
    """A slot whose exception stops the training and is reported to the window, instead of vanishing on the thread."""

    @functools.wraps(method)
    def guarded(self: Worker, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  whatever it is, the window shows it and the session is kept
            self.halt()
            self.failed.emit(Failure(f"{type(error).__name__}: {error}", traceback.format_exc(), self._turn))

    return guarded


class Worker(QObject):
    """Trains on its thread and publishes at most one frame at a time.

    Signals: frame_ready(Frame), stopped(Stop) when the runs stop by themselves, failed(Failure).
    Thread: lives on the worker's QThread; every slot is reached by a queued signal.
    """

    frame_ready = Signal(object)
    stopped = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, gate: FrameGate, engines: Engines | None = None) -> None:
        super().__init__()
        self._first_session = session
        self._gate = gate
        self._engines = engines
        self._postponed: Callable[[], int] | None = None  # a step by hand that waits for its engine
        self._runner: Runner | None = None  # None until a session could be opened
        self._request = FrameRequest()
        self._shown = session.view.run
        self._steps_per_second: float | None = None
        self._moment: Checkpoint | None = None  # a remembered one that is looked at
        self._is_still = self._was_published = False  # whether frames have said all that there is to say of it
        self._playing = False
        self._generation = 0
        self._turn = 0
        self._last_frame = 0.0

    @Slot()
    def begin(self) -> None:
        """On the thread itself: timers belong to the thread that makes them."""
        step_back()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_turn)
        self.open(self._first_session, 0, 0)

    @Slot(object, int, int)
    @_reported
    def open(self, session: Session, generation: int, turn: int) -> None:
        """Train another session from now on."""
        self._playing, self._turn = False, turn
        self._look_at(None)
        self._runner = None
        self._postponed = None
        gate = self._gate
        self._runner = Runner(session, should_stop=gate.ending, should_yield=gate.wanted, engines=self._engines)
        self._runner.steps_per_second = self._steps_per_second
        self._generation = generation
        self._timer.start(0)

    @Slot(object, object, object)
    @_reported
    def apply(self, session: Session, edit: ParameterEdit | Branch | None, moment: Checkpoint | None) -> None:
        """Go on with an edited session, or with what is done to a run; and look at this moment from now on."""
        self._look_at(moment)
        if self._runner:
            self._runner.apply(session, edit)
            self._timer.start(0)

    @Slot(int, int)
    @_reported
    def reset(self, generation: int, turn: int) -> None:
        """Back to the start."""
        self._playing, self._turn = False, turn
        self._postponed = None
        self._look_at(None)
        if self._runner:
            self._runner.reset()
            self._generation = generation
            self._timer.start(0)

    @Slot(object, int, object)
    @_reported
    def look(self, request: FrameRequest, shown: int, moment: Checkpoint | None) -> None:
        """The views want to see something else from now on: at a remembered moment of the shown run, or live."""
        self._request, self._shown = request, shown
        self._look_at(moment)
        if not self._playing:
            self._timer.start(0)

    @Slot(object)
    @_reported
    def set_speed(self, steps_per_second: float | None) -> None:
        """Steps a second; None: as fast as it goes."""
        self._steps_per_second = steps_per_second
        if self._runner:
            self._runner.steps_per_second = steps_per_second
            self._runner.start()
            if self._playing:
                self._timer.start(0)

    @Slot(int)
    @_reported
    def play(self, turn: int) -> None:
        """Train until told otherwise."""
        self._turn = turn
        if self._runner:
            self._runner.start()
            self._playing = True
            self._timer.start(0)

    @Slot(int)
    @_reported
    def pause(self, turn: int) -> None:
        """Train no longer."""
        self._playing, self._turn = False, turn
        self._postponed = None
        self._timer.start(0)

    @Slot(int)
    @_reported
    def step(self, turn: int) -> None:
        """One update."""
        self._playing, self._turn = False, turn
        if self._runner:
            self._step_by_hand(self._runner, self._runner.step)

    @Slot(int)
    @_reported
    def step_epoch(self, turn: int) -> None:
        """To the end of the epoch."""
        self._playing, self._turn = False, turn
        if self._runner:
            self._step_by_hand(self._runner, self._runner.step_epoch)

    @Slot()
    @_reported
    def settle_engines(self) -> None:
        """An engine has been made ready, or chosen."""
        if self._runner is None:
            return
        self._runner.settle_engines()
        postponed, self._postponed = self._postponed, None
        if postponed:
            self._step_by_hand(self._runner, postponed)
        self._timer.start(0)

    @Slot()
    def end(self) -> None:
        """The last slot that runs here: whatever belongs to this thread ends on it."""
        self._timer.stop()
        self._timer.deleteLater()
        QThread.currentThread().quit()

    def halt(self) -> None:
        """Stop training without another word, after a failure."""
        self._playing = False
        self._timer.stop()

    @Slot()
    @_reported
    def _on_turn(self) -> None:
        """One slice, a frame when one is due, and the next turn; between two turns queued commands are taken."""
        if self._gate.closed or self._runner is None:
            return
        if not self._playing:
            if not self._publish(self._runner, at_rest=True):
                self._timer.start(0)
            return
        frame_due = self._last_frame + (STILL_INTERVAL_S if self._is_still else FRAME_INTERVAL_S)
        left = frame_due - time.perf_counter()
        longest = LONGEST_SLICE_S if self._runner.needs_interpreter else LONGEST_COMPILED_SLICE_S
        self._runner.advance(min(max(left, SHORTEST_SLICE_S), longest))
        if self._gate.wanted() or self._runner.needs_interpreter:
            self._gate.wait(HOLD_TIMEOUT_S)
        stops = self._runner.new_stops()
        if any(stop.is_last for stop in stops):
            self._playing = False
        is_complete = True
        if stops or (time.perf_counter() >= frame_due and self._may_publish()):
            is_complete = self._publish(self._runner, at_rest=not self._playing)
        self._report(stops)  # after the frame, so that what is said can be seen
        if not self._playing:
            if not is_complete:
                self._timer.start(0)
            return
        self._timer.start(WAITING_MS if self._runner.is_waiting else int(1000 * min(self._runner.until_due(), 0.1)))

    def _may_publish(self) -> bool:
        """Whether the last frame has been painted, or will not be."""
        if not self._gate.is_open and time.perf_counter() >= self._last_frame + GATE_TIMEOUT_S:
            self._gate.wait(0.0)
        return self._gate.is_open

    def _publish(self, runner: Runner, *, at_rest: bool) -> bool:
        """Show this moment. Returns whether there is no more to say of it."""
        self._last_frame = time.perf_counter()
        frame = runner.frame(
            self._request,
            shown=self._shown,
            at_rest=at_rest,
            generation=self._generation,
            moment=self._moment,
        )
        self._gate.publish()
        self.frame_ready.emit(frame)
        if at_rest or runner.needs_interpreter:
            self._gate.wait(GATE_TIMEOUT_S)
        self._is_still = self._moment is not None and frame.is_complete and self._was_published
        self._was_published = True
        return frame.is_complete

    def _look_at(self, moment: Checkpoint | None) -> None:
        self._moment = moment
        self._is_still = self._was_published = False

    def _report(self, stops: list[Stop]) -> None:
        """Tell which runs have stopped."""
        for stop in stops:
            self.stopped.emit(dataclasses.replace(stop, turn=self._turn))

    def _step_by_hand(self, runner: Runner, advance: Callable[[], int]) -> None:
        """A step that the person asked for; only a divergence stops it."""
        runner.start()
        if runner.is_waiting:
            self._postponed = advance
            return
        advance()
        if not self._publish(runner, at_rest=True):
            self._timer.start(0)
        self._report([stop for stop in runner.new_stops() if stop.divergence])
