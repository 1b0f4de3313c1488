"""The formula of a stage, and the same with the numbers of one sample and one neuron filled in. No Qt."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.session.arrays import Floats
from app.training.inspection import Brick, Inspection
from app.training.lenses.inspector import Inspected
from app.views.inspector.stages import Place
from app.views.inspector.symbols import LOSSES, MANY_CLASSES, digits, layer_input, module_words, subscript, term
from nncore import (
    SGD,
    Adagrad,
    Adam,
    CrossEntropy,
    Hinge,
    Linear,
    PerceptronCriterion,
    ProbabilityCrossEntropy,
    RMSProp,
    Sigmoid,
    Softmax,
    SquaredError,
    UnitNorm,
)

MOST_TERMS = 4  # of a sum that are written out
ADAM = (
    "m ← β₁ m + (1−β₁) g,    v ← β₂ v + (1−β₂) g²\nm′ = m / (1−β₁ᵗ),    v′ = v / (1−β₂ᵗ),    θ ← θ − r m′ / (√v′ + ε)"
)


class Chosen(NamedTuple):
    """Which numbers are filled in: sample, input and unit by their place in the arrays."""

    sample: int = 0
    source: int = 0
    unit: int = 0


class Formula(NamedTuple):
    """In symbols, and in numbers ("" where there is no single line for it); each may have several lines."""

    symbols: str
    numbers: str = ""


def formula(place: Place, inspected: Inspected, chosen: Chosen) -> Formula:
    """The formula of a stage."""
    inspection = inspected.inspection
    if inspection is None:
        return Formula("")
    if place.brick is None:
        return _loss(inspection, chosen)
    brick = inspection.bricks[place.brick]
    if place.what == "update":
        return _update(brick, inspection, chosen)
    if issubclass(brick.kind, Linear):
        forward, backward = _linear_forward, _linear_backward
    else:
        forward, backward = _function_forward, _function_backward
    return forward(brick, inspection, chosen) if place.what == "forward" else backward(brick, inspection, chosen)


def is_lecture_neuron(inspection: Inspection) -> bool:
    """Whether the network is one sigmoid neuron with the squared loss."""
    kinds = [brick.kind for brick in inspection.bricks]
    return kinds == [Linear, Sigmoid] and type(inspection.loss.loss) is SquaredError


def total(terms: list[str]) -> str:
    """A sum written out, long ones with an ellipsis."""
    if len(terms) > MOST_TERMS:
        return " + ".join(terms[:MOST_TERMS]) + f" + … ({len(terms) - MOST_TERMS} more)"
    return " + ".join(terms)


def _linear_forward(brick: Brick, inspection: Inspection, chosen: Chosen) -> Formula:
    weights, bias = brick.matrix(inspection.update.before)
    name, layer = layer_input(brick.layer), subscript(brick.layer + 1)
    sample, unit = _within(chosen.sample, brick.input), _column(chosen.unit, brick.output)
    x = brick.input[sample].tolist()
    terms = [f"{term(a)}·{term(w)}" for a, w in zip(x, weights[:, unit].tolist(), strict=True)]
    text = f"z = {total(terms)} + {term(bias[unit])} = {digits(brick.output[sample, unit])}"
    return Formula(f"z{layer} = {name} W{layer} + b{layer}", text)


def _linear_backward(brick: Brick, inspection: Inspection, chosen: Chosen) -> Formula:
    name, layer = layer_input(brick.layer), subscript(brick.layer + 1)
    z, w, b = (f"∂L/∂{symbol}{layer}" for symbol in "zWb")
    symbols = f"{w} = {name}ᵀ {z}    {b} = Σₙ {z}\n∂L/∂{name} = {z} W{layer}ᵀ"
    if brick.grad_output is None:
        return Formula(symbols)
    source, unit = _column(chosen.source, brick.input), _column(chosen.unit, brick.output)
    gradient = brick.matrix(inspection.update.data_gradient)[0][source, unit]
    whole = " …" if inspection.computed < inspection.n else ""
    if is_lecture_neuron(inspection):
        return Formula(
            f"∂L/∂w = 2/N Σₙ x ŷ (1−ŷ) (ŷ−y)\n∂L/∂b: the same with x = 1    ∂L/∂x = {z} W{layer}ᵀ",
            _lecture_numbers(brick, inspection, source, gradient),
        )
    pairs = zip(brick.input[:, source].tolist(), brick.grad_output[:, unit].tolist(), strict=True)
    terms = [f"{term(x)}·{term(g)}" for x, g in pairs]
    return Formula(symbols, f"∂L/∂w = {total(terms)}{whole} = {digits(gradient)}")


def _lecture_numbers(brick: Brick, inspection: Inspection, source: int, gradient: float) -> str:
    """The lecture's derivative of a single sigmoid neuron with the squared loss, with its numbers."""
    x = brick.input[:, source].tolist()
    predictions = inspection.loss.prediction[:, 0].tolist()
    targets = inspection.loss.target.reshape(-1).tolist()
    terms = [
        f"{term(a)}·{term(p)}·{term(1.0 - p)}·{term(p - y)}" for a, p, y in zip(x, predictions, targets, strict=True)
    ]
    some = total(terms[:2]) + (f" + … ({len(terms) - 2} more)" if len(terms) > 2 else "")
    factor = "2" if inspection.n == 1 else f"2/{inspection.n}"
    return f"∂L/∂w = {factor} ({some}) = {digits(gradient)}"


