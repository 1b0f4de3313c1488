"""What the types alone can't say: whether the parts of a session fit each other."""

from __future__ import annotations

from collections import Counter

import numpy as np

from app.session.arrays import Floats
from app.session.carry import fresh_optimizer, parameter_count
from app.session.errors import SessionError
from app.session.schema import Data, History, Run, Session, State, Trace
from nncore import DATASETS, History as CoreHistory, available_features, why_not, why_not_output

MAX_HISTORY_ROWS = 100_000


def validate(session: Session) -> Session:
    """The session itself, or SessionError at the first place that does not fit."""
    _validate_data(session.data)
    for number, run in enumerate(session.runs):
        _validate_run(run, session.data, f"$.runs[{number}]")
    if session.view.run >= len(session.runs):
        raise SessionError(f"run {session.view.run} is shown, but there are {len(session.runs)}", "$.view.run")
    if session.view.one_class >= len(session.data.classes):
        raise SessionError(
            f"class {session.view.one_class} is shown, but there are {len(session.data.classes)}", "$.view.one_class"
        )
    for axis, (low, high) in zip("xy", session.view.ranges or (), strict=False):
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise SessionError(f"the visible range of {axis} has to run from a smaller to a larger number", "$.view.ranges")
    return session


def _validate_data(data: Data) -> None:
    for place, items in (("classes", data.classes), ("features", data.features)):
        name, count = Counter(item.name for item in items).most_common(1)[0]
        if count > 1:
            raise SessionError(f"the name “{name}” stands {count} times; each needs a name of its own", f"$.data.{place}")
    for number, feature in enumerate(data.features):
        if not (np.isfinite(feature.center) and np.isfinite(feature.scale)):
            raise SessionError("center and scale have to be finite numbers", f"$.data.features[{number}]")
    points = data.points
    if points.dimensions != len(data.features):
        raise SessionError(
            f"each point has {points.dimensions} coordinates, but there are {len(data.features)} features", "$.data.points"
        )
    if data.source:
        kind = DATASETS[data.source.name]
        if not kind.min_classes <= data.source.classes <= kind.max_classes:
            raise SessionError(
                f"the data set “{kind.name}” has {kind.min_classes} to {kind.max_classes} classes, "
                f"not {data.source.classes}",
                "$.data.source.classes",
            )
    # The rows are checked here and not by type, so that the place names the very row and column.
    bad = np.argwhere(~np.isfinite(points.x))
    if len(bad):
        row, column = bad[0]
        raise SessionError("a coordinate has to be a finite number", f"$.data.points[{row}][{column}]")
    unknown = np.flatnonzero((points.labels < 0) | (points.labels >= len(data.classes)))
    if len(unknown):
        row = unknown[0]
        raise SessionError(
            f"class {points.labels[row]} is unknown: the {len(data.classes)} classes are numbered "
            f"0 to {len(data.classes) - 1}",
            f"$.data.points[{row}][{points.dimensions}]",
        )


def _validate_run(run: Run, data: Data, place: str) -> None:
    possible = available_features(len(data.features))
    for number, name in enumerate(run.model.inputs):
        if name not in possible:
            raise SessionError(
                f"the input “{name}” needs a second feature, and the data has one", f"{place}.model.inputs[{number}]"
            )
        if name in run.model.inputs[:number]:
            raise SessionError(f"the input “{name}” stands twice", f"{place}.model.inputs[{number}]")
    n_classes, output = len(data.classes), run.model.output
    reason = why_not_output(output.kind, n_classes)
    if reason:
        raise SessionError(reason, f"{place}.model.output.kind")
    if output.kind != "per-class" and output.normalizer != "none":
        raise SessionError("a normalizer needs one neuron a class", f"{place}.model.output.normalizer")
    reason = why_not(output.kind, output.normalizer, run.training.loss, n_classes)
    if reason:
        raise SessionError(reason, f"{place}.training.loss")
    if run.state:
        _validate_state(run.state, run, data, f"{place}.state")
    if run.history:
        _validate_history(run.history, f"{place}.history")


def _validate_state(state: State, run: Run, data: Data, place: str) -> None:
    expected = parameter_count(run, data)
    if state.parameters.array.shape != (expected,):
        raise SessionError(
            f"the network has {expected} parameters, but {state.parameters.array.size} are given", f"{place}.parameters"
        )
    _require_finite(state.parameters.array, f"{place}.parameters")
    slots = fresh_optimizer(run.training).n_slots
    if state.slots and len(state.slots) != slots:
        raise SessionError(
            f"the optimizer {run.training.optimizer.name} keeps {slots} vectors, but {len(state.slots)} are given",
            f"{place}.slots",
        )
    for number, slot in enumerate(state.slots):
        if slot.array.shape != (expected,):
            raise SessionError(
                f"{expected} numbers are needed, but {slot.array.size} are given", f"{place}.slots[{number}]"
            )
        _require_finite(slot.array, f"{place}.slots[{number}]")
    for name in ("state", "inc"):
        if int(getattr(state.generator, name)) >= 2**128:
            raise SessionError("the generator's number has more than 128 bits", f"{place}.generator.{name}")


def _validate_history(history: History, place: str) -> None:
    own = CoreHistory()
    for name, trace, columns in (
        ("steps", history.steps, own.steps.columns),
        ("epochs", history.epochs, own.epochs.columns),
    ):
        _validate_trace(trace, columns, f"{place}.{name}")


def _validate_trace(trace: Trace, columns: tuple[str, ...], place: str) -> None:
    if trace.columns != columns:
        raise SessionError(f"the columns have to be {', '.join(columns)}", f"{place}.columns")
    rows = trace.rows.array
    if rows.size and (rows.ndim != 2 or rows.shape[1] != len(columns)):
        raise SessionError(f"each row has to hold {len(columns)} numbers", f"{place}.rows")
    if len(rows) > MAX_HISTORY_ROWS:
        raise SessionError(f"a history has at most {MAX_HISTORY_ROWS:,} rows; here are {len(rows):,}", f"{place}.rows")


def _require_finite(values: Floats, place: str) -> None:
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise SessionError("every number has to be finite", f"{place}[{bad[0]}]")
