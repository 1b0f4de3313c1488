"""What all contestants train: the same network on the same data, in batches of the same size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nncore import (
    OUTPUTS,
    SGD,
    Array,
    CrossEntropy,
    EngineMaker,
    History,
    Labels,
    Sampler,
    Samples,
    Sequential,
    Series,
    Softmax,
    Trainer,
    build_network,
    make_dataset,
)
from nncore.history import EPOCH_COLUMNS

LEARNING_RATE = 0.01
NEVER = 2**40  # a stride that no epoch is on


@dataclass(frozen=True)
class Contest:
    """Spirals in the plane, tanh layers, soft-max with cross-entropy, plain gradient descent, float64.

    n_points should be a multiple of the batch size, so that all batches are full. Three classes, as scikit-learn would
    give two of them a single output.
    """

    hidden: tuple[int, ...]
    batch_size: int
    n_points: int = 1600
    n_classes: int = 3

    @property
    def network_name(self) -> str:
        return "-".join(map(str, (2, *self.hidden, self.n_classes)))

    @cached_property
    def data(self) -> tuple[Array, Labels]:
        """Points (N, 2), about between −1 and 1, and their classes (N,)."""
        points, labels = make_dataset("spirals", points=self.n_points, classes=self.n_classes)
        return points / 2.5, labels

    @property
    def batches(self) -> list[tuple[Array, Labels]]:
        """The data cut into full batches, for those who do not draw their own."""
        points, labels = self.data
        starts = range(0, len(labels) - self.batch_size + 1, self.batch_size)
        return [(points[at : at + self.batch_size], labels[at : at + self.batch_size]) for at in starts]

    def network(self) -> Sequential:
        """A new network at the start."""
        layers = [(units, "tanh") for units in self.hidden]
        return build_network(2, layers, self.n_classes, rng=np.random.default_rng(0))

    def trainer(self, engine: EngineMaker | None = None) -> Trainer:
        """A trainer of it, which does not look at all points at the end of an epoch."""
        points, labels = self.data
        output = OUTPUTS["per-class"]
        history = History()
        history.epochs = Series.from_array(EPOCH_COLUMNS, np.zeros((1, len(EPOCH_COLUMNS))), stride=NEVER)
        return Trainer(
            self.network(),
            Softmax(),
            CrossEntropy(),
            SGD(LEARNING_RATE),
            Sampler(len(labels), self.batch_size, np.random.default_rng(1)),
            Samples(points, output.targets(labels, self.n_classes, "cross-entropy"), labels),
            None,
            decide=output.decide,
            n_classes=self.n_classes,
            history=history,
            engine=engine,
        )


# Those of a blackboard, from one sample at a time to all of a small class's data.
CONTESTS = (
    Contest((4,), 10),
    Contest((8, 8), 1),
    Contest((8, 8), 10),
    Contest((8, 8), 32),
    Contest((8, 8), 200),
    Contest((32, 32), 32),
    Contest((8, 8, 8), 32),
)
