"""The stages of one step, in order, and what stands at each: titles, symbols, arrays. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.session.arrays import Floats
from app.session.input_names import input_label
from app.session.schema import Data, Feature, Model
from app.training.differences import Quantity
from app.training.inspection import Brick, Inspection
from app.training.lenses.inspector import Inspected
from app.views.inspector.symbols import layer_input, module_words, output_label, subscript, unit_labels
from nncore import Adagrad, Adam, Linear, RMSProp

What = Literal["forward", "loss", "backward", "update"]
AxisName = Literal["sample", "input", "unit", ""]


@dataclass(frozen=True)
class Place:
    """A stage: the part of the step, and the module by its number in the forward pass (None: the loss)."""

    what: What
    brick: int | None = None


@dataclass(frozen=True)
class Shown:
    """An array as it is shown: values (A, B), what its axes count, and their names.

    title: in words; symbol: as in the formula; check: what a gradient is by, where it can be checked.
    """

    title: str
    symbol: str
    values: Floats
    rows: AxisName
    columns: AxisName
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    check: Quantity | None = None
    note: str = ""


def places(inspection: Inspection) -> tuple[Place, ...]:
    """All stages: forward through every module, the loss, backward, and the update of every layer."""
    forward = [Place("forward", brick.number) for brick in inspection.bricks]
    backward = [Place("backward", brick.number) for brick in inspection.backward]
    update = [Place("update", brick.number) for brick in inspection.bricks if brick.size]
    return (*forward, Place("loss"), *backward, *update)


def title(place: Place, inspected: Inspected) -> str:
    """A stage in words: "forward · hidden layer 1, tanh"."""
    inspection = inspected.inspection
    if place.brick is None or inspection is None:
        return "loss"
    brick = inspection.bricks[place.brick]
    return f"{place.what} · {brick_words(brick, inspected.run.model)}"


def brick_words(brick: Brick, model: Model) -> str:
    """A module by what it is and where: "hidden layer 1, tanh"."""
    where = f"hidden layer {brick.layer + 1}" if brick.layer < len(model.layers) else "output"
    return f"{where}, {module_words(brick.kind).name}"


def arrays(place: Place, inspected: Inspected) -> list[Shown]:
    """What there is to see at a stage, in the order of the formula."""
    inspection = inspected.inspection
    if inspection is None:
        return []
    if place.brick is None:
        return _of_loss(inspected, inspection)
    brick = inspection.bricks[place.brick]
    if place.what == "update":
        return _of_update(brick, inspected, inspection)
    return _of_module(place, brick, inspected, inspection)


def _of_module(place: Place, brick: Brick, inspected: Inspected, inspection: Inspection) -> list[Shown]:
    samples = _sample_names(inspection)
    inputs, outputs = _names(brick, inspected.run.model, inspected.data)
    x, y = _symbols(brick)
    is_linear = issubclass(brick.kind, Linear)
    in_axis: AxisName = "input" if is_linear else "unit"
    note = _units(inspected.data.features) if is_linear and brick.layer == 0 else ""
    given = Shown("input", x, brick.input, "sample", in_axis, samples, inputs, note=note)
    layer = subscript(brick.layer + 1)
    if place.what == "forward":
        result = [given]
        if is_linear:
            weights, bias = brick.matrix(inspection.update.before)
            result += [
                Shown("weights", f"W{layer}", weights, "input", "unit", inputs, outputs),
                Shown("bias", f"b{layer}", bias[None], "", "unit", ("b",), outputs),
            ]
        result.append(Shown("output", y, brick.output, "sample", "unit", samples, outputs))
        result += _context(brick, samples, inputs, outputs, "ctx, for backward")
        return result
    if brick.grad_output is None or brick.grad_input is None:
        return [given]
    result = [Shown("incoming gradient", _by(y), brick.grad_output, "sample", "unit", samples, outputs)]
    result += _context(brick, samples, inputs, outputs, "ctx of forward")
    if is_linear:
        weights, bias = brick.matrix(inspection.update.data_gradient)
        result += [
            Shown("grad_weights", _by(f"W{layer}"), weights, "input", "unit", inputs, outputs, "weights"),
            Shown("grad_bias", _by(f"b{layer}"), bias[None], "", "unit", ("b",), outputs, "bias"),
        ]
    result.append(Shown("outgoing gradient", _by(x), brick.grad_input, "sample", in_axis, samples, inputs, "input"))
    return result


def _context(
    brick: Brick, samples: tuple[str, ...], inputs: tuple[str, ...], outputs: tuple[str, ...], words: str
) -> list[Shown]:
    result = []
    for number, part in enumerate(brick.ctx):
        if part.ndim != 2 or len(part) != len(samples):
            continue
        is_linear = issubclass(brick.kind, Linear)
        if is_linear:
            names, axis, symbol = (*inputs, "1"), "input", "[x 1]"
        else:
            names, axis, symbol = outputs[: part.shape[1]], "unit", f"ctx{subscript(number) if number else ''}"
        result.append(Shown(words, symbol, part, "sample", _axis(axis), samples, names))
    return result


def _of_loss(inspected: Inspected, inspection: Inspection) -> list[Shown]:
    part, samples = inspection.loss, _sample_names(inspection)
    names = _output_names(inspected.run.model, inspected.data, part.prediction.shape[1])
    words, symbol = ("output", "z") if part.loss.on_logits else ("prediction", "ŷ")
    target = part.target.reshape(len(part.target), -1)
    target_names = names if target.shape[1] == len(names) else ("y",)
    return [
        Shown(words, symbol, part.prediction, "sample", "unit", samples, names),
        Shown("target", "y", target, "sample", "unit", samples, target_names, note=_units((inspected.data.target,))),
        Shown("loss", "Lₙ", part.per_sample[:, None], "sample", "", samples, ("Lₙ",)),
        Shown("gradient", _by(symbol), part.gradient, "sample", "unit", samples, names, "prediction"),
    ]


def _of_update(brick: Brick, inspected: Inspected, inspection: Inspection) -> list[Shown]:
    inputs, outputs = _names(brick, inspected.run.model, inspected.data)
    rows, update = (*inputs, "b"), inspection.update
    layer = subscript(brick.layer + 1)

    def whole(words: str, symbol: str, vector: Floats, note: str = "") -> Shown:
        part = vector[brick.start : brick.start + brick.size].reshape(len(rows), len(outputs))
        return Shown(words, symbol, part, "input", "unit", rows, outputs, note=note)

    held = int(update.held[brick.start : brick.start + brick.size].sum())
    note = f"{held} of {brick.size} are frozen and stay" if held else ""
    result = [
        whole("before", f"θ{layer}", update.before),
        whole("gradient", f"∇L{layer}", update.data_gradient),
    ]
    if update.penalty_gradient.any():
        result.append(whole("penalty", "λ₁ sign w + λ₂ w", update.penalty_gradient))
    for name, slot in zip(_slot_names(inspection), update.slots_after, strict=False):
        result.append(whole("memory", name, slot))
    return [
        *result,
        whole("change", f"Δθ{layer}", update.after - update.before, note),
        whole("after", f"θ{layer} + Δθ{layer}", update.after),
    ]


def _slot_names(inspection: Inspection) -> tuple[str, ...]:
    optimizer = inspection.update.optimizer
    if isinstance(optimizer, Adam):
        return ("m", "v")
    return ("G",) if isinstance(optimizer, Adagrad | RMSProp) else ("v",)


def _names(brick: Brick, model: Model, data: Data) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a module's inputs and outputs."""
    outputs = (
        unit_labels(brick.output.shape[1])
        if brick.layer < len(model.layers)
        else _output_names(model, data, brick.output.shape[1])
    )
    if not issubclass(brick.kind, Linear):
        return outputs, outputs
    if brick.layer == 0:
        return tuple(input_label(name, data.features) for name in model.inputs), outputs
    return unit_labels(brick.input.shape[1]), outputs


