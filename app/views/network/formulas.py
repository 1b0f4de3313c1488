"""A neuron as a formula, with its numbers filled in. No Qt."""

from __future__ import annotations

from app.session.arrays import Floats
from app.session.input_names import input_label
from app.views.network.shown import Structure
from app.views.network.words import output_symbol, subscript
from app.views.ticks import linear_text

MOST_TERMS = 6
DIGITS = 0.01

_ACTIVATIONS = {
    "identity": "{}", "sign": "sign({})", "sigmoid": "σ({})", "tanh": "tanh({})", "relu": "max(0, {})",
    "leaky-relu": "leaky({})", "softplus": "log(1 + exp({}))", "silu": "SiLU({})", "sine": "sin({})",
    "gaussian": "exp(−({})²)",
}  # fmt: skip
_OUTPUTS = {"sign": "sign({})", "sigmoid": "σ({})", "class-number": "{}", "per-class": "{}", "value": "{}"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def symbol(structure: Structure, layer: int, unit: int) -> str:
    """What a neuron is called: h₂, ŷ; with its layer, h⁽³⁾₂, where there are several. Layer −1: the inputs."""
    model = structure.model
    if layer < 0:
        return input_label(model.inputs[unit], structure.data.features)
    if layer == len(model.layers):
        return output_symbol(unit) if model.output.kind == "per-class" else "ŷ"
    of_layer = f"⁽{str(layer + 1).translate(_SUPERSCRIPTS)}⁾" if len(model.layers) > 1 else ""
    return f"h{of_layer}{subscript(unit + 1)}"


def neuron_formula(structure: Structure, layer: int, unit: int, weights: Floats, bias: float) -> str:
    """ "h₂ = tanh(0.43 x − 1.20 y + 0.10)" for weights (I,); of many terms the first ones."""
    model = structure.model
    n = min(len(weights), MOST_TERMS)
    terms = [_term(float(weights[source]), _factor(structure, layer - 1, source)) for source in range(n)]
    if n < len(weights):
        terms.append(("+", f"… ({len(weights) - n} more)"))
    terms.append(_term(bias, ""))
    first, *others = terms
    total = ("−" if first[0] == "−" else "") + first[1] + "".join(f" {sign} {text}" for sign, text in others)
    name = symbol(structure, layer, unit)
    if layer < len(model.layers):
        return f"{name} = {_ACTIVATIONS[model.layers[layer].activation].format(total)}"
    if model.output.kind == "per-class" and model.output.normalizer != "none":
        z = f"z{subscript(unit)}"
        normalized = f"e^{z} / Σ e^z" if model.output.normalizer == "softmax" else f"{z} / ‖z‖"
        return f"{z} = {total}, {name} = {normalized}"
    return f"{name} = {_OUTPUTS[model.output.kind].format(total)}"


def _factor(structure: Structure, layer: int, unit: int) -> str:
    """The name of what a weight is multiplied with, in parentheses if it is a sum."""
    name = symbol(structure, layer, unit)
    return f"({name})" if any(sign in name for sign in "+−") else name


def _term(value: float, factor: str) -> tuple[str, str]:
    """Its sign, and the rest of it."""
    size = abs(value)
    text = linear_text(size, DIGITS) if size < 1e5 else f"{size:.2e}"  # also of what is no number any more
    return "−" if value < 0.0 else "+", f"{text} {factor}".strip()
