"""The real window in training at full speed, clicked at random moments."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest

from app.benchmark.rounds import Effort
from app.session.create import new_session, usual_source
from app.session.schema import Layer, Session, View
from app.training.engines import Engines
from app.training.frames import Frame
from app.training.runner import Runner
from app.window import window_app
from app.window.garbage import GarbageCollection
from app.window.main_window import MainWindow
from app.window.preferences import Preferences

SETTLE_S, ROUNDS = 0.5, 4
PAUSE_S = (0.02, 0.06)  # between two clicks
LONGEST_PAUSE_S = 0.2  # on average
LOST_S = 30.0  # a click that has not been painted by then never will be
POINTS = 200


@dataclass(frozen=True)
class Scene:
    """What is open, and how large the window is (pixels)."""

    name: str
    width: int
    height: int
    classes: int
    hidden_layers: int
    all_panels: bool

    def session(self) -> Session:
        """What is trained, at full speed."""
        source = usual_source("blobs" if self.classes > 2 else "moons", points=POINTS)
        layers = (Layer(units=8),) * self.hidden_layers
        session = new_session(replace(source, classes=self.classes), test_share=0.2, layers=layers)
        return replace(session, view=View(steps_per_second=None))


USUAL = Scene("usual", 1280, 800, classes=2, hidden_layers=2, all_panels=False)
ALL = Scene("all", 2560, 1440, classes=4, hidden_layers=3, all_panels=True)


@dataclass(frozen=True)
class Load:
    """What was seen. steps_without: steps a second of the same run with no window. click_ms: median, 99th percentile,
    longest; None if no click was painted."""

    frames_per_second: float
    steps_per_second: float
    steps_without: float
    clicks: int
    clicks_lost: int
    click_ms: tuple[float, float, float] | None


def under_load(scene: Scene, engines: Engines, effort: Effort) -> Load:
    """Measure one scene, with engines that are ready. It shows a window on the platform of Qt."""
    session = scene.session()
    application = window_app.application()
    parts = window_app.WindowApp(session, preferences=Preferences(remembered=False), engines=engines)
    garbage = GarbageCollection(application)
    watch = Watch(parts)
    try:
        show(parts.window, scene)
        wait(SETTLE_S)
        paces, without = [], []
        for _ in range(ROUNDS):  # in turns: the machine is not always as fast
            parts.training.play()
            wait(SETTLE_S)
            paces.append(watch.pace(effort.window_seconds / ROUNDS))
            rest(parts)
            without.append(steps_without_window(session, engines, effort.window_seconds / ROUNDS))
        frames, steps = np.mean(paces, axis=0).tolist()
        parts.training.play()
        wait(SETTLE_S)
        clicks, latencies = watch.clicks(effort.clicks)
    finally:
        parts.close()
        parts.dismantle()
        garbage.stop()
    return Load(frames, steps, statistics.mean(without), clicks, clicks - len(latencies), summary(latencies))


def steps_without_window(session: Session, engines: Engines, seconds: float) -> float:
    """Steps a second of this session's runs with nobody watching; a window that is there rests meanwhile."""
    runner = Runner(session, engines=engines)
    runner.start()
    start = time.perf_counter()
    return runner.advance(seconds) / (time.perf_counter() - start)


def summary(latencies: list[float]) -> tuple[float, float, float] | None:
    """Median, 99th percentile and longest, in ms, of seconds."""
    if not latencies:
        return None
    in_order = sorted(1e3 * seconds for seconds in latencies)
    return statistics.median(in_order), in_order[round(0.99 * (len(in_order) - 1))], in_order[-1]


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def rest(parts: window_app.WindowApp) -> None:
    """Pause, and let everybody finish. Raises: TimeoutError; what goes on beside a measurement would be measured."""
    parts.training.pause()
    end = time.perf_counter() + LOST_S
    while time.perf_counter() < end:
        wait(SETTLE_S)
        frame = parts.training.frame
        if frame and frame.is_complete and not frame.steps_per_second:
            return
    raise TimeoutError("the window does not come to rest")


