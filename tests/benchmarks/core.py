"""How fast a training step is, beside PyTorch eager and scikit-learn: `python -m tests.benchmarks.core [--quick]`.

Same network, same data, float64, tanh, cross-entropy, plain gradient descent, one thread each. All take turns within
one process, so that a busy machine slows them alike; the table shows medians over the rounds of the microseconds for
each training sample, and of the ratio of these within a round.

"chalknet" is Trainer.advance with sampling, divergence check and the history of batch losses; "evaluated" is the same
with the look at all samples at the end of each epoch, which the peers do not take; "compiled" is "chalknet" with the
compiled engine. PyTorch's is the bare step on batches cut beforehand, scikit-learn's a partial_fit of all samples,
which is one epoch of batches. Before it counts, each has trained until one call lasts as long as a round: a run
remembers its first steps one by one, which costs more than a compiled step does.
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
from typing import Any

import numpy as np

from nncore import (
    OUTPUTS,
    SGD,
    CrossEntropy,
    EngineMaker,
    History,
    Sampler,
    Samples,
    Series,
    Softmax,
    Trainer,
    build_network,
    make_dataset,
)
from nncore.compiled import loading
from nncore.history import EPOCH_COLUMNS

Steps = Callable[[int], int]
"""Makes about so many training steps, and says how many."""

# Hidden layers, batch size, and the least factors that are wanted: of one contestant to another, or to all others.
CONFIGURATIONS: list[tuple[tuple[int, ...], int, dict[Any, float]]] = [
    ((4,), 10, {"chalknet": 5}),
    ((8, 8), 1, {"chalknet": 5, ("chalknet", "compiled"): 30, ("PyTorch", "compiled"): 100}),
    ((8, 8), 10, {"chalknet": 5, ("chalknet", "compiled"): 10, ("PyTorch", "compiled"): 20}),
    ((8, 8), 32, {"chalknet": 3, ("chalknet", "compiled"): 6}),
    ((8, 8), 200, {"chalknet": 3, ("chalknet", "compiled"): 2.5}),
    ((32, 32), 32, {"chalknet": 3, ("chalknet", "compiled"): 1.3}),
    ((8, 8, 8), 32, {"chalknet": 3}),
    ((256, 256), 32, {}),
]
N_POINTS = 1600  # a multiple of every batch size
N_CLASSES = 3
LEARNING_RATE = 0.01


def data() -> tuple[np.ndarray, np.ndarray]:
    points, labels = make_dataset("spirals", points=N_POINTS, classes=N_CLASSES)
    return points / 2.5, labels


def core(
    hidden: tuple[int, ...], batch_size: int, evaluate: bool = False, engine: EngineMaker | None = None
) -> Steps:
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
        engine=engine,
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
        count, took = 5, 0.0
        while took < seconds:
            count *= 2
            begin = time.perf_counter()
            steps(count)
            took = time.perf_counter() - begin
        counts[name] = max(5, int(count * seconds / took))
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
    try:
        makers["compiled"] = partial(core, engine=loading.load())
    except loading.Unavailable as reason:
        print(f"The compiled engine is left out: {reason}")
    print("microseconds for each training sample; a / b: how many times faster b is than a")
    print(f"{'network':14}{'batch':>6}" + "".join(f"{name:>14}" for name in makers), end="")
    pairs = [(peer, "chalknet") for peer in peers]
    if "compiled" in makers:
        pairs += [(name, "compiled") for name in ("chalknet", *peers)]
    print("".join(f"{f'{slow} / {fast}':>25}" for slow, fast in pairs))
    for hidden, batch_size, wanted in CONFIGURATIONS:
        contestants = {name: make(hidden, batch_size) for name, make in makers.items()}
        times = microseconds_per_sample(contestants, batch_size, rounds, seconds)
        label = "-".join(map(str, (2, *hidden, N_CLASSES)))
        print(f"{label:14}{batch_size:>6}", end="")
        print("".join(f"{statistics.median(times[name]):>14.3g}" for name in makers), end="")
        for slow, fast in pairs:
            ratio = statistics.median(map(operator.truediv, times[slow], times[fast]))
            least = wanted.get((slow, fast), wanted.get(fast, 1.0))
            print(f"{f'{ratio:.1f} (≥ {least:g})':>25}{'!' if ratio < least else ' '}", end="")
        print()


if __name__ == "__main__":
    main()
