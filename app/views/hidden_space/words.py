"""The words of the hidden space: layers, axes, and what there is to be seen. No Qt."""

from __future__ import annotations

from app.session.input_names import input_label
from app.session.schema import Data, Model
from app.training.lenses.hidden import HiddenAnswer
from app.views.hidden_space.scene import Scene
from app.views.numbers_text import count, percent
from nncore import OUTPUTS

LABELS = {"relu": "ReLU", "leaky-relu": "leaky ReLU", "silu": "SiLU", "gaussian": "Gaussian"}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layer_labels(model: Model, data: Data) -> list[str]:
    """The inputs, every hidden layer, the output."""
    hidden = [
        f"hidden layer {number}, after {LABELS.get(layer.activation, layer.activation)}"
        for number, layer in enumerate(model.layers, 1)
    ]
    inputs = ", ".join(input_label(name, data.features) for name in model.inputs[:3])
    return [f"inputs {inputs}", *hidden, "output z"]


def unit_names(model: Model, data: Data, layer: int) -> list[str]:
    """The neurons of a layer (0: the inputs) as they stand at the axes."""
    if layer == 0:
        return [input_label(name, data.features) for name in model.inputs]
    if layer <= len(model.layers):
        return ["h" + _subscript(unit + 1) for unit in range(model.layers[layer - 1].units)]
    units = OUTPUTS[model.output.kind].units(len(data.classes))
    return ["z"] if units == 1 else [f"z{_subscript(unit)} {info.name}" for unit, info in enumerate(data.classes)]


def axis_titles(scene: Scene, names: list[str]) -> tuple[str, str]:
    """What stands at the axes at the end of the way."""
    axes = scene.answer.request.axes
    if axes is None:
        first, second = (
            f"direction {number} · {percent(float(share))} of the variance"
            for number, share in enumerate(scene.shares, 1)
        )
        return first, second
    if len(names) == 1:
        return names[0], ""
    return names[min(axes[0], len(names) - 1)], names[min(axes[1], len(names) - 1)]


def sentence(answer: HiddenAnswer, model: Model, data: Data) -> str:
    """What there is to be seen, or why something is not."""
    parts = [_about_border(answer, model, data)]
    if len(answer.rows) < answer.n_all:
        parts.append(f"{count(len(answer.rows))} of {count(answer.n_all)} points are drawn.")
    return " ".join(part for part in parts if part)


def _about_border(answer: HiddenAnswer, model: Model, data: Data) -> str:
    last, layer, units = len(model.layers), answer.request.layer, answer.n_units
    if answer.regions is None:
        if answer.request.axes is None:
            return (
                f"The plane of the first two principal components of {count(units)} numbers, turned to keep steady. "
                "No border is drawn: it depends on the other directions as well."
            )
        return f"Two of {count(units)} neurons. No border is drawn: it depends on the others as well."
    if not data.classes:
        return "The colors are the values ŷ that the rest of the network makes of these numbers."
    if layer > last:
        return "Here the output is all there is: the border is where another class wins."
    if layer < last:
        return f"{'The border is' if units == 2 else 'Borders are'} what the layers that follow make of this space."
    what, symbol = ("The inputs", "x") if layer == 0 else ("The last hidden layer", "h")
    if units == 1:
        return f"{what}, a single number: all that the output can do is cut this line."
    lines = "a straight line" if len(data.classes) == 2 else "straight lines"
    return f"{what}: all that the output can do is cut this plane by {lines}, w·{symbol} + b = 0."


def _subscript(number: int) -> str:
    return str(number).translate(_SUBSCRIPTS)
