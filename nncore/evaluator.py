"""Looking at a network: what it says about samples, and how wrong it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from nncore.arrays import Array, Labels, Targets
from nncore.errors import Interrupted, ShapeError
from nncore.linear import Linear
from nncore.loss import Loss
from nncore.metrics import Metrics, confusion_matrix
from nncore.module import Module, Sequential

# However many samples there are, they are looked at a chunk of rows at a time, so that the buffers stay small.
MAX_CHUNK = 4096
MIN_CHUNK = 64
CHUNK_NUMBERS = 2**21  # about so many inputs and outputs of layers in a chunk: a wide network takes fewer rows

Decide = Callable[[Array, int], Labels]
"""(prediction (N, O), K) → the class of each sample (N,), as OutputKind.decide."""

ShouldStop = Callable[[], bool]
"""Asked between chunks, and between steps: whether to give up the work."""


@dataclass(frozen=True)
class Samples:
    """What a network is trained or tested on.

    inputs (N, I); targets as the loss takes them (OutputKind.targets makes them); labels: class numbers (N,), all 0
    where there are no classes.
    """

    inputs: Array
    targets: Targets
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def prepared(self, network: Sequential, loss: Loss, n_classes: int) -> Samples:
        """The same samples in the form that the network and Loss.compute take (see Loss.prepare).

        Raises: ShapeError or ValueError, with a sentence, if they do not fit.
        """
        inputs = np.ascontiguousarray(self.inputs, dtype=np.float64)
        labels = np.asarray(self.labels, dtype=np.intp)
        if inputs.ndim != 2 or labels.shape != inputs.shape[:1]:
            raise ShapeError(
                f"Samples need inputs of shape (N, I) and one label for each; "
                f"got inputs {inputs.shape} and labels {labels.shape}."
            )
        if labels.size and not 0 <= labels.min() <= labels.max() < max(n_classes, 1):
            raise ValueError(
                f"Labels are class numbers from 0 to {n_classes - 1}; got {labels.min()} to {labels.max()}."
            )
        # One row through the network checks the number of inputs and tells the number of outputs.
        n_outputs = network.twin().forward(np.zeros((1, inputs.shape[1]))).shape[1]
        return replace(
            self,
            inputs=inputs,
            targets=np.ascontiguousarray(loss.prepare(self.targets, (len(inputs), n_outputs))),
            labels=labels,
        )


class Evaluator:
    """Evaluates a network through twins, so that the buffers and gradients of its training stay undisturbed.

    It always sees the network's present parameters. Samples must be prepared (Samples.prepared).
    """

    def __init__(self, network: Sequential, head: Module, loss: Loss, decide: Decide, n_classes: int) -> None:
        self.network = network.twin()
        self.head = head.twin()
        self.loss = loss.twin()
        self.decide = decide
        self.n_classes = n_classes
        self.chunk_rows = chunk_rows(network)

    def metrics(self, samples: Samples, should_stop: ShouldStop | None = None) -> Metrics:
        """What the network makes of these samples, and how wrong it is. Raises: Interrupted."""
        classes = np.empty(len(samples), dtype=np.intp)
        losses = np.empty(len(samples))
        with np.errstate(all="ignore"):
            for rows in chunks(len(samples), self.chunk_rows, should_stop):
                output = self.network.forward(samples.inputs[rows])
                prediction = self.head.forward(output)
                self.loss.compute(output if self.loss.on_logits else prediction, samples.targets[rows])
                classes[rows] = self.decide(prediction, self.n_classes)
                losses[rows] = self.loss.per_sample
        confusion = confusion_matrix(samples.labels, classes, self.n_classes)
        n = len(samples)
        with np.errstate(all="ignore"):
            loss = float(losses.sum()) / n if n else math.nan
        for array in (confusion, classes, losses):
            array.flags.writeable = False
        accuracy = int(np.trace(confusion)) / n if n and self.n_classes else math.nan
        return Metrics(loss, accuracy, confusion, n, classes, losses)

    def gradient(self, samples: Samples) -> Array:
        """The gradient (P,) of the data loss over all these samples."""
        with np.errstate(all="ignore"):
            summed_loss_and_gradient(
                self.network, self.head, self.loss, samples.inputs, samples.targets, self.chunk_rows
            )
        return self.network.gradients.copy()


def loss_and_gradient(network: Sequential, head: Module, loss: Loss, inputs: Array, targets: Targets) -> float:
    """Forward and backward of one batch: returns its loss and leaves the gradient in network.gradients.

    A loss on logits takes the network's raw output; any other takes the prediction that the head makes of it.
    """
    output = network.forward(inputs)
    if loss.on_logits:
        value = loss.compute(output, targets)
        network.backward(loss.backward())
    else:
        value = loss.compute(head.forward(output), targets)
        network.backward(head.backward(loss.backward()))
    return value


def summed_loss_and_gradient(
    network: Sequential,
    head: Module,
    loss: Loss,
    inputs: Array,
    targets: Targets,
    n_rows: int,
    should_stop: ShouldStop | None = None,
) -> float:
    """As loss_and_gradient(), for any number of samples: taken n_rows at a time, each chunk counting by its size.

    Raises: Interrupted; network.gradients are then of no use.
    """
    total = 0.0
    total_gradient = np.zeros(network.n_parameters)
    for rows in chunks(len(inputs), n_rows, should_stop):
        share = (rows.stop - rows.start) / len(inputs)
        total += share * loss_and_gradient(network, head, loss, inputs[rows], targets[rows])
        network.gradients *= share
        total_gradient += network.gradients
    network.gradients[:] = total_gradient
    return total


def chunk_rows(network: Sequential) -> int:
    """How many rows this network should be given at a time."""
    width = sum(layer.in_features + layer.out_features for layer in network.modules if isinstance(layer, Linear))
    return min(max(CHUNK_NUMBERS // max(width, 1), MIN_CHUNK), MAX_CHUNK)


def chunks(n: int, n_rows: int, should_stop: ShouldStop | None = None) -> Iterator[slice]:
    """Slices of at most n_rows rows that together cover n rows. Raises: Interrupted if told to stop between two."""
    for start in range(0, n, n_rows):
        if start and should_stop is not None and should_stop():
            raise Interrupted
        yield slice(start, min(start + n_rows, n))