def step_of(parts: window_app.WindowApp) -> int:
    """Where the run stands by the newest frame, also while an earlier moment is looked at."""
    frame = parts.training.frame
    state = frame.runs[frame.shown].run.state if frame else None
    return state.step if state else 0


def show(window: MainWindow, scene: Scene) -> None:
    """The window in its size; with all panels, two columns of them stand beside the plane."""
    window.resize(scene.width, scene.height)
    window.show()
    if not scene.all_panels:
        return
    stage = window.stage
    for name in stage.docks:
        stage.open(name)
    docks = list(stage.docks.values())
    for dock in docks:  # out of the one place that they share
        stage.removeDockWidget(dock)
    stage.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks[0])
    stage.splitDockWidget(docks[0], docks[1], Qt.Orientation.Horizontal)
    for above, below in zip(docks, docks[2:], strict=False):
        stage.splitDockWidget(above, below, Qt.Orientation.Vertical)
    for dock in docks:
        dock.show()
    wait(SETTLE_S)
    stage.resizeDocks(docks, [400] * len(docks), Qt.Orientation.Vertical)


@dataclass
class _Click:
    due: float
    points: int  # there are so many once it has had its effect


@dataclass
class _Seen:
    frames: list[float] = field(default_factory=list)  # when one has been painted
    latencies: list[float] = field(default_factory=list)
    waiting: list[_Click] = field(default_factory=list)
    has_arrived: bool = False  # a frame that is not painted yet


class Watch(QObject):
    """Notes when frames have been painted, by the window's opening of the gate, and clicks, by the plane's painting."""

    def __init__(self, parts: window_app.WindowApp) -> None:
        super().__init__()
        self._parts = parts
        self._seen = _Seen()
        self._gate_painted = parts.training.gate.painted
        parts.training.gate.painted = self._on_painted  # type: ignore[method-assign]  # what is measured calls it
        self._plane = parts.window.canvas.plane
        self._paint_plane = self._plane.paintEvent
        self._plane.paintEvent = self._on_plane_paint  # the painting itself is timed
        parts.training.frame_ready.connect(self._on_frame)

    def pace(self, seconds: float) -> tuple[float, float]:
        """Frames and steps a second over so many seconds."""
        self._seen.frames.clear()
        first, start = step_of(self._parts), time.perf_counter()
        wait(seconds)
        elapsed = time.perf_counter() - start
        return len(self._seen.frames) / elapsed, (step_of(self._parts) - first) / elapsed

    def clicks(self, count: int) -> tuple[int, list[float]]:
        """Click so many times, or fewer where the window is slow.

        Returns how many clicks were made, and the seconds until each was painted, those that were lost left out.
        """
        chance = random.Random(0)  # noqa: S311  where and when to click
        canvas = self._parts.window.canvas.plane.viewport()
        made, end = 0, time.perf_counter() + LONGEST_PAUSE_S * count
        while made < count and time.perf_counter() < end:
            made += 1
            pause = round(1000 * chance.uniform(*PAUSE_S)) / 1000
            # The moment that counts is when it was due: what the window was busy with until then is part of the wait.
            due = time.perf_counter() + pause
            wait(pause)
            due = min(due, time.perf_counter())  # a timer may be early by less than a millisecond
            points = len(self._parts.document.session.data.points)
            self._seen.waiting.append(_Click(due, points + 1))
            place = QPointF(canvas.width() * chance.uniform(0.2, 0.8), canvas.height() * chance.uniform(0.2, 0.8))
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
        end = time.perf_counter() + LOST_S
        while self._seen.waiting and time.perf_counter() < end:
            wait(0.05)
        return made, self._seen.latencies

    def _on_frame(self, _frame: Frame) -> None:
        self._seen.has_arrived = True

    def _on_painted(self) -> None:
        seen = self._seen
        if seen.has_arrived:
            seen.frames.append(time.perf_counter())
            seen.has_arrived = False
        self._gate_painted()

    def _on_plane_paint(self, event: QPaintEvent) -> None:
        shown = len(self._parts.document.session.data.points)
        self._paint_plane(event)
        now, seen = time.perf_counter(), self._seen
        while seen.waiting and seen.waiting[0].points <= shown:
            seen.latencies.append(now - seen.waiting.pop(0).due)
