"""chalknet train FILE --epochs N …: training without a window."""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from app.command_line.errors import file_error
from app.command_line.files import read_session, require_writable, write_session
from app.command_line.progress import Progress
from app.session.schema import Session
from app.training.engines import EngineChoice, Engines
from app.training.frames import Frame, FrameRequest, RunFrame
from app.training.moments import MAX_KEPT_NUMBERS, timeline_of
from app.training.runner import Runner

SLICE_S = 0.1


def train(
    path: Path,
    epochs: int,
    until_accuracy: float | None,
    out: Path | None,
    *,
    engine: EngineChoice = "automatic",
    as_json: bool,
) -> int:
    """Train so many further epochs, report, and save where that is asked for. Returns 1 where the run diverges."""
    session = read_session(path)
    if session.data.points.is_test.all():
        raise file_error(path, "there are no points to train on", "$.data.points")
    if out:
        require_writable(out)
    try:
        frame, pace = trained(session, epochs, until_accuracy, ready(engine))
    except KeyboardInterrupt:
        print("Stopped; nothing was saved." if out else "Stopped.", file=sys.stderr)
        return 130
    if out:
        write_session(with_results(session, frame), out)
    report = figures(frame.shown_run, pace)
    if as_json:
        report["runs"] = [figures(run, pace) for run in frame.runs]
        print(json.dumps(report))
    else:
        print(_line(report))
    code = 0
    for number, run in enumerate(frame.runs):
        if run.divergence:
            print(f"{path}: $.runs[{number}]: {run.divergence.reason}", file=sys.stderr)
            code = 1
    return code


def ready(choice: EngineChoice) -> Engines:
    """The engines, the compiled one among them if it is wanted and can be had; where it can't although it was asked
    for by name, that is said.
    """
    engines = Engines(choice)
    if choice != "numpy" and engines.must_compile:
        print("Compiling the engine, which is done once and takes some 20 seconds …", file=sys.stderr)
    engines.load()
    if choice == "compiled" and engines.why_not:
        print(f"NumPy trains: {engines.why_not}", file=sys.stderr)
    return engines


def trained(
    session: Session, epochs: int, until_accuracy: float | None, engines: Engines | None = None
) -> tuple[Frame, float]:
    """The last frame after so many further epochs of every run, and the steps a second that were done.

    The session's own stop conditions are those of the window; here the options alone count.
    """
    runs = []
    for run in session.runs:
        start = run.state.epoch if run.state else 0
        options = replace(run.training, stop_epoch=start + epochs, stop_accuracy=until_accuracy)
        runs.append(replace(run, training=options))
    runner = Runner(replace(session, runs=tuple(runs)), engines=engines)
    steps, start_s, first = 0, time.perf_counter(), min(runner.epochs)
    with Progress(epochs) as progress:
        while runner.stop() is None:
            steps += runner.advance(SLICE_S)
            progress.show(min(runner.epochs) - first)
    pace = steps / max(time.perf_counter() - start_s, 1e-9)
    return runner.frame(FrameRequest(), shown=session.view.run, at_rest=True), pace


def with_results(session: Session, frame: Frame) -> Session:
    """The session with the trained states and curves, and timelines where it keeps them; all else as it was."""
    most = MAX_KEPT_NUMBERS // len(session.runs)
    return replace(
        session,
        runs=tuple(
            replace(
                run,
                state=trained.run.state,
                history=trained.run.history,
                timeline=timeline_of(trained.moments, trained.stride, most) if run.timeline else None,
            )
            for run, trained in zip(session.runs, frame.runs, strict=True)
        ),
    )


def figures(run: RunFrame, steps_per_second: float) -> dict[str, Any]:
    """The results of one run by name; None where there is no such number."""
    state, evaluation = run.run.state, run.evaluation
    train = evaluation.train if evaluation else None
    test = evaluation.test if evaluation else None
    return {
        "step": state.step if state else 0,
        "epoch": state.epoch if state else 0,
        "train_loss": _finite(train.loss if train else None),
        "test_loss": _finite(test.loss if test else None),
        "train_accuracy": _finite(train.accuracy if train else None),
        "test_accuracy": _finite(test.accuracy if test else None),
        "penalty": _finite(run.penalty),
        "steps_per_second": round(steps_per_second, 1),
        "engine": run.engine,
        "diverged": run.divergence is not None,
        "diverged_at_step": run.divergence.step if run.divergence else None,
        "reason": run.divergence.reason if run.divergence else None,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _line(report: dict[str, Any]) -> str:
    parts = [f"epoch {_count(report['epoch'])}", f"step {_count(report['step'])}"]
    for name in ("train", "test"):
        loss, accuracy = report[f"{name}_loss"], report[f"{name}_accuracy"]
        if loss is not None:
            right = "" if accuracy is None else f", accuracy {100 * accuracy:.4g} %"
            parts.append(f"{name} loss {loss:.4g}{right}")
    engine = {"numpy": "NumPy", "compiled": "compiled"}[report["engine"]]
    parts.append(f"{_count(report['steps_per_second'])} steps/s ({engine})")
    return " · ".join(parts)


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")
