"""The bare training step, without sampling, checks and curves: nncore's modules, which reuse their memory, beside ones
that allocate it afresh at each call.

The latter are those that an exported NumPy program is made of: written to be short, not to be slow.
"""

from __future__ import annotations

import itertools

import numpy as np

from app.benchmark.contest import LEARNING_RATE, Contest
from app.export.bricks import losses, modules
from nncore import SGD, Array, CrossEntropy, Linear, Module, Softmax
from nncore.arrays import one_hot
from nncore.evaluator import loss_and_gradient


class Reusing:
    """Modules of nncore."""

    def __init__(self, contest: Contest) -> None:
        self._network = contest.network()
        self._head, self._loss, self._optimizer = Softmax(), CrossEntropy(), SGD(LEARNING_RATE)
        n_classes = contest.n_classes
        batches = [(x, self._loss.prepare(labels, (len(x), n_classes))) for x, labels in contest.batches]
        self._batches = itertools.cycle(batches)

    def steps(self, n: int) -> int:
        """Make so many steps."""
        network = self._network
        for x, targets in itertools.islice(self._batches, n):
            loss_and_gradient(network, self._head, self._loss, x, targets)
            self._optimizer.step(network.parameters, network.gradients)
        return n

    def parameters(self) -> Array:
        """(P,), in nncore's order."""
        return self._network.parameters


class Allocating:
    """Modules that make new arrays at each call."""

    def __init__(self, contest: Contest) -> None:
        self._network = modules.Sequential(*map(_brick, contest.network().modules))
        self._loss = losses.CrossEntropy()
        self._batches = itertools.cycle([(x, one_hot(labels, contest.n_classes)) for x, labels in contest.batches])

    def steps(self, n: int) -> int:
        """Make so many steps."""
        network, loss = self._network, self._loss
        for x, targets in itertools.islice(self._batches, n):
            loss.forward(network.forward(x), targets)
            network.backward(loss.backward())
            network.update_weights(LEARNING_RATE)
        return n

    def parameters(self) -> Array:
        """(P,), in nncore's order."""
        layers = [module for module in self._network.modules if isinstance(module, modules.Linear)]
        return np.concatenate([part.ravel() for layer in layers for part in (layer.weights, layer.bias)])


def _brick(module: Module) -> modules.Module:
    if isinstance(module, Linear):
        return modules.Linear(module.weights.copy(), module.bias.copy())
    return modules.Tanh()
