"""What the types alone can't say: whether the parts of a session fit each other."""

from __future__ import annotations

from collections import Counter

import numpy as np

from app.session.arrays import Floats
from app.session.carry import fresh_optimizer, layer_keys, parameter_count
from app.session.edits.model import why_not_inputs
from app.session.errors import SessionError
from app.session.names import why_not_name
from app.session.schema import (
    MAX_COORDINATE,
    MAX_COUNT,
    Data,
    History,
    LossFrom,
    Pinned,
    Run,
    Session,
    State,
    Timeline,
    Trace,
    View,
)
from nncore import DATASETS, Series, why_not, why_not_output
from nncore import History as CoreHistory
from nncore.trainer import all_finite

MAX_PINNED_ROWS = 10_000
MAX_DRAWN = 1e300  # of what a curve shows, so that room above and below it can still be computed
COUNTS = ("step", "epoch")
# The penalty is not drawn, and in a run that diverges it can be anything.
NOT_DRAWN = "penalty"
# The slots of an optimizer that hold squares of gradients, by number: their roots are as large as gradients.
SQUARES = {"adagrad": (0,), "rmsprop": (0,), "adam": (1,)}
PINNED_STEP_COLUMNS = ("step", "loss")
PINNED_EPOCH_COLUMNS = ("step", "epoch", "loss", "accuracy")  # the last one may be missing


def validate(session: Session) -> Session:
    """The session itself, or SessionError at the first place that does not fit."""
    _validate_data(session.data)
    for number, run in enumerate(session.runs):
        _validate_run(run, session.data, f"$.runs[{number}]")
    if session.view.run >= len(session.runs):
        raise SessionError(f"run {session.view.run} is shown, but there are {len(session.runs)}", "$.view.run")
    if session.view.one_class >= max(len(session.data.classes), 1):
        raise SessionError(
            f"class {session.view.one_class} is shown, but there are {len(session.data.classes)}", "$.view.one_class"
        )
    _validate_slice(session.view, len(session.data.features))
    for number, pinned in enumerate(session.view.pinned):
        _validate_pinned(pinned, f"$.view.pinned[{number}]")
    for axis, (low, high) in zip("xy", session.view.ranges or (), strict=False):
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise SessionError(f"the range of {axis} has to run from a smaller to a larger number", "$.view.ranges")
    return session


def _validate_slice(view: View, dimensions: int) -> None:
    for number, axis in enumerate(view.axes):
        if axis >= max(dimensions, 2):
            raise SessionError(
                f"feature {axis} is on an axis, but there are {dimensions}, counted from 0", f"$.view.axes[{number}]"
            )
    if view.axes[0] == view.axes[1]:
        raise SessionError("the two axes have to show two features", "$.view.axes")
    if len(view.held) not in (0, dimensions):
        raise SessionError(f"{dimensions} numbers are needed, one for each feature, or none", "$.view.held")
    for number, value in enumerate(view.held):
        if not abs(value) <= MAX_COORDINATE:
            raise SessionError(f"a value of {value:g} is too far out to be shown", f"$.view.held[{number}]")


def _validate_data(data: Data) -> None:
    _validate_task(data)
    named = {
        "classes": [info.name for info in data.classes],
        "features": [feature.name for feature in data.features],
    }
    for place, names in named.items():
        for number, name in enumerate(names):
            _require_name(name, f"$.data.{place}[{number}].name")
        name, count = next(iter(Counter(names).most_common(1)), ("", 0))
        if count > 1:
            raise SessionError(f"the name “{name}” stands {count} times; each needs its own", f"$.data.{place}")
    points = data.points
    if points.dimensions != len(data.features):
        raise SessionError(
            f"each point has {points.dimensions} coordinates, but there are {len(data.features)} features",
            "$.data.points",
        )
    if data.source:
        kind = DATASETS[data.source.name]
        if kind.task != data.task:
            raise SessionError(
                f"the data set “{kind.name}” is for {kind.task}, and the task is {data.task}", "$.data.source.name"
            )
        if not kind.min_classes <= data.source.classes <= kind.max_classes:
            raise SessionError(
                f"the data set “{kind.name}” has {kind.min_classes} to {kind.max_classes} classes, "
                f"not {data.source.classes}",
                "$.data.source.classes",
            )
    # The rows are checked here and not by type, so that the place names the very row and column.
    bad = np.argwhere(~(np.abs(points.x) <= MAX_COORDINATE))
    if len(bad):
        row, column = bad[0]
        raise SessionError(
            f"a coordinate has to be a number from −{MAX_COORDINATE:,.0f} to {MAX_COORDINATE:,.0f}".replace(",", " "),
            f"$.data.points[{row}][{column}]",
        )
    if points.values is not None:
        unsound = np.flatnonzero(~(np.abs(points.values) <= MAX_COORDINATE))
        if len(unsound):
            raise SessionError(
                f"a value has to be a number from −{MAX_COORDINATE:,.0f} to {MAX_COORDINATE:,.0f}".replace(",", " "),
                f"$.data.points[{unsound[0]}][{points.dimensions}]",
            )
        return
    unknown = np.flatnonzero((points.labels < 0) | (points.labels >= len(data.classes)))
    if len(unknown):
        row = unknown[0]
        raise SessionError(
            f"class {points.labels[row]} is unknown: the {len(data.classes)} classes are numbered "
            f"0 to {len(data.classes) - 1}",
            f"$.data.points[{row}][{points.dimensions}]",
        )


