"""The words of the activation and gradient views. No Qt."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from app.session.arrays import Floats
from app.session.schema import Data, Model, Run
from app.training.lenses.layer import LayerAnswer
from app.training.lenses.point_loss import PointLossAnswer
from app.views.loss_names import LOSS_NAMES
from app.views.numbers_text import count, number, percent
from app.views.ticks import power_of_ten
from nncore import LOSSES, OUTPUTS, Loss

LABELS: dict[str, str] = {
    "identity": "identity",
    "sign": "sign",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky-relu": "leaky ReLU",
    "softplus": "softplus",
    "silu": "SiLU",
    "sine": "sine",
    "gaussian": "Gaussian",
    "softmax": "soft-max",
    "unit-norm": "unit norm",
}
_SYMBOLS: dict[str, str] = {
    "identity": "{}",
    "sign": "sign({})",
    "sigmoid": "σ({})",
    "tanh": "tanh({})",
    "relu": "max(0, {})",
    "leaky-relu": "leaky ReLU({})",
    "softplus": "log(1 + exp({}))",
    "silu": "{0} σ({0})",
    "sine": "sin({})",
    "gaussian": "exp(−({})²)",
    "softmax": "soft-max({})",
    "unit-norm": "unit norm({})",
}
POSITION_TITLES = {
    "softmax": "lead over the other outputs, z − log Σ eᶻ",
    "unit-norm": "z / length of the other outputs",
}
POSITION_TITLE = "pre-activation z"
SLOPE_TITLE = "derivative σ′(z)"


class Position(NamedTuple):
    """What the loss of a point is drawn over: in words at the axis, and its symbol in a derivative."""

    title: str
    symbol: str


LOSS_POSITIONS = {
    "z": Position("output before σ, z", "z"),
    "error": Position("error ŷ − y", "ŷ"),
    "lead": Position("lead over the others, z − log Σ eᶻ", "z"),
}
NO_POINTS = "There are no training points yet: place some in the plane."
SATURATED = 0.9  # of the points on the flat part: from here on a neuron counts as saturated
MOSTLY = f"at least {SATURATED:.0%}".replace("%", " %")
SIGN_IS_FLAT = "The sign is flat on both sides: its derivative is 0 everywhere, so no gradient reaches "
VANISHING = 100.0  # times: differences between the layers' gradients from here on are worth a sentence


def symbol(kind: str, factor: float = 1.0) -> str:
    """The formula of a curve: "σ(z)", "σ(8 z)"."""
    return _SYMBOLS[kind].format("z" if factor == 1.0 else f"{factor:g} z")


def layer_names(model: Model) -> list[str]:
    """ "hidden 1", …, "output"."""
    return [*(f"hidden {number + 1}" for number in range(len(model.layers))), "output"]


def layer_labels(model: Model) -> list[str]:
    """Names with what follows the sums: "hidden layer 1: tanh", "output: sigmoid"."""
    hidden = [f"hidden layer {number + 1}: {LABELS[layer.activation]}" for number, layer in enumerate(model.layers)]
    kind, normalizer = model.output.kind, model.output.normalizer
    words = {"sign": "sign", "sigmoid": "sigmoid"}.get(kind, LABELS.get(normalizer, "identity"))
    return [*hidden, f"output: {words}"]


def neuron_names(model: Model, data: Data, layer: int) -> list[str]:
    """Neurons by number; outputs by their classes."""
    if layer < len(model.layers):
        return [f"neuron {number + 1}" for number in range(model.layers[layer].units)]
    if model.output.kind == "per-class":
        return [info.name for info in data.classes]
    return ["ŷ"] * OUTPUTS[model.output.kind].units(len(data.classes))


def neuron_state(answer: LayerAnswer, unit: int) -> str:
    """What there is to say of a neuron in a word or two."""
    if not answer.n:
        return ""
    if answer.steepest == 0.0:
        return "slope 0"
    if answer.dead[unit]:
        return "dead"
    if answer.constant[unit] and answer.saturated[unit] < 1.0:
        return "constant"
    word = "off" if answer.kind == "relu" else "saturated"
    return f"{word} {percent(float(answer.saturated[unit]))}"


def needs_notice(answer: LayerAnswer, unit: int) -> bool:
    """Whether a neuron hardly learns from the points."""
    is_still = answer.dead[unit] or answer.constant[unit] or answer.saturated[unit] >= SATURATED
    return bool(answer.n and answer.steepest > 0.0 and not answer.on_logits and is_still)


def neuron_tip(name: str, answer: LayerAnswer, unit: int) -> str:
    """A neuron's numbers."""
    if not answer.n:
        return name
    low, high = float(answer.low[unit]), float(answer.high[unit])
    lines = [f"{name}: output from {number(low)} to {number(high)} over the points."]
    if answer.steepest > 0.0:
        share = percent(float(answer.saturated[unit]))
        lines.append(f"On {share} of them σ′ is below 1 % of its maximum {number(answer.steepest)}.")
    lines.append("Click to see it alone, and again to see all.")
    return "\n".join(lines)


