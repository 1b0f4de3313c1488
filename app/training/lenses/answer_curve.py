"""The network's answer over one input, as a curve; and what each neuron of the last hidden layer adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats, Integers, frozen
from app.session.schema import Data, Run
from app.training.lens import LensRequest
from app.training.predictor import Predictor
from nncore import Linear, Trainer

MOST_PARTS = 64  # curves of single neurons; the others are added up in one more


@dataclass(frozen=True)
class AnswerCurve:
    """The answer over the one input, in the units of the axes; all arrays are read-only.

    x (M,) rising; answers (O, M): the prediction ŷ of each output, a value in the target's unit.
    For a value, where they were asked for: parts (H, M), what each neuron of the last hidden layer adds (its weight
    times its answer; without hidden layers: what each input adds); units (H,), their numbers, counted from 0; rest
    (M,), what n_rest others add together; bias, what is added everywhere. All of these together are the answer.
    """

    request: AnswerCurveRequest
    x: Floats
    answers: Floats
    parts: Floats
    units: Integers
    rest: Floats
    n_rest: int
    bias: float


@dataclass(frozen=True)
class AnswerCurveRequest(LensRequest):
    """The answer over a range of the one input, at so many places."""

    x_range: tuple[float, float]
    count: int
    parts: bool = False

    def lens(self, run: Run, data: Data) -> AnswerCurveLens:
        return AnswerCurveLens(self, run, data)


class AnswerCurveLens:
    """Computes the whole curve at once: a few hundred places take less than a millisecond.

    Data with more than one input has no such curve; the answer is then an empty one.
    """

    is_done = True

    def __init__(self, request: AnswerCurveRequest, run: Run, data: Data) -> None:
        self._request, self._data = request, data
        self._predictor = Predictor(run, data)
        self._x = frozen(np.linspace(*request.x_range, request.count if len(data.features) == 1 else 0))
        self._inputs = self._predictor.inputs(self._x[:, None]) if len(self._x) else np.empty((0, 1))

    def look(self, trainer: Trainer, seconds: float) -> AnswerCurve:  # noqa: ARG002 - it never takes long
        target, parameters = self._data.target, trainer.network.parameters
        with np.errstate(all="ignore"):
            answers = self._predictor.answer(self._inputs, parameters).prediction.T.copy()
            parts, bias = np.empty((0, len(self._x))), 0.0
            if target is not None:
                answers = target.center + target.scale * answers
                if self._request.parts and len(self._x):
                    parts, bias = self._parts(trainer, target.scale)
                    bias = target.center + target.scale * bias
            units = np.arange(len(parts))
            rest = np.zeros(len(self._x))
            if len(parts) > MOST_PARTS:
                by_size = np.argsort(-np.ptp(parts, axis=1), kind="stable")
                units, others = np.sort(by_size[:MOST_PARTS]), by_size[MOST_PARTS:]
                rest = parts[others].sum(axis=0)
            kept = parts[units]
        return AnswerCurve(
            self._request,
            self._x,
            frozen(answers),
            frozen(kept),
            frozen(units),
            frozen(rest),
            len(parts) - len(units),
            bias,
        )

    def _parts(self, trainer: Trainer, scale: float) -> tuple[Floats, float]:
        """What each unit before the output adds, (H, M), and the output's bias in scales of the target."""
        network = trainer.network.twin()
        *body, last = network.modules
        if not isinstance(last, Linear):
            raise TypeError(f"a network ends in a Linear layer; this one in {last!r}")
        hidden = self._inputs
        for module in body:
            hidden = module.forward(hidden)
        return np.asarray(scale * (hidden * last.weights[:, 0]).T), float(last.bias[0])
