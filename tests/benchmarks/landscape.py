"""The loss landscape: time to each resolution, and steps a second with the panel open against closed.

    python -m tests.benchmarks.landscape [--points N] [--seconds S]

Prints; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import os
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from app.session.create import new_session, usual_source
from app.session.schema import Layer, Session
from app.training.assemble import trainer
from app.training.lenses.landscape import LandscapeRequest
from app.training.lenses_in_turn import REST_S

LAYERS = (Layer(units=8), Layer(units=8), Layer(units=8))
REQUESTS = (
    LandscapeRequest("parameters", (0,)),
    LandscapeRequest("parameters", (0, 8)),
    LandscapeRequest("parameters", (0, 8), arrows=True),
    LandscapeRequest("random"),
    LandscapeRequest("principal"),
)


def session_of(points: int) -> Session:
    return new_session(usual_source("moons", points=points), layers=LAYERS)


def resolutions(session: Session, request: LandscapeRequest) -> list[tuple[int, float]]:
    """Samples along an axis, and the seconds of work until they are all there, at rest."""
    run = session.runs[0]
    trained = trainer(run, session.data)
    trained.advance(steps=400)
    lens = request.lens(run, session.data)
    found: list[tuple[int, float]] = []
    start = time.perf_counter()
    while not lens.is_done:
        field = lens.look(trained, REST_S).field
        if field is not None and (not found or found[-1][0] < field.values.shape[0]):
            found.append((field.values.shape[0], time.perf_counter() - start))
    return found


def in_the_window(session: Session, seconds: float) -> dict[str, tuple[float, float]]:
    """Steps and frames a second at full speed, with the panel closed and open."""
    from app.benchmark.qt.under_load import Watch, wait
    from app.window import window_app
    from app.window.preferences import Preferences

    window_app.application()
    parts = window_app.WindowApp(session, preferences=Preferences(remembered=False))
    parts.window.resize(1280, 800)
    parts.window.show()
    wait(0.5)
    found = {}
    dock = parts.window.stage.docks["landscape"]
    watch = Watch(parts)
    for name in ("closed", "two", "two, gradients", "random", "principal", "one", "closed again"):
        if name == "closed again":
            dock.toggleViewAction().trigger()
        elif name != "closed":
            parts.window.stage.open("landscape")
            view = dock.widget().widget().view
            mode, _, arrows = name.partition(", ")
            view.controls.mode.set_key(mode)
            view.controls.mode.chosen.emit(mode)
            view.controls.arrows.setChecked(bool(arrows))
        parts.training.play()
        wait(1.0)
        frames_per_second, steps_per_second = watch.pace(seconds)
        found[name] = steps_per_second, frames_per_second
        parts.training.pause()
        wait(0.2)
    parts.close()
    parts.dismantle()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the loss landscape.")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    session = session_of(options.points)
    for request in REQUESTS:
        axes = "two parameters" if len(request.places) == 2 else "one parameter" if request.places else request.kind
        name = f"{axes}, gradients" if request.arrows else axes
        times = "  ".join(f"{n}: {1000 * seconds:.0f} ms" for n, seconds in resolutions(session, request))
        print(f"{name:28} {times}")
    for name, (steps, frames) in in_the_window(session, options.seconds).items():
        print(f"panel: {name:21} {steps:8.0f} steps/s {frames:6.0f} frames/s")


if __name__ == "__main__":
    main()
