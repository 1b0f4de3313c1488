"""Other libraries that train the same, where they are installed."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable
from typing import Protocol

import numpy as np

from app.benchmark.contest import LEARNING_RATE, Contest
from nncore import Array, Linear


class Peer(Protocol):
    """Someone who trains the network of a contest."""

    def steps(self, n: int) -> int:
        """Make about so many steps; returns how many were made."""


class PyTorch:
    """Eager PyTorch, one thread: the bare step, on tensors that were cut into batches beforehand."""

    def __init__(self, contest: Contest) -> None:
        import torch

        torch.set_num_threads(1)
        modules: list[torch.nn.Module] = []
        for module in contest.network().modules:
            if isinstance(module, Linear):
                layer = torch.nn.Linear(module.in_features, module.out_features, dtype=torch.float64)
                with torch.no_grad():
                    layer.weight.copy_(torch.from_numpy(module.weights.T.copy()))
                    layer.bias.copy_(torch.from_numpy(module.bias.copy()))
                modules.append(layer)
            else:
                modules.append(torch.nn.Tanh())
        self._network = torch.nn.Sequential(*modules)
        self._optimizer = torch.optim.SGD(self._network.parameters(), lr=LEARNING_RATE)
        self._loss = torch.nn.CrossEntropyLoss()
        batches = [(torch.tensor(x), torch.tensor(labels)) for x, labels in contest.batches]
        self._batches = itertools.cycle(batches)

    def steps(self, n: int) -> int:
        network, loss, optimizer = self._network, self._loss, self._optimizer
        for x, labels in itertools.islice(self._batches, n):
            optimizer.zero_grad()
            loss(network(x), labels).backward()
            optimizer.step()
        return n

    def parameters(self) -> Array:
        """(P,), in nncore's order."""
        return np.concatenate([values.detach().numpy().T.ravel() for values in self._network.parameters()])


class ScikitLearn:
    """MLPClassifier, one thread: a partial_fit of all points is one epoch of batches, which it shuffles itself.

    One call for an epoch spares it the checks of a call for each batch.
    """

    def __init__(self, contest: Contest) -> None:
        from sklearn.neural_network import MLPClassifier

        self._points, self._labels = contest.data
        self._classes = np.arange(contest.n_classes)
        self._per_epoch = -(-len(self._labels) // contest.batch_size)
        self._network = MLPClassifier(
            contest.hidden,
            activation="tanh",
            solver="sgd",
            learning_rate_init=LEARNING_RATE,
            momentum=0.0,
            nesterovs_momentum=False,
            alpha=0.0,
            batch_size=contest.batch_size,
            random_state=0,
        )

    def steps(self, n: int) -> int:
        """At least one epoch."""
        epochs = max(1, n // self._per_epoch)
        for _ in range(epochs):
            self._network.partial_fit(self._points, self._labels, classes=self._classes)
        return epochs * self._per_epoch

    def sizes(self) -> list[int]:
        """The numbers of units of its layers, once it has trained."""
        return [len(weights) for weights in self._network.coefs_] + [self._network.n_outputs_]


PEERS: dict[str, tuple[str, Callable[[Contest], Peer]]] = {  # by name: the module to import, and the maker
    "PyTorch": ("torch", PyTorch),
    "scikit-learn": ("sklearn", ScikitLearn),
}


def available_peers() -> dict[str, Callable[[Contest], Peer]]:
    """Those that are installed."""
    return {name: make for name, (module, make) in PEERS.items() if importlib.util.find_spec(module)}
