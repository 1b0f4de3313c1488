"""The path of a run: evenly spaced, bounded, a matter of the steps alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import Path
from nncore.path import MAX_NUMBERS
from tests.nncore.test_trainer import make_trainer


def walked(steps: int, capacity: int) -> Path:
    path = Path(2, capacity)
    for step in range(steps + 1):
        path.append(step, np.array([step, -step], dtype=np.float64))
    return path


@given(st.integers(0, 400), st.integers(2, 33))
def test_it_keeps_every_multiple_of_its_stride_and_nothing_else(steps: int, capacity: int) -> None:
    path = walked(steps, capacity)
    np.testing.assert_array_equal(path.steps, np.arange(0, steps + 1, path.stride))
    np.testing.assert_array_equal(path.parameters, np.stack([path.steps, -path.steps], axis=1))
    assert len(path) <= capacity
    assert path.stride == 1 or len(path) > capacity // 2 - 1


@given(st.integers(1, 300), st.integers(0, 300), st.integers(2, 33))
def test_going_back_forgets_what_came_later(steps: int, back: int, capacity: int) -> None:
    path = walked(steps, capacity)
    path.rewind(back)
    assert all(step <= back for step in path.steps.tolist())


def test_a_step_seen_again_is_replaced() -> None:
    path = walked(3, 8)
    path.append(3, np.array([9.0, 9.0]))
    assert path.steps.tolist() == [0, 1, 2, 3]
    assert path.parameters[-1].tolist() == [9.0, 9.0]


def test_what_it_holds_is_bounded() -> None:
    assert Path(1000).capacity == 512
    assert Path(MAX_NUMBERS // 4).capacity == 4
    huge = Path(MAX_NUMBERS)
    huge.append(0, np.zeros(MAX_NUMBERS))
    assert huge.capacity == len(huge) == 0


def test_a_trainer_walks_it_and_goes_back_on_it() -> None:
    trainer = make_trainer()
    start = trainer.network.parameters.copy()
    trainer.advance(steps=5)
    early = trainer.checkpoint()
    trainer.advance(steps=5)
    np.testing.assert_array_equal(trainer.path.parameters[0], start)
    np.testing.assert_array_equal(trainer.path.parameters[-1], trainer.network.parameters)
    assert trainer.path.steps.tolist() == list(range(11))
    trainer.restore(early)
    assert trainer.path.steps.tolist() == list(range(6))


class TestFrozen:
    @pytest.mark.parametrize("name", ["sgd", "adam"])
    def test_frozen_parameters_do_not_move_and_the_others_do(self, name: str) -> None:
        from nncore import OPTIMIZERS

        trainer = make_trainer(optimizer=OPTIMIZERS[name](0.05))
        frozen = np.zeros(trainer.network.n_parameters, dtype=bool)
        frozen[::3] = True
        frozen_trainer = make_trainer(optimizer=OPTIMIZERS[name](0.05), frozen=frozen)
        start = frozen_trainer.network.parameters.copy()
        frozen_trainer.advance(steps=40)
        np.testing.assert_array_equal(frozen_trainer.network.parameters[frozen], start[frozen])
        assert (frozen_trainer.network.parameters[~frozen] != start[~frozen]).any()

    def test_momentum_does_not_carry_them_on(self) -> None:
        from nncore import SGD

        before = make_trainer(optimizer=SGD(0.05, momentum=0.9))
        before.advance(steps=10)
        frozen = np.ones(before.network.n_parameters, dtype=bool)
        after = make_trainer(optimizer=SGD(0.05, momentum=0.9), frozen=frozen)
        after.restore(before.checkpoint())
        assert after.optimizer.slots.any()
        after.advance(steps=5)
        np.testing.assert_array_equal(after.network.parameters, before.network.parameters)


def test_the_next_gradient_is_the_one_that_the_step_follows() -> None:
    from nncore import SGD

    trainer = make_trainer(optimizer=SGD(0.1))
    gradient, before = trainer.next_gradient(), trainer.network.parameters.copy()
    assert gradient.any()
    trainer.step()
    np.testing.assert_allclose(trainer.network.parameters, before - 0.1 * gradient, rtol=0, atol=1e-15)
    assert not make_trainer(n=0).next_gradient().any()


def test_looking_at_the_next_gradient_changes_nothing() -> None:
    looked, other = make_trainer(), make_trainer()
    for _ in range(7):
        looked.next_gradient()
        looked.step()
        other.step()
    np.testing.assert_array_equal(looked.network.parameters, other.network.parameters)
