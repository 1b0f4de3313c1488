"""The words of the landscape: what can be chosen, and what the numbers below the plot say. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from app.session.schema import Run
from app.training.descent import Slopes
from app.training.lenses.landscape import Field, Landscape
from app.views.landscape.loss_scale import LossScale
from app.views.landscape.parameter_names import ParameterNames
from app.views.numbers_text import count, number, percent
from nncore import LOSSES

MODES: tuple[tuple[str, str], ...] = (
    ("one", "along one parameter"),
    ("two", "over two parameters"),
    ("random", "over random directions"),
    ("principal", "over the path's directions"),
)
MODE_TIPS = {
    "one": "The loss L of all training points as a function of one weight w or bias b; all others stay as they are.",
    "two": "The loss L of all training points as a function of two weights or biases; all others stay as they are.",
    "random": (
        "The loss L over the plane of two random directions d₁, d₂ in the space of all parameters θ. For each neuron "
        "they are as long as its own weights (filter normalization, Li et al. 2018)."
    ),
    "principal": (
        "The loss L over the plane of the two directions d₁, d₂ in which the path of descent is spread most (its "
        "principal components), in the space of all parameters θ."
    ),
}
FIT_TIP = "Fit: show the path of descent and its neighborhood. Zoom with the wheel, move by dragging."
NEW_TIP = "New directions: draw d₁ and d₂ once more, about the present parameters θ."
CLICK_TIP = (
    "A click into the plot sets the parameters θ to that place, also while training: the descent goes on from there. "
    "Undo takes it back. Without the tick a double click does."
)
ARROWS_TIP = (
    "Where the gradients lead at the present place: of the loss of all training points, −∇L (thick); of the next batch "
    "(green); and of single points, −∇Lₙ (thin), whose mean over all points is −∇L. On one scale: each arrow is "
    "the step that its gradient makes at the learning rate r that the corner of the map says."
)
FOLLOW_TIP = "Choose the weights of the neuron that the mouse points at in the network."
KEEP_TIP = "Keep the path of descent so far, in grey, to compare it with the next: press Reset, change, and Play."
FORGET_TIP = "Remove the paths that were kept."
PENALTY_TIP = "Add the penalty λ₁ Σ |w| + ½ λ₂ Σ w² to the loss L. Their sum is what the training makes small."
NO_PENALTY = "There is no penalty: choose L1 or L2 in the Training panel first."
NO_BREAK, JOINED = "\u00a0", "\u2060"
MOUSE_HINT = "wheel: zoom · drag: move"
CLICK_HINT = "click: set θ there · "
BALL_HINT = "drag the ball · "


def titles(mode: str, names: ParameterNames, places: Sequence[int], *, penalty: bool) -> tuple[str, str]:
    """The titles of the two axes."""
    if mode == "one":
        return str(names.name(places[0])), "loss L + penalty" if penalty else "loss L"
    if mode == "two":
        return str(names.name(places[0])), str(names.name(places[1]))
    what = "random" if mode == "random" else "principal"
    return f"along {what} direction d₁, in ‖d₁‖", "along d₂, in ‖d₂‖"


def numbers_line(slopes: Slopes | None, symbols: Sequence[str], *, penalty: bool) -> str:
    """Loss and slopes at the present place."""
    if slopes is None:
        return ""
    first, of = f"L = {number(slopes.loss)}", "L"
    if penalty:
        first, of = f"L + penalty = {number(slopes.loss)} + {number(slopes.penalty)}", ""
    derivatives = [
        f"∂{of}/{JOINED}∂{symbol} = {number(at)}" for symbol, at in zip(symbols, slopes.slope.tolist(), strict=False)
    ]
    parts = [first, *derivatives, f"‖∇{of}‖ = {number(slopes.norm)}"]
    return "   ".join(part.replace(" ", NO_BREAK) for part in parts)


def arrows_line(slopes: Slopes | None, n_parameters: int) -> str:
    """The batch gradient against the gradient of all points, and which single points are drawn."""
    if slopes is None or slopes.batch is None or slopes.singles is None:
        return ""
    batch, n_singles = slopes.batch, len(slopes.singles)
    angle = "no angle to ∇L" if math.isnan(batch.angle) else f"{batch.angle:.0f}° off ∇L"
    of = f"{n_singles} of {count(slopes.n)} single points" if n_singles < slopes.n else "all single points"
    return (
        f"next batch: ‖∇L‖ = {number(batch.norm)}, {angle} (in the space of all {count(n_parameters)} parameters); "
        f"thin: {of}"
    )


def remarks(landscape: Landscape, run: Run, names: ParameterNames) -> list[str]:
    """Sentences that the picture needs to be understood."""
    found = []
    field, slopes = landscape.field, landscape.slopes
    if field is not None and field.n < field.n_all:
        found.append(f"While training: the loss of {count(field.n)} of the {count(field.n_all)} training points.")
    if not landscape.is_inside and landscape.path is not None and len(landscape.path) > 1:
        if len(landscape.request.places) == 1:
            symbol = names.name(landscape.request.places[0]).symbol
            found.append(f"Dots on the axis: {symbol} on the path; the other parameters moved as well.")
        elif landscape.share is None:
            found.append("The path is projected: the other parameters moved as well.")
    if landscape.share is not None:
        found.append(f"The plane holds {percent(landscape.share)} of the spread of the path.")
    frozen = [names.name(place).symbol for place in landscape.request.places if place in run.frozen]
    found += [f"{symbol} is frozen: training leaves it as it is." for symbol in frozen]
    found += _flatness(field, slopes, run)
    return found


def _flatness(field: Field | None, slopes: Slopes | None, run: Run) -> list[str]:
    is_output = run.model.output.kind == "sign" and not LOSSES[run.training.loss].on_logits
    has_sign = is_output or any(layer.activation == "sign" for layer in run.model.layers)
    why = "the derivative of sign is 0 everywhere, so nothing that lies before a sign neuron can learn by descent."
    if slopes is not None and slopes.norm == 0.0:
        return [f"The gradient is 0 here: {why}" if has_sign else "The gradient is 0 here: descent stays where it is."]
    if field is not None and LossScale.of(field.shown).is_flat:
        return ["Flat: nowhere in this window does the loss depend on what is along the axes."]
    if slopes is not None and not np.any(slopes.slope):
        if has_sign:
            return [f"No slope along these axes, though the loss has steps: {why}"]
        return ["No slope along these axes here: the loss does not depend on them at this place."]
    return []


def hint(mode: str, *, clicks_set: bool) -> str:
    """What the mouse does in the plot."""
    return (CLICK_HINT if clicks_set else "") + (BALL_HINT if mode == "one" else "") + MOUSE_HINT


def place_words(place: Sequence[float], symbols: Sequence[str]) -> str:
    """Where the mouse is: "w₁₁ = 1.230, b = −0.400"."""
    return ", ".join(f"{symbol} = {number(at)}" for symbol, at in zip(symbols, place, strict=True))
