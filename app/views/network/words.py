"""The words of the network view: short names, and the sentences of its tooltips. No Qt."""

from __future__ import annotations

from typing import NamedTuple

from app.session.input_names import column_label, coordinate_letter, input_label
from app.session.schema import Data, Model
from app.views.numbers_text import number
from nncore import OUTPUTS, available_features, feature


class Wording(NamedTuple):
    """An activation's name where there is little room, its full name, and what it does."""

    short: str
    label: str
    formula: str


ACTIVATION_WORDS: dict[str, Wording] = {
    "identity": Wording("id", "identity", "y = x"),
    "sign": Wording("sign", "sign", "y = −1 or +1; gradient 0"),
    "sigmoid": Wording("σ", "sigmoid", "y = σ(x) = 1 / (1 + e⁻ˣ)"),
    "tanh": Wording("tanh", "tanh", "y = tanh x"),
    "relu": Wording("ReLU", "ReLU", "y = max(0, x)"),
    "leaky-relu": Wording("leaky", "leaky ReLU", "y = x, or 0.01 x below 0"),
    "softplus": Wording("soft+", "softplus", "y = log(1 + eˣ)"),
    "silu": Wording("SiLU", "SiLU", "y = x σ(x)"),
    "sine": Wording("sin", "sine", "y = sin x"),
    "gaussian": Wording("gauss", "Gaussian", "y = exp(−x²)"),
}
OUTPUT_WORDS = {
    "sign": "sign neuron",
    "sigmoid": "sigmoid neuron",
    "class-number": "class number",
    "per-class": "neuron per class",
    "value": "a value",
}
NORMALIZER_WORDS = {"none": "none", "softmax": "soft-max", "unit-norm": "unit norm"}
NORMALIZER_TIP = (
    "Normalizer of the outputs: soft-max makes probabilities ŷₖ = e^zₖ / Σ e^zⱼ, "
    "unit norm scales them to length 1, ŷ = z / ‖z‖."
)
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def output_tip(kind: str) -> str:
    """What the chosen output does."""
    return f"Output ŷ: {OUTPUTS[kind].label}. Decides for {OUTPUTS[kind].formula}."


def input_tip(name: str, chosen: bool, data: Data) -> str:
    """What an input is, in the units of the data, and what a click on it does."""
    if not chosen:
        return f"{input_meaning(name, data)}\nClick to give it to the network."
    is_ready = name in available_features(len(data.features))
    return f"{input_meaning(name, data)}\n{'Click to leave it out.' if is_ready else 'Click to remove it.'}"


def input_meaning(name: str, data: Data) -> str:
    """What an input is, in the units of the data."""
    asked = feature(name)
    parts = [f"Input {input_label(name, data.features)}: {asked.formula}"]
    for column in asked.columns:
        info, label = data.features[column], column_label(column, data.features)
        letter = coordinate_letter(column, len(data.features))
        in_formulas = "" if label in (letter, feature(letter).label) else f"; in formulas {letter}"
        if (info.center, info.scale) == (0.0, 1.0):
            if in_formulas:
                parts.append(f"{label} is {letter} in formulas")
        else:
            given = info.name
            if info.center:
                given += f" {'−' if info.center > 0 else '+'} {abs(info.center):g}"
            if info.scale != 1.0:
                given = f"{f'({given})' if info.center else given} / {info.scale:g}"
            parts.append(f"{label} = {given}{in_formulas}")
    return "\n".join(parts)


def neuron_place(model: Model, data: Data, layer: int, unit: int) -> str:
    """Which neuron it is, in words (layer counts from 0; the output is the last)."""
    if layer < len(model.layers):
        return f"Hidden layer {layer + 1}, neuron {unit + 1}"
    if model.output.kind == "per-class":
        return f"Output {output_symbol(unit)} for {data.classes[unit].name}"
    return "Output ŷ"


def neuron_tip(model: Model, data: Data, layer: int, unit: int, bias: float | None) -> str:
    """A neuron by its place, what it does, and its bias."""
    what = neuron_place(model, data, layer, unit)
    if layer < len(model.layers):
        words = ACTIVATION_WORDS[model.layers[layer].activation]
        what = f"{what}: {words.label}, {words.formula}"
    elif model.output.kind != "per-class":
        what = f"{what}: {OUTPUTS[model.output.kind].label}; {OUTPUTS[model.output.kind].formula}"
    return what if bias is None else f"{what}\nbias b = {number(bias)}"


def parameter_place(model: Model, data: Data, layer: int, source: int | None, target: int) -> str:
    """From where to where a weight leads; which neuron's a bias is (source None)."""
    if layer < len(model.layers):
        end = f"neuron {target + 1} of layer {layer + 1}"
    elif model.output.kind == "per-class":
        end = f"output {output_symbol(target)} ({data.classes[target].name})"
    else:
        end = "output ŷ"
    if source is None:
        return end
    if layer:
        return f"neuron {source + 1} of layer {layer} → {end}"
    return f"input {input_label(model.inputs[source], data.features)} → {end}"


def link_tip(
    model: Model, data: Data, layer: int, source: int, target: int, weight: float,
    gradient: float | None = None, *, frozen: bool = False,
) -> str:  # fmt: skip
    """A weight, what training would change it by, and from where to where it leads."""
    lines = [f"weight w = {number(weight)}", parameter_place(model, data, layer, source, target)]
    if gradient is not None:
        lines.insert(1, f"gradient of the next batch ∂L/∂w = {number(gradient)}")
    if frozen:
        lines.append("Frozen: training leaves it alone.")
    return "\n".join(lines)


def subscript(n: int) -> str:
    """₀, ₁, …"""
    return str(n).translate(_SUBSCRIPTS)


def output_symbol(unit: int) -> str:
    """ŷ₀, ŷ₁, …"""
    return f"ŷ{subscript(unit)}"