def layer_sentence(answer: LayerAnswer) -> str:
    """What the layer's neurons are up to."""
    if not answer.n:
        return NO_POINTS
    if answer.kind == "sign":
        return _sign_sentence(answer)
    if answer.on_logits and answer.kind != "identity":
        inside = LABELS[answer.kind]
        return (
            f"This loss takes z itself, with the {inside} inside: the slope of this curve has no part in the gradient, "
            f"so that even an answer far out on the flat side learns from a mistake."
        )
    dead, constant = int(answer.dead.sum()), int((answer.constant & ~answer.dead).sum())
    saturated = int(((answer.saturated >= SATURATED) & ~answer.dead).sum())
    parts = []
    n = len(answer.dead)
    if dead:
        they, weights = ("it", "its") if dead == 1 else ("them", "their")
        parts.append(f"{_of(dead, n)} dead: no point activates {they}, so {weights} weights get no gradient.")
    if saturated:
        how, almost = ("off", "") if answer.kind == "relu" else ("saturated", "almost ")
        share = f"{_of(saturated, n)} {how} on {MOSTLY} of the points"
        parts.append(f"{share}: σ′ is {almost}0 there, and so is the gradient.")
    if constant:
        says = "says" if constant == 1 else "say"
        parts.append(f"{_of(constant, n, verb='')} {says} the same for every point.")
    if not parts and answer.kind == "identity":
        return "Nothing is bent here: the slope is 1 everywhere, and the gradient goes through as it comes."
    return " ".join(parts) or _slope_sentence(answer)


def _slope_sentence(answer: LayerAnswer) -> str:
    """Whether the gradient gets through, where no neuron stands out."""
    flat = float(answer.saturated.mean())  # of the points, and each neuron has as many
    if flat < 0.5:
        return "Most points lie where the curve has a slope: the gradient gets through."
    where = "the neuron is off: no" if answer.kind == "relu" else "the curve is almost flat: hardly any"
    points = f"{percent(flat)} of the points" + ("" if len(answer.dead) == 1 else ", over all neurons,")
    return f"{points} lie where {where} gradient gets through there."


def _sign_sentence(answer: LayerAnswer) -> str:
    if answer.on_logits:
        return (
            "The sign is flat on both sides: its derivative is 0 everywhere. But this loss looks at z itself, "
            "so that the gradient does not pass through the sign, and the network can learn."
        )
    if answer.is_output:
        return f"{SIGN_IS_FLAT}any layer: this loss compares the sign itself with the target."
    before = ", nor the layers before it" if answer.layer else ""
    return f"{SIGN_IS_FLAT}the weights of this layer{before}."