def _function_forward(brick: Brick, _inspection: Inspection, chosen: Chosen) -> Formula:
    words, layer = module_words(brick.kind), subscript(brick.layer + 1)
    out, given = ("ŷ" if brick.is_head else f"h{layer}"), f"z{layer}"
    sample, unit = _within(chosen.sample, brick.output), _column(chosen.unit, brick.output)
    x, y = float(brick.input[sample, unit]), digits(brick.output[sample, unit])
    if issubclass(brick.kind, Softmax | UnitNorm):
        row = brick.input[sample].tolist()
        if issubclass(brick.kind, UnitNorm):
            below = f"√({total([f'{term(a)}²' for a in row])})"
            return Formula(f"{out} = {given} / ‖{given}‖", f"{out} = {term(x)} / {below} = {y}")
        below = total([f"exp{_in_brackets(a)}" for a in row])
        return Formula(f"{out}ₖ = exp(zₖ) / Σⱼ exp(zⱼ)", f"{out} = exp{_in_brackets(x)} / ({below}) = {y}")
    return Formula(f"{out} = {_with(words.formula, given)}", f"{out} = {_with(words.formula, term(x))} = {y}")


def _function_backward(brick: Brick, _inspection: Inspection, chosen: Chosen) -> Formula:
    words, layer = module_words(brick.kind), subscript(brick.layer + 1)
    out, given = ("ŷ" if brick.is_head else f"h{layer}"), f"z{layer}"
    if brick.grad_output is None or brick.grad_input is None:
        return Formula("")
    sample, unit = _within(chosen.sample, brick.output), _column(chosen.unit, brick.output)
    arriving, leaving = float(brick.grad_output[sample, unit]), float(brick.grad_input[sample, unit])
    x, y = float(brick.input[sample, unit]), float(brick.output[sample, unit])
    if issubclass(brick.kind, Softmax):
        row = [f"{term(g)}·{term(p)}" for g, p in zip(brick.grad_output[sample], brick.output[sample], strict=True)]
        return Formula(
            f"∂L/∂zₖ = {out}ₖ (gₖ − Σⱼ gⱼ {out}ⱼ), g = ∂L/∂{out}",
            f"∂L/∂z = {term(y)}·({term(arriving)} − ({total(row)})) = {digits(leaving)}",
        )
    if issubclass(brick.kind, UnitNorm):
        return Formula(f"∂L/∂z = (g − {out} (g·{out})) / ‖z‖, g = ∂L/∂{out}", f"∂L/∂z = {digits(leaving)}")
    slope = words.derivative.replace("y", out).replace("x", given)
    filled = words.derivative.replace("y", term(y)).replace("x", term(x)).split(" where")[0]
    if " where" in words.derivative:
        filled = "1" if x > 0 else words.derivative.rsplit(" ", maxsplit=1)[-1]
    symbols = f"∂L/∂{given} = ∂L/∂{out} · {out}′,    {out}′ = {slope}"
    return Formula(symbols, f"∂L/∂{given} = {term(arriving)} · ({filled}) = {digits(leaving)}")


def _loss(inspection: Inspection, chosen: Chosen) -> Formula:
    part = inspection.loss
    name, width = type(part.loss).__name__, part.prediction.shape[1]
    words = MANY_CLASSES.get(name, LOSSES[name]) if width > 1 else LOSSES.get(name, ("L", ""))
    sample = _within(chosen.sample, part.prediction)
    unit = _column(chosen.unit, part.prediction)
    value = digits(part.per_sample[sample])
    z, y = part.prediction[sample], part.target[sample].reshape(-1)
    text = _loss_numbers(part.loss, z, y)
    first = f"Lₙ = {text} = {value}" if text else f"Lₙ = {value}"
    mean = f"L = {digits(part.value)}" + (f", the mean of {inspection.computed}" if inspection.computed > 1 else "")
    symbol = "z" if part.loss.on_logits else "ŷ"
    slope = f"∂L/∂{symbol} = {digits(part.gradient[sample, unit])}"
    return Formula("\n".join(words), f"{first}\n{mean};    {slope}")


