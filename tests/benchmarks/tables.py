"""A large table, from its text to training on it: how long it takes to read, and how smoothly its points are panned.

    python -m tests.benchmarks.tables [--rows N] [--columns N] [--seconds S]

Runs on the platform that QT_QPA_PLATFORM names (a screen where there is one, else "offscreen"). Prints; asserts nothing
about time.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import time


def table_text(rows: int, columns: int) -> bytes:
    """A CSV of so many rows of numbers and a class."""
    import numpy as np

    x = np.random.default_rng(0).normal(50.0, 20.0, (rows, columns))
    labels = np.where(x[:, 0] + x[:, 1] * (x[:, 2 % columns] > 50.0) > 75.0, "yes", "no")
    lines = [",".join((*(f"column {number}" for number in range(columns)), "class"))]
    lines += [",".join((*(f"{value:.4f}" for value in row), label)) for row, label in zip(x, labels, strict=True)]
    return "\n".join(lines).encode()


def reading(content: bytes) -> tuple[dict[str, float], object]:
    """Seconds of each part of an import, and the session that comes of it."""
    from app.session.create import session_on
    from app.session.schema import Layer
    from app.session.tables.dialect import guessed
    from app.session.tables.encoding import decoded
    from app.session.tables.making import Plan, faults, made
    from app.session.tables.reading import read
    from app.session.tables.roles import guessed_roles

    start = time.perf_counter()
    text = decoded(content).text
    longest, last = 0.0, time.perf_counter()

    def proceed() -> bool:
        nonlocal longest, last
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        return True

    table = read(text, guessed(text), proceed)
    was_read = time.perf_counter()
    plan = Plan(tuple(guess.role for guess in guessed_roles(table)))
    faults(table, plan)
    was_checked = time.perf_counter()
    data = made(table, plan)
    was_made = time.perf_counter()
    layers = (Layer(units=8), Layer(units=8))
    times = {
        "megabytes of text": len(content) / 1e6,
        "read (s)": was_read - start,
        "longest part of it (ms)": 1e3 * longest,
        "checked (ms)": 1e3 * (was_checked - was_read),
        "made into data (ms)": 1e3 * (was_made - was_checked),
    }
    return times, session_on(data, layers=layers)


def in_the_window(session, seconds: float) -> dict[str, float]:
    """Paints of the plane a second while it is dragged, at rest and in training; steps a second with the window."""
    from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    from app.benchmark.qt.under_load import step_of, wait
    from app.session.create import first_session
    from app.session.edits.data import with_data
    from app.window import window_app
    from app.window.garbage import GarbageCollection
    from app.window.preferences import Preferences

    application = window_app.application()
    parts = window_app.WindowApp(first_session(), preferences=Preferences(remembered=False))
    garbage = GarbageCollection(application)
    parts.window.resize(1280, 800)
    parts.window.show()
    measured: dict[str, float] = {}
    viewport = parts.window.canvas.plane.viewport()
    painted: list[float] = []

    class Paints(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                painted.append(time.perf_counter())
            return False

    paints = Paints()
    viewport.installEventFilter(paints)
    place = {"x": 300, "step": 4}

    def drag() -> None:
        place["x"] += place["step"]
        if not 200 < place["x"] < 500:
            place["step"] = -place["step"]
        QTest.mouseMove(viewport, QPoint(place["x"], 300))

    def panned(name: str) -> None:
        QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 300))
        timer = QTimer(interval=0)
        timer.timeout.connect(drag)
        timer.start()
        wait(0.5)
        painted.clear()
        start = time.perf_counter()
        wait(seconds)
        frames, elapsed = list(painted), time.perf_counter() - start
        timer.stop()
        QTest.mouseRelease(viewport, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 300))
        gaps = sorted(1e3 * (b - a) for a, b in itertools.pairwise(frames))
        measured[f"paints/s, panning {name}"] = len(frames) / elapsed
        measured[f"median pause, panning {name} (ms)"] = statistics.median(gaps) if gaps else float("nan")

    wait(1.0)
    start = time.perf_counter()
    parts.document.apply("Import table", lambda before: with_data(before, session.data))
    measured["edit handled (ms)"] = 1e3 * (time.perf_counter() - start)
    parts.document.set_view(steps_per_second=None)
    wait(1.5)
    panned("at rest")
    parts.training.play()
    wait(1.0)
    panned("in training")
    painted.clear()
    first, start = step_of(parts), time.perf_counter()
    wait(seconds)
    elapsed = time.perf_counter() - start
    measured["paints of the plane/s in training"] = len(painted) / elapsed
    measured["steps/s with the window"] = (step_of(parts) - first) / elapsed
    parts.close()
    garbage.stop()
    return measured


def without_window(session, seconds: float) -> float:
    """Steps a second of the same run with nobody watching."""
    from app.benchmark.qt.under_load import steps_without_window
    from app.session.create import first_session
    from app.session.edits.data import with_data
    from app.training.engines import Engines

    return steps_without_window(with_data(first_session(), session.data), Engines("numpy"), seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a large table.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=4.0)
    options = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    times, session = reading(table_text(options.rows, options.columns))
    for name, value in {
        **times,
        **in_the_window(session, options.seconds),
        "steps/s without a window": without_window(session, options.seconds),
    }.items():
        print(f"{name:40} {value:10.1f}")


if __name__ == "__main__":
    main()