def dead_end(model: Model, loss: type[Loss]) -> str:
    """Why some layers get no gradient at all: a sentence for a sign in the way, "" where there is none."""
    if model.output.kind == "sign" and not loss.on_logits:
        return f"{SIGN_IS_FLAT}any layer: this loss compares the sign itself with the target."
    last = max((number for number, layer in enumerate(model.layers) if layer.activation == "sign"), default=None)
    if last is None:
        return ""
    behind = "the layer before it" if last == 1 else "the layers before it"
    where = f"hidden layer {last + 1}" if not last else f"hidden layer {last + 1} and {behind}"
    return f"{SIGN_IS_FLAT}{where}. Only what comes after the sign learns."


def gradient_sentence(norms: Floats, names: list[str]) -> str:
    """How the layers' gradients (L,) compare."""
    if not len(norms) or not np.isfinite(norms).all():
        return ""
    if not norms.any():
        return "All gradients are 0: this is a place where nothing is learned."
    smallest, largest = int(norms.argmin()), int(norms.argmax())
    if norms[smallest] == 0.0:
        return f"No gradient reaches “{names[smallest]}”: its weights stay as they are."
    ratio = float(norms[largest] / norms[smallest])
    if ratio < VANISHING:
        return "How strongly each layer is pulled: the length of its gradient, weights and biases together."
    times = count(float(f"{ratio:.1e}")) if ratio < 1e6 else power_of_ten(math.floor(math.log10(ratio)))
    what = "It vanishes on its way back." if smallest < largest else "It grows on its way back."
    small, large = (f"“{names[number]}”" for number in (smallest, largest))
    return f"The gradient of {small} is about {times} times smaller than that of {large}. {what}"


def loss_curve_names(answer: PointLossAnswer, loss: str, data: Data) -> tuple[str, ...]:
    """The curves of a loss by the classes that they are for, or by the loss."""
    names = [info.name for info in data.classes]
    return tuple(f"y = {names[label]}" if 0 <= label < len(names) else LOSS_NAMES[loss] for label in answer.classes)


def loss_sentence(answer: PointLossAnswer, run: Run) -> str:
    """What the loss makes of the points."""
    loss, output = run.training.loss, run.model.output.kind
    if not answer.n:
        return NO_POINTS
    if answer.form is None:
        return (
            f"With several outputs, the {LOSS_NAMES[loss]} of a point depends on each of them, and is no curve. "
            f"Its numbers are in Explain ▸ Inspector."
        )
    mean = f"L = {number(answer.mean)} is the mean over the points. "
    if output == "sign" and not LOSSES[loss].on_logits:
        return f"{mean}The loss jumps where the sign does, and is flat on both sides: ∂L/∂z is 0 everywhere."
    if output == "sigmoid" and loss != "binary-cross-entropy":
        return f"{mean}Far out on the wrong side the slope ∂L/∂z is almost 0: the worst mistakes hardly learn."
    if loss in ("binary-cross-entropy", "cross-entropy", "probability-cross-entropy"):
        return f"{mean}The surer a mistake is, the more it costs, and its slope comes up to 1: it learns the most."
    if loss in ("hinge", "perceptron"):
        right = "by a margin of 1 " if loss == "hinge" else ""
        return f"{mean}What is right {right}costs nothing and has no slope; all else pulls with the same force."
    return f"{mean}The slope of each point's loss is where its gradient begins."


def points_note(n: int, n_all: int) -> str:
    """On how many points something was computed, where that is not all of them."""
    return f"on {count(n)} of {count(n_all)} points" if n < n_all else ""


def dots_note(n: int, n_all: int, *, has_dots: bool) -> str:
    """On how many points something was computed, and why not each has a dot; in brackets, or ""."""
    parts = [f"Seen {points_note(n, n_all)}."] if n < n_all else []
    if n and not has_dots:
        parts.append("The bars count the points: they are too many for a dot each.")
    return f"({' '.join(parts)})" if parts else ""


def _of(some: int, n: int, verb: str | None = None) -> str:
    """ "3 of 8 neurons are", "The only neuron is"."""
    verb = (" is" if some == 1 else " are") if verb is None else verb
    if n == 1:
        return f"The only neuron{verb}"
    return f"{count(some)} of {count(n)} neurons{verb}" if some < n else f"All {count(n)} neurons{verb}"
