"""What the network says at one place, and what that costs a point there, in words."""

from __future__ import annotations

import math

import numpy as np

from app.session.arrays import Floats
from app.session.schema import Data, Session, View
from app.training.information import BIT
from app.training.predictor import Answer, Predictor
from app.training.regions import entropy_bits
from app.views.numbers_text import number

MOST_OUTPUTS = 4  # that are written out
MINUS_LOG_P = ("binary-cross-entropy", "cross-entropy")  # losses that are −log p itself, however small p is


class Oracle:
    """Answers for single places, exactly, from any parameter vector; keeps its network while the model stays."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] | None = None
        self._predictor: Predictor | None = None

    def answer(self, session: Session, run: int, parameters: Floats, x: Floats) -> Answer:
        """The network's answer at x (D,) in the units of the axes."""
        asked, data = session.runs[run], session.data
        key = (asked.model, data.features, data.target, len(data.classes))
        if self._predictor is None or key != self._key:
            self._predictor, self._key = Predictor(asked, data), key
        return self._predictor.answer(self._predictor.inputs(x[None]), parameters)


def answer_text(answer: Answer, data: Data, view: View) -> str:
    """The first sample's class, and its probability or outputs; or its value: "class 1 · p 0.932"."""
    if not np.isfinite(answer.prediction[0]).all():
        return "no finite answer"
    if data.target is not None:
        return f"ŷ {number(data.target.center + data.target.scale * float(answer.prediction[0, 0]))}"
    label = int(answer.classes[0])
    name = data.classes[label].name
    if answer.probabilities is None:
        outputs = [number(value) for value in answer.prediction[0, :MOST_OUTPUTS].tolist()]
        more = ", …" if answer.prediction.shape[1] > MOST_OUTPUTS else ""
        values = outputs[0] if answer.prediction.shape[1] == 1 else f"({', '.join(outputs)}{more})"
        return f"{name} · ŷ {values}"
    p = answer.probabilities[0]
    if view.show == "entropy":
        return f"{name} · H {entropy_bits(answer.probabilities)[0]:.3f} bit"
    if view.show == "confidence":
        second, best = np.sort(p)[-2:].tolist()
        return f"{name} · best p − second p {best - second:.3f}"
    if view.show == "one-class" and view.one_class < len(p):
        return f"{name} · p({data.classes[view.one_class].name}) {p[view.one_class]:.3f}"
    return f"{name} · p {p[label]:.3f}"


def loss_text(answer: Answer, session: Session, run: int, row: int, loss: float) -> str:
    """What a point is, and what it costs with this answer: "y = class 0 · L 2.690 · −log₂ p(class 0) 3.881 bit".

    loss: the one that training has found for it, in nats where it is a cross-entropy.
    """
    data, points = session.data, session.data.points
    if points.values is not None:
        return f"y {number(float(points.values[row]))} · L {number(loss)}"
    label = int(points.labels[row])
    name = data.classes[label].name
    text = f"y = {name} · L {number(loss)}"
    if answer.probabilities is None:
        return text
    p = float(answer.probabilities[0, label])
    nats = -math.log(p) if p > 0.0 else math.inf
    if session.runs[run].training.loss in MINUS_LOG_P:
        nats = loss
    return f"{text} · −log₂ p({name}) {number(nats / BIT)} bit"


def place_text(at: Floats, names: tuple[str, str], per_pixel: Floats) -> str:
    """A place (2,) of the plane with the axes' names, as finely as a pixel can tell: "x 1.20  y −0.43".

    An axis without a name says nothing.
    """
    parts = []
    for name, value, step in zip(names, at.tolist(), per_pixel.tolist(), strict=True):
        if not name:
            continue
        decimals = min(max(0, int(np.ceil(-np.log10(step)))), 8)
        text = f"{value:.{decimals}f}"
        if float(text) == 0.0:
            text = text.lstrip("-")
        parts.append(f"{name} {text.replace('-', '−')}")
    return "  ".join(parts)
