"""All contestants do the same work: what is compared is the time alone."""

from __future__ import annotations

import numpy as np
import pytest

from app.benchmark.bare import Allocating, Reusing
from app.benchmark.contest import Contest
from app.benchmark.engines import available_engines
from app.benchmark.peers import PyTorch, ScikitLearn
from app.benchmark.rounds import WARM_UP, each, in_turns
from nncore import Linear

CONTEST = Contest((8, 4), 10, n_points=60)
STEPS = 15  # two epochs and a half


def test_modules_that_allocate_train_as_those_of_nncore() -> None:
    reusing, allocating = Reusing(CONTEST), Allocating(CONTEST)
    start = CONTEST.network().parameters
    assert reusing.steps(STEPS) == allocating.steps(STEPS) == STEPS
    assert not np.allclose(reusing.parameters(), start)
    np.testing.assert_allclose(allocating.parameters(), reusing.parameters(), rtol=1e-10)


def test_pytorch_trains_as_the_modules_of_nncore() -> None:
    pytest.importorskip("torch")
    reusing, pytorch = Reusing(CONTEST), PyTorch(CONTEST)
    assert reusing.steps(STEPS) == pytorch.steps(STEPS) == STEPS
    np.testing.assert_allclose(pytorch.parameters(), reusing.parameters(), rtol=1e-9)


def test_scikit_learn_trains_a_network_of_the_same_size() -> None:
    pytest.importorskip("sklearn")
    network = ScikitLearn(CONTEST)
    assert network.steps(1) == 6, "no less than an epoch"
    assert network.steps(STEPS) == 12
    linear = [module for module in CONTEST.network().modules if isinstance(module, Linear)]
    assert network.sizes() == [layer.in_features for layer in linear] + [3]


def test_every_engine_trains_the_contest_alike() -> None:
    trainers = [CONTEST.trainer(make) for make in available_engines().values()]
    for trainer in trainers:
        assert trainer.advance(steps=STEPS) == STEPS
        assert len(trainer.history.epochs) == 1, "no look at all points"
        np.testing.assert_allclose(trainer.network.parameters, trainers[0].network.parameters, rtol=1e-9)


def test_turns_go_round() -> None:
    """With a clock that only the contestants move on: 1 s a step for one, 4 s for the other."""
    now = 0.0
    calls: list[tuple[str, int]] = []

    def contestant(name: str, seconds: float):
        def steps(n: int) -> int:
            nonlocal now
            now += seconds * n
            calls.append((name, n))
            return n

        return steps

    times = in_turns({"a": contestant("a", 1.0), "b": contestant("b", 4.0)}, 2, 8.0, clock=lambda: now)
    assert times == {"a": [1.0, 1.0], "b": [4.0, 4.0]}
    assert calls[:4] == [("a", WARM_UP), ("a", WARM_UP), ("b", WARM_UP), ("b", WARM_UP)]
    assert calls[4:] == [("a", 8), ("b", 2), ("b", 2), ("a", 8)]


def test_work_alone_is_done_in_rounds() -> None:
    calls: list[None] = []
    times = each(lambda: calls.append(None), 4, 0.0)
    assert len(times) == 4
    assert min(times) >= 0.0
    assert len(calls) == 2 + 4
