"""All contestants do the same work: what is compared is the time alone."""

from __future__ import annotations

import numpy as np
import pytest

from app.benchmark.bare import Allocating, Reusing
from app.benchmark.contest import Contest
from app.benchmark.peers import PyTorch, ScikitLearn
from app.benchmark.rounds import WARM_UP, in_turns
from nncore import EngineMaker, Linear

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


def test_every_engine_trains_the_contest_alike(compiled: EngineMaker) -> None:
    trainers = [CONTEST.trainer(), CONTEST.trainer(compiled)]
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


def test_the_price_of_a_call_is_no_part_of_a_step() -> None:
    """A call that costs 10 s, and its steps 1 s each: of 400 s there are enough steps for the call not to count."""
    now = 0.0
    made: list[int] = []

    def steps(n: int) -> int:
        nonlocal now
        now += 10.0 + n
        made.append(n)
        return n

    times = in_turns({"dear": steps}, 1, 400.0, clock=lambda: now)
    assert made[:-1] == [20, 20, 40, 80, 160, 320]
    assert made[-1] == 388
    assert times == {"dear": [398 / 388]}
