"""A network that only answers: a function of a run and a parameter vector, live or remembered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.session.arrays import Floats, Integers
from app.session.carry import fresh_network
from app.session.schema import Data, Run, View
from app.session.slice import slice_of
from app.training.assemble import network_inputs
from nncore import OUTPUTS, Forward

CHUNK = 4096  # rows at a time: the buffers of all layers then stay in the processor's cache


class Answer(NamedTuple):
    """What the network says: outputs, prediction (N, O), before and after the head; classes (N,); probabilities
    (N, K), None where the output has none. is_value: the prediction (N, 1) is a value, in scales of the target from its
    center, and the classes are all 0."""

    outputs: Floats
    prediction: Floats
    classes: Integers
    probabilities: Floats | None
    is_value: bool = False


class Predictor:
    """Answers for one run, given any parameter vector of its network. Used by one thread at a time.

    forward: of the engine that trains it, if that is not NumPy (Trainer.forward).

    Attributes: run, features, n_classes, output (its OutputKind), plain_slice (the first two coordinates).
    """

    def __init__(self, run: Run, data: Data, forward: Forward | None = None) -> None:
        self.run, self.features, self.n_classes = run, data.features, len(data.classes)
        self.plain_slice = slice_of(data, View())
        self.output = OUTPUTS[run.model.output.kind]
        self._body = fresh_network(run, data)
        self._head = self.output.head(run.model.output.normalizer)
        self._forward = forward
        units = [len(run.model.inputs), *(layer.units for layer in run.model.layers)]
        self._outputs_from = sum(units)

    def inputs(self, x: Floats) -> Floats:
        """What the network is given for points x (N, D) in the units of the axes."""
        return network_inputs(x, self.features, self.run.model)

    def answer(self, inputs: Floats, parameters: Floats) -> Answer:
        """The answers for network inputs (N, I) with these parameters (P,)."""
        units = self.output.units(self.n_classes)
        if self._forward is not None:
            answers = self._forward(parameters, inputs, slice(self._outputs_from, self._outputs_from + 2 * units))
            return self._answer(answers[:units].T, answers[units:].T)
        self._body.parameters[:] = parameters
        outputs, prediction = np.empty((len(inputs), units)), np.empty((len(inputs), units))
        for start in range(0, len(inputs), CHUNK):
            part = slice(start, start + CHUNK)
            outputs[part] = self._body.forward(inputs[part])
            prediction[part] = self._head.forward(outputs[part])
        return self._answer(outputs, prediction)

    def _answer(self, outputs: Floats, prediction: Floats) -> Answer:
        return Answer(
            outputs,
            prediction,
            self.output.decide(prediction, self.n_classes),
            self.output.probabilities(prediction, self.run.model.output.normalizer),
            is_value=not self.n_classes,
        )
