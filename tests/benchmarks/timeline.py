"""The timeline in the real window: frames painted while the slider moves, and how fast the training goes on behind.

    python -m tests.benchmarks.timeline [--seconds S] [--points N] [--panel NAME]

The network is 2-8-8-8-1. Each row is given beside the run seen live, in the same process. Asserts nothing about time.
"""

from __future__ import annotations

import argparse
import math
import os
import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.benchmark.qt.under_load import Watch, wait
from app.session.create import new_session, usual_source
from app.session.schema import Layer
from app.window.preferences import Preferences
from app.window.window_app import WindowApp, application

MOVE_MS = 8  # between two moves of the slider, as a mouse makes them
TURN_S = 6.0  # there and back again


class Hand(QObject):
    """Moves the slider back and forth over all that is remembered."""

    def __init__(self, parts: WindowApp) -> None:
        super().__init__()
        self._slider = parts.window.timeline.slider
        self._timer = QTimer(self, interval=MOVE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_move)
        self.start, self.stop = self._timer.start, self._timer.stop

    @Slot()
    def _on_move(self) -> None:
        share = 0.5 - 0.5 * math.cos(2.0 * math.pi * time.perf_counter() / TURN_S)
        self._slider.setValue(round(share * (self._slider.maximum() - 1)))


def measure(points: int, seconds: float, panels: list[str]) -> dict[str, tuple[float, float]]:
    """What is done, and frames and steps a second meanwhile."""
    application()
    layers = [Layer(units=8, key=number) for number in range(3)]
    session = new_session(usual_source("moons", points=points), layers=layers, test_share=0.2)
    parts = WindowApp(session, preferences=Preferences(remembered=False))
    parts.window.resize(1280, 800)
    parts.window.show()
    for panel in panels:
        parts.window.stage.open(panel)
    watch, hand, training = Watch(parts), Hand(parts), parts.training
    wait(0.5)
    training.play()
    wait(1.5)
    found = {"live": watch.pace(seconds)}
    hand.start()
    found["slider moves, training behind"] = watch.pace(seconds)
    hand.stop()
    wait(0.5)
    found["one moment, training behind"] = watch.pace(seconds)
    training.pause()
    wait(0.5)
    hand.start()
    found["slider moves, paused"] = watch.pace(seconds)
    hand.stop()
    parts.window.timeline.show_it(False)
    training.play()
    wait(0.5)
    found["live, timeline hidden"] = watch.pace(seconds)
    parts.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the timeline in the real window.")
    parser.add_argument("--points", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--panel", action="append", default=[], help="a panel that explains, to be open meanwhile")
    options = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = measure(options.points, options.seconds, options.panel)
    live_frames, live_steps = found["live"]
    for name, (frames, steps) in found.items():
        ratio = f"{100 * frames / live_frames:5.0f} %  {100 * steps / live_steps:5.0f} %"
        print(f"{name:32} {frames:6.1f} frames/s {steps:10.0f} steps/s   of live: {ratio}")


if __name__ == "__main__":
    main()