def _validate_task(data: Data) -> None:
    """Classes, or a target and values: the one or the other."""
    if data.task == "classification":
        if len(data.classes) < 2:
            raise SessionError("a list with at least 2 items is needed here", "$.data.classes")
        if data.target is not None:
            raise SessionError("a target is for regression; in classification the classes are", "$.data.target")
        return
    if data.classes:
        raise SessionError("in regression the points have values and no classes", "$.data.classes")
    if data.target is None:
        raise SessionError("regression needs a target: the name, center and scale of the values", "$.data.target")
    _require_name(data.target.name, "$.data.target.name")


def _validate_run(run: Run, data: Data, place: str) -> None:
    _require_name(run.name, f"{place}.name")
    fault = why_not_inputs(run.model.inputs, len(data.features))
    if fault:
        number, sentence = fault
        raise SessionError(sentence.rstrip("."), f"{place}.model.inputs[{number}]")
    keys = layer_keys(run.model)
    if len(set(keys)) < len(keys):
        raise SessionError("each layer needs a key of its own", f"{place}.model.layers")
    _validate_frozen(run.frozen, parameter_count(run, data), f"{place}.frozen")
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
        _validate_history(run.history, run.state, f"{place}.history")
    if run.timeline:
        _validate_timeline(run.timeline, run, data, f"{place}.timeline")


def _validate_frozen(frozen: tuple[int, ...], n_parameters: int, place: str) -> None:
    for number, index in enumerate(frozen):
        if index >= n_parameters:
            raise SessionError(f"the network has {n_parameters} parameters, counted from 0", f"{place}[{number}]")
        if number and index <= frozen[number - 1]:
            raise SessionError("the frozen parameters have to stand in rising order", f"{place}[{number}]")


def _validate_state(state: State, run: Run, data: Data, place: str) -> None:
    expected = parameter_count(run, data)
    if state.parameters.array.shape != (expected,):
        raise SessionError(
            f"the network has {expected} parameters, but {state.parameters.array.size} are given", f"{place}.parameters"
        )
    _require_finite(state.parameters.array, f"{place}.parameters")
    if state.start is not None:
        if state.start.array.shape != (expected,):
            raise SessionError(
                f"the network has {expected} parameters, but {state.start.array.size} are given", f"{place}.start"
            )
        _require_finite(state.start.array, f"{place}.start")
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
        squared = number in SQUARES.get(run.training.optimizer.name, ())
        _require_finite(slot.array, f"{place}.slots[{number}]", squared=squared)
    for name in ("state", "inc"):
        if int(getattr(state.generator, name)) >= 2**128:
            raise SessionError("the generator's number has more than 128 bits", f"{place}.generator.{name}")


def _validate_history(history: History, state: State | None, place: str) -> None:
    own = CoreHistory()
    step, epoch = (state.step, state.epoch) if state else (0, 0)
    _validate_trace(history.steps, own.steps, step - 1, f"{place}.steps")
    _validate_trace(history.epochs, own.epochs, epoch, f"{place}.epochs")
    _validate_losses(history.losses, f"{place}.losses")
    if history.losses and history.losses[-1].step > step:
        at = f"{place}.losses[{len(history.losses) - 1}].step"
        raise SessionError(f"step {history.losses[-1].step} has not been reached yet", at)


def _validate_losses(losses: tuple[LossFrom, ...], place: str) -> None:
    for number, known in enumerate(losses):
        if number == 0 and known.step:
            raise SessionError("the first loss holds from step 0 on", f"{place}[0].step")
        if number and known.step <= losses[number - 1].step:
            raise SessionError("the losses have to stand in the order of their steps", f"{place}[{number}].step")


