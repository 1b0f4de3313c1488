"""The loss of a run's samples at any parameters, looked at beside its training."""

from __future__ import annotations

import numpy as np

from nncore.arrays import Array
from nncore.evaluator import Samples, chunk_rows, loss_and_gradient
from nncore.loss import Loss
from nncore.module import Module, Sequential

CALL_NUMBERS = 2**22  # parameters times rows, in one call
LEAST_ROWS = 16


class Probe:
    """Losses and gradients at parameters (P,) that are given with each call.

    It works on twins with a parameter vector of its own, so that training stays undisturbed. Penalties are no part of
    it. Where numbers become too large the loss is inf or NaN; nothing is raised. samples must be prepared.

    n: how many samples there are; chunk_rows: how many of them should be looked at in one call, so that one call of a
    large network takes milliseconds.
    """

    def __init__(self, network: Sequential, head: Module, loss: Loss, samples: Samples) -> None:
        self.n = len(samples)
        self.chunk_rows = min(chunk_rows(network), max(CALL_NUMBERS // max(network.n_parameters, 1), LEAST_ROWS))
        self._network = network.twin(np.zeros(network.n_parameters))
        self._head, self._loss = head.twin(), loss.twin()
        self._samples = samples

    def summed_loss(self, parameters: Array, rows: slice) -> float:
        """The sum of the losses of these samples; divided by their number it is what Evaluator.metrics reports."""
        self._network.parameters[:] = parameters
        with np.errstate(all="ignore"):
            output = self._network.forward(self._samples.inputs[rows])
            prediction = output if self._loss.on_logits else self._head.forward(output)
            self._loss.compute(prediction, self._samples.targets[rows])
            return float(self._loss.per_sample.sum())

    def loss_and_gradient(self, parameters: Array, rows: slice) -> tuple[float, Array]:
        """The mean loss of these samples, and its gradient (P,): valid until the next call."""
        self._network.parameters[:] = parameters
        inputs, targets = self._samples.inputs[rows], self._samples.targets[rows]
        with np.errstate(all="ignore"):
            loss = loss_and_gradient(self._network, self._head, self._loss, inputs, targets)
        return loss, self._network.gradients