def _loss_numbers(loss: object, z: Floats, y: Floats) -> str:
    """The loss of one sample with its numbers, where that fits on a line."""
    if isinstance(loss, CrossEntropy):
        right = float(z[int(y.argmax())])
        return f"log({total([f'exp{_in_brackets(a)}' for a in z.tolist()])}) − {term(right)}"
    if isinstance(loss, ProbabilityCrossEntropy):
        return f"−log {term(float(z[int(y.argmax())]))}"
    if isinstance(loss, Hinge | PerceptronCriterion) and z.size == 1:
        begin = "1 − " if isinstance(loss, Hinge) else "−"
        return f"max(0, {begin}{term(float(y[0]))}·{term(float(z[0]))})"
    if isinstance(loss, SquaredError):
        return total([f"({term(a)} − {term(b)})²" for a, b in zip(z.tolist(), y.tolist(), strict=True)])
    if type(loss).__name__ == "AbsoluteError":
        return total([f"|{term(a)} − {term(b)}|" for a, b in zip(z.tolist(), y.tolist(), strict=True)])
    if type(loss).__name__ == "BinaryCrossEntropy":
        p = float(1.0 / (1.0 + np.exp(-np.clip(z[0], -700.0, 700.0))))
        return f"−log {digits(p)}" if y[0] else f"−log(1 − {digits(p)})"
    return ""


def _update(brick: Brick, inspection: Inspection, chosen: Chosen) -> Formula:
    update = inspection.update
    source, unit = min(chosen.source, brick.input.shape[1]), _column(chosen.unit, brick.output)
    place = brick.start + source * brick.output.shape[1] + unit
    before, after, g = (float(vector[place]) for vector in (update.before, update.after, update.gradient))
    penalty = " + λ₁ sign w + λ₂ w" if update.penalty_gradient.any() else ""
    gradient = f"g = ∇L{penalty}"
    symbols, numbers = _rule(inspection, place, g)
    if update.held[place]:
        numbers = f"this one is frozen: θ stays {digits(before)}"
    else:
        numbers = f"θ = {term(before)} − {numbers} = {digits(after)}"
    return Formula(f"{gradient}\n{symbols}" if penalty or "\n" in symbols else f"{gradient},    {symbols}", numbers)


def _rule(inspection: Inspection, place: int, g: float) -> tuple[str, str]:
    """The rule of the optimizer, and what it takes from one parameter."""
    optimizer, slots = inspection.update.optimizer, inspection.update.slots_after
    rate = digits(optimizer.learning_rate)
    if isinstance(optimizer, SGD):
        if not optimizer.momentum:
            return "θ ← θ − r g", f"{rate}·{term(g)}"
        velocity, mu = float(slots[0, place]), digits(optimizer.momentum)
        if optimizer.nesterov:
            return "v ← μ v + g,    θ ← θ − r (g + μ v)", f"{rate}·({term(g)} + {mu}·{term(velocity)})"
        return "v ← μ v + g,    θ ← θ − r v", f"{rate}·{term(velocity)}"
    if isinstance(optimizer, Adam):
        first = slots[0, place] / (1.0 - optimizer.beta1**optimizer.updates)
        second = slots[1, place] / (1.0 - optimizer.beta2**optimizer.updates)
        return ADAM, f"{rate}·{term(first)} / (√{digits(second)} + {digits(optimizer.epsilon)})"
    if isinstance(optimizer, Adagrad | RMSProp):
        rule = "G ← G + g²" if isinstance(optimizer, Adagrad) else "G ← α G + (1−α) g²"
        numbers = f"{rate}·{term(g)} / (√{digits(slots[0, place])} + {digits(optimizer.epsilon)})"
        return f"{rule},    θ ← θ − r g / (√G + ε)", numbers
    return "θ ← θ − …", f"{rate}·{term(g)}"


def _with(words: str, x: str) -> str:
    """A function's formula with something in the place of x; "exp" is no such place."""
    words = words.replace("exp", "\0").replace("max", "\1")
    inner = x[1:-1] if x.startswith("(") and "(x)" in words else x
    return words.replace("x", inner if "(x)" in words else x).replace("\0", "exp").replace("\1", "max")


def _in_brackets(value: float) -> str:
    return f"({digits(value)})"


def _within(index: int, array: Floats) -> int:
    return min(index, len(array) - 1)


def _column(index: int, array: Floats) -> int:
    return min(index, array.shape[1] - 1)