def _validate_timeline(timeline: Timeline, run: Run, data: Data, place: str) -> None:
    stride, last = timeline.stride, run.state.step if run.state else 0
    if stride & (stride - 1):
        raise SessionError(f"the stride of a timeline is a power of two, not {stride}", f"{place}.stride")
    before = -1
    for number, moment in enumerate(timeline.moments):
        at = f"{place}.moments[{number}]"
        if moment.step <= before or moment.step % stride:
            raise SessionError(f"the steps have to be rising multiples of {stride}", f"{at}.step")
        if moment.step > last:
            raise SessionError(f"step {moment.step} has not been reached yet", f"{at}.step")
        _validate_state(moment, run, data, at)
        before = moment.step


def _validate_trace(trace: Trace, own: Series, newest: int, place: str) -> None:
    """newest: the index that the last row may have at the most, so that the run can go on from there."""
    if trace.columns != own.columns:
        raise SessionError(f"the columns have to be {', '.join(own.columns)}", f"{place}.columns")
    rows = trace.rows.array
    _require_columns(rows, (len(own.columns),), f"{place}.rows")
    try:
        Series.from_array(own.columns, rows.reshape(-1, len(own.columns)), trace.stride, own.capacity)
    except ValueError as error:
        raise SessionError(str(error), f"{place}.rows") from error
    column = own.columns.index("epoch" if "epoch" in own.columns else "step")
    if rows.size and rows[-1, column] > newest:
        raise SessionError(
            f"the last row is of {own.columns[column]} {rows[-1, column]:.0f}, which the run has not reached yet",
            f"{place}.rows",
        )
    _require_drawable(rows, own.columns, f"{place}.rows")


def _validate_pinned(pinned: Pinned, place: str) -> None:
    _require_name(pinned.name, f"{place}.name")
    for name, columns, widths in (("steps", PINNED_STEP_COLUMNS, (2,)), ("epochs", PINNED_EPOCH_COLUMNS, (3, 4))):
        rows = getattr(pinned, name).array
        _require_columns(rows, widths, f"{place}.{name}")
        if len(rows) > MAX_PINNED_ROWS:
            raise SessionError(f"at most {MAX_PINNED_ROWS} rows are possible; here are {len(rows)}", f"{place}.{name}")
        _require_drawable(rows, columns, f"{place}.{name}")
    _validate_losses(pinned.losses, f"{place}.losses")


def _require_columns(rows: Floats, widths: tuple[int, ...], place: str) -> None:
    if len(rows) and (rows.ndim != 2 or rows.shape[1] not in widths):
        raise SessionError(f"each row has to hold {' or '.join(map(str, widths))} numbers", place)


def _require_drawable(rows: Floats, columns: tuple[str, ...], place: str) -> None:
    """Counts are there and do not fall; what is drawn over them is of a size that can be drawn, or null (NaN)."""
    if not len(rows):
        return
    for column, (name, values) in enumerate(zip(columns, rows.T, strict=False)):
        if name == NOT_DRAWN:
            continue
        if name in COUNTS:
            bad, needed = ~((values >= 0) & (values <= MAX_COUNT)), f"0 to {MAX_COUNT:,}".replace(",", " ")
        else:
            bad, needed = np.abs(values) > MAX_DRAWN, f"−{MAX_DRAWN:g} to {MAX_DRAWN:g} or null"
        if bad.any():
            row = int(np.argmax(bad))
            value = "null" if np.isnan(values[row]) else f"{values[row]:g}"
            raise SessionError(
                f"for the {name.replace('_', ' ')}, a number from {needed} is needed, not {value}",
                f"{place}[{row}][{column}]",
            )
        falling = np.flatnonzero(np.diff(values) < 0)
        if name in COUNTS and len(falling):
            raise SessionError(f"the {name} must not fall from row to row", f"{place}[{falling[0] + 1}][{column}]")


def _require_name(name: str, place: str) -> None:
    reason = why_not_name(name)
    if reason:
        raise SessionError(reason, place)


def _require_finite(values: Floats, place: str, *, squared: bool = False) -> None:
    """Numbers that a trainer could have left there: finite, and the sum of their squares as well."""
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise SessionError("every number has to be finite", f"{place}[{bad[0]}]")
    with np.errstate(over="ignore"):
        if not all_finite(np.sqrt(np.abs(values)) if squared else values):
            raise SessionError("the numbers are so large that their squares can't be added up", place)
