"""How fast a training step is, beside PyTorch eager and scikit-learn: `python -m tests.benchmarks.core [--quick]`.

Same network, same data, float64, tanh, cross-entropy, plain gradient descent, one thread each. All take turns within
one process, so that a busy machine slows them alike; the table shows medians over the rounds of the microseconds for
each training sample, and of the ratio of these within a round.

"chalknet" is Trainer.advance with sampling, divergence check and the history of batch losses; "evaluated" is the same
with the look at all samples at the end of each epoch, which the peers do not take. PyTorch's is the bare step on
batches cut beforehand, scikit-learn's a partial_fit of all samples, which is one epoch of batches.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is imported
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import argparse
import operator
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from nncore import (
    OUTPUTS,
    SGD,
    CrossEntropy,
    History,
    Sampler,
    Samples,
    Series,
    Softmax,
    Trainer,
    build_network,
    make_dataset,
)
from nncore.history import EPOCH_COLUMNS

Steps = Callable[[int], int]
"""Makes about so many training steps, and says how many."""

# hidden layers, batch size, and the least factor that is wanted
CONFIGURATIONS: list[tuple[tuple[int, ...], int, int]] = [
    ((4,), 10, 5),
    ((8, 8), 1, 5),
    ((8, 8), 10, 5),
    ((8, 8), 32, 3),
    ((8, 8), 200, 3),
    ((32, 32), 32, 3),
    ((8, 8, 8), 32, 3),
]
N_POINTS = 1600  # a multiple of every batch size
N_CLASSES = 3
LEARNING_RATE = 0.01


def data() -> tuple[np.ndarray, np.ndarray]:
    points, labels = make_dataset("spirals", points=N_POINTS, classes=N_CLASSES)
    return points / 2.5, labels


def core(hidden: tuple[int, ...], batch_size: int, evaluate: bool = False) -> Steps:
    points, labels = data()
    output = OUTPUTS["per-class"]
    history = History()
    if not evaluate:
        history.epochs = Series.from_array(EPOCH_COLUMNS, np.zeros((1, len(EPOCH_COLUMNS))), stride=2**40)
    trainer = Trainer(
        build_network(2, [(units, "tanh") for units in hidden], N_CLASSES, rng=np.random.default_rng(0)),
        Softmax(),
        CrossEntropy(),
        SGD(LEARNING_RATE),
        Sampler(N_POINTS, batch_size, np.random.default_rng(1)),
        Samples(points, output.targets(labels, N_CLASSES, "cross-entropy"), labels),
        None,
        decide=output.decide,
        n_classes=N_CLASSES,
        history=history,
    )
    return lambda n: trainer.advance(steps=n)


def pytorch(hidden: tuple[int, ...], batch_size: int) -> Steps:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    layers: list[torch.nn.Module] = []
    for inputs, outputs in zip((2, *hidden[:-1]), hidden, strict=True):
        layers += [torch.nn.Linear(inputs, outputs, dtype=torch.float64), torch.nn.Tanh()]
    network = torch.nn.Sequential(*layers, torch.nn.Linear(hidden[-1], N_CLASSES, dtype=torch.float64))
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)
    loss = torch.nn.CrossEntropyLoss()
    batches = [(torch.tensor(x), torch.tensor(labels)) for x, labels in cut(batch_size)]

    def steps(n: int) -> int:
        for index in range(n):
            x, labels = batches[index % len(batches)]
            optimizer.zero_grad()
            loss(network(x), labels).backward()
            optimizer.step()
        return n

    return steps


def scikit_learn(hidden: tuple[int, ...], batch_size: int) -> Steps:
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        hidden,
        activation="tanh",
        solver="sgd",
        learning_rate_init=LEARNING_RATE,
        momentum=0.0,
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=batch_size,
        random_state=0,
    )
    points, labels = data()
    steps_per_epoch = N_POINTS // batch_size

    def steps(n: int) -> int:
        epochs = max(1, n // steps_per_epoch)
        for _ in range(epochs):  # one call is one epoch, which spares it the checks of a call for each batch
            network.partial_fit(points, labels, classes=np.arange(N_CLASSES))
        return epochs * steps_per_epoch

    return steps


def cut(batch_size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    points, labels = data()
    return [
        (points[start : start + batch_size], labels[start : start + batch_size])
        for start in range(0, N_POINTS - batch_size + 1, batch_size)
    ]


def microseconds_per_sample(
    contestants: dict[str, Steps], batch_size: int, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Of each contestant, a figure for each round, in which all have their turn."""
    counts = {}
    for name, steps in contestants.items():
        steps(20)  # to warm up
        begin = time.perf_counter()
        done = steps(20)
        counts[name] = max(5, int(done * seconds / (time.perf_counter() - begin)))
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, steps in contestants.items():
            begin = time.perf_counter()
            done = steps(counts[name])
            times[name].append((time.perf_counter() - begin) / done / batch_size * 1e6)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few and short rounds")
    quick = parser.parse_args().quick
    rounds, seconds = (5, 0.02) if quick else (31, 0.05)
    makers: dict[str, Callable[[tuple[int, ...], int], Steps]] = {
        "chalknet": core,
        "evaluated": partial(core, evaluate=True),
    }
    for module, name, maker in (("torch", "PyTorch", pytorch), ("sklearn", "scikit-learn", scikit_learn)):
        try:
            __import__(module)
        except ImportError:
            print(f"{name} is not installed; it is left out.")
        else:
            makers[name] = maker
    peers = list(makers)[2:]
    print("microseconds for each training sample; / peer: how many times faster chalknet is")
    print(f"{'network':12}{'batch':>6}" + "".join(f"{name:>14}" for name in makers), end="")
    print("".join(f"{'/ ' + name:>16}" for name in peers) + f"{'wanted':>9}")
    for hidden, batch_size, wanted in CONFIGURATIONS:
        contestants = {name: make(hidden, batch_size) for name, make in makers.items()}
        times = microseconds_per_sample(contestants, batch_size, rounds, seconds)
        label = "-".join(map(str, (2, *hidden, N_CLASSES)))
        print(
            f"{label:12}{batch_size:>6}" + "".join(f"{statistics.median(times[name]):>14.3g}" for name in makers),
            end="",
        )
        ours = times["chalknet"]
        ratios = [statistics.median(map(operator.truediv, times[name], ours)) for name in peers]
        missed = "" if all(ratio >= wanted for ratio in ratios) else "  missed"
        print("".join(f"{ratio:>16.1f}" for ratio in ratios) + f"{'≥ ' + str(wanted):>9}{missed}")


if __name__ == "__main__":
    main()