def _output_names(model: Model, data: Data, n: int) -> tuple[str, ...]:
    if model.output.kind == "per-class" and len(data.classes) == n:
        return tuple(info.name for info in data.classes)
    return (output_label(),) * n


def _sample_names(inspection: Inspection) -> tuple[str, ...]:
    return tuple(f"point {row + 1}" for row in inspection.rows.tolist())


def _symbols(brick: Brick) -> tuple[str, str]:
    """What goes into a module and what comes out of it."""
    number = subscript(brick.layer + 1)
    if issubclass(brick.kind, Linear):
        return layer_input(brick.layer), f"z{number}"
    return f"z{number}", "ŷ" if brick.is_head else f"h{number}"


def _by(symbol: str) -> str:
    return f"∂L/∂{symbol}"


def _units(columns: Sequence[Feature | None]) -> str:
    """What has to be said of numbers that are not in the units of the axes."""
    changed = any(column is not None and (column.center, column.scale) != (0.0, 1.0) for column in columns)
    return "standardized" if changed else ""


def _axis(name: str) -> AxisName:
    return "input" if name == "input" else "unit"


def chosen_entry(shown: Shown, sample: int, source: int, unit: int) -> tuple[int, int]:
    """The entry of an array that belongs to the chosen sample, input and unit; held within the array."""
    chosen = {"sample": sample, "input": source, "unit": unit, "": 0}
    row, column = chosen[shown.rows], chosen[shown.columns]
    n_rows, n_columns = np.shape(shown.values)
    return min(row, n_rows - 1), min(column, n_columns - 1)
