"""The real window under load: frames, clicks, steps, start-up, memory.

    python -m tests.benchmarks.window [--points N] [--clicks N] [--seconds S] [--all-views] [--engine NAME]

With --all-views the network is 2-8-8-8-4, the window 2560×1440, and every panel that explains is open and to be seen.

Runs on the platform that QT_QPA_PLATFORM names (a screen where there is one, else "offscreen"). Prints; asserts nothing
about time.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from app.session.schema import Session
    from app.training.engines import Engines
    from app.window.main_window import MainWindow

CHILD = "CHALKNET_BENCHMARK_START"


def loaded_session(points: int, all_views: bool) -> Session:
    """What is trained: 2-8-8-1, or 2-8-8-8-4 with soft-max."""
    from app.session.create import new_session, usual_source
    from app.session.schema import Layer

    source = usual_source("blobs" if all_views else "moons", points=points)
    if all_views:
        source = replace(source, classes=4)
    return new_session(source, test_share=0.2, layers=(Layer(units=8),) * (3 if all_views else 2))


def open_all(window: MainWindow) -> None:
    """Every panel that explains, side by side: two columns of them beside the plane."""
    from PySide6.QtCore import Qt, QTimer

    stage = window.stage
    docks = list(stage.docks.values())
    for name in stage.docks:
        stage.open(name)
    for dock in docks:  # out of the one place that they share
        stage.removeDockWidget(dock)
    stage.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks[0])
    stage.splitDockWidget(docks[0], docks[1], Qt.Orientation.Horizontal)
    for above, below in zip(docks, docks[2:], strict=False):
        stage.splitDockWidget(above, below, Qt.Orientation.Vertical)
    for dock in docks:
        dock.show()
    QTimer.singleShot(300, lambda: stage.resizeDocks(docks, [400] * len(docks), Qt.Orientation.Vertical))


def show(window: MainWindow, all_views: bool) -> None:
    """The window in the size that is measured."""
    window.resize(*((2560, 1440) if all_views else (1280, 800)))
    window.show()
    if all_views:
        open_all(window)


def under_load(points: int, clicks: int, seconds: float, all_views: bool, engines: Engines) -> dict[str, float]:
    """Train at full speed and click at random moments."""
    from PySide6.QtCore import QPointF, Qt, QTimer
    from PySide6.QtTest import QTest

    from app.window import window_app
    from app.window.garbage import GarbageCollection
    from app.window.preferences import Preferences

    application = window_app.application()
    session = loaded_session(points, all_views)
    parts = window_app.WindowApp(session, preferences=Preferences(remembered=False), engines=engines)
    garbage = GarbageCollection(application)
    window = parts.window
    show(window, all_views)

    frames: list[float] = []  # when a frame has been painted
    arrived: list[object] = []  # the frame that came and is not painted yet
    waiting: list[tuple[float, int]] = []
    latencies: list[float] = []
    gate_painted = parts.training.gate.painted

    def on_painted() -> None:
        now = time.perf_counter()
        if arrived:
            frames.append(now)
            arrived.clear()
        shown = len(parts.document.session.data.points)
        while waiting and waiting[0][1] <= shown:
            latencies.append(now - waiting.pop(0)[0])
        gate_painted()

    parts.training.gate.painted = on_painted  # type: ignore[method-assign]
    parts.training.frame_ready.connect(arrived.append)
    state = {"clicks": 0, "due": 0.0, "first_step": 0, "first_time": 0.0}
    target = window.canvas.plane.viewport()

    def click() -> None:
        # The moment that counts is when the click was due: what the window was busy with until now is part of the wait.
        state["clicks"] += 1
        waiting.append((state["due"], len(parts.document.session.data.points) + len(waiting) + 1))
        size = target.size()
        place = QPointF(size.width() * random.uniform(0.2, 0.8), size.height() * random.uniform(0.2, 0.8)).toPoint()
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        schedule()

    def schedule() -> None:
        if state["clicks"] >= clicks:
            return
        pause = random.uniform(0.02, 0.06)
        state["due"] = time.perf_counter() + int(pause * 1000) / 1000
        QTimer.singleShot(int(pause * 1000), click)

    def begin() -> None:
        state["first_step"], state["first_time"] = step(), time.perf_counter()
        frames.clear()
        QTimer.singleShot(int(seconds * 1000), measured)

    def measured() -> None:
        elapsed = time.perf_counter() - state["first_time"]
        state["fps"], state["steps_per_second"] = len(frames) / elapsed, (step() - state["first_step"]) / elapsed
        state["before"] = len(parts.document.session.data.points)
        schedule()
        poll()

    def poll() -> None:
        if state["clicks"] >= clicks and not waiting:
            application.exit()
        else:
            QTimer.singleShot(50, poll)

    def step() -> int:
        frame = parts.training.frame
        return frame.shown_run.run.state.step if frame and frame.shown_run.run.state else 0

    QTimer.singleShot(500, parts.training.play)
    QTimer.singleShot(1500, begin)
    QTimer.singleShot(int(1000 * (20 + seconds + clicks * 0.2)), application.exit)
    application.exec()
    gained = len(parts.document.session.data.points) - state.get("before", 0)
    parts.close()
    garbage.stop()
    latencies.sort()
    return {
        "points at the start": points,
        "frames/s": state.get("fps", 0.0),
        "steps/s": state.get("steps_per_second", 0.0),
        "clicks": state["clicks"],
        "clicks lost": state["clicks"] - gained,
        "click to paint p50 (ms)": 1e3 * statistics.median(latencies) if latencies else float("nan"),
        "click to paint p99 (ms)": 1e3 * latencies[int(0.99 * (len(latencies) - 1))] if latencies else float("nan"),
        "click to paint max (ms)": 1e3 * latencies[-1] if latencies else float("nan"),
    }


def without_window(seconds: float, all_views: bool, engines: Engines) -> float:
    """Steps a second of the same run with nobody watching."""
    from app.training.runner import Runner

    runner = Runner(loaded_session(200, all_views), engines=engines)
    runner.start()
    start = time.perf_counter()
    done = runner.advance(seconds)
    return done / (time.perf_counter() - start)


def first_paint() -> None:
    """In a child process: open the window, and report when it has been painted."""
    from PySide6.QtCore import QTimer

    from app.window import window_app
    from app.window.main_window import MainWindow

    event = MainWindow.event

    def timed(self: MainWindow, what: object) -> bool:
        done = event(self, what)  # type: ignore[arg-type]
        if what.type() == what.Type.UpdateRequest:  # type: ignore[attr-defined]
            seconds = time.time() - float(os.environ[CHILD])
            print(seconds, peak_megabytes(), flush=True)
            MainWindow.event = event  # type: ignore[method-assign]
            QTimer.singleShot(0, self.close)
        return done

    MainWindow.event = timed  # type: ignore[method-assign]
    window_app.run()


def peak_megabytes() -> float:
    """The most memory that this process has had resident. (getrusage would count what it was forked from as well.)"""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def starts(count: int) -> tuple[float, float]:
    """Median seconds from launch to the first painted window, and MB at that moment."""
    results = []
    for _ in range(count + 1):
        environment = dict(os.environ, **{CHILD: str(time.time())})
        command = [sys.executable, "-m", "tests.benchmarks.window"]
        out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
        results.append((float(out[0]), float(out[1])))
    warm = results[1:]
    return statistics.median(r[0] for r in warm), statistics.median(r[1] for r in warm)


def main() -> None:
    if CHILD in os.environ:
        first_paint()
        return
    parser = argparse.ArgumentParser(description="Measure the real window under load.")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--clicks", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--all-views", action="store_true")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--engine", choices=("numpy", "compiled"), default="numpy")
    options = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.training.engines import Engines

    engines = Engines(options.engine)
    engines.load()
    found = under_load(options.points, options.clicks, options.seconds, options.all_views, engines)
    alone = without_window(3.0, options.all_views, engines)
    for name, value in found.items():
        print(f"{name:28} {value:10.1f}")
    print(f"{'steps/s without a window':28} {alone:10.1f}")
    print(f"{'kept with the window (%)':28} {100 * found['steps/s'] / alone:10.1f}")
    if options.starts:
        seconds, megabytes = starts(options.starts)
        print(f"{'first painted window (s)':28} {seconds:10.2f}")
        print(f"{'memory then (MB)':28} {megabytes:10.0f}")


if __name__ == "__main__":
    main()
