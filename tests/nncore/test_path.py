"""The path of a run: evenly spaced, bounded, a matter of the steps alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import Checkpoint, Path, SamplerState
from nncore.path import MAX_NUMBERS
from tests.nncore.test_trainer import make_trainer


def moment(step: int, *parameters: float) -> Checkpoint:
    values = np.array(parameters or (step, -step), dtype=np.float64)
    return Checkpoint(step, values, np.zeros((0, values.size)), step, SamplerState({}, 0, 0))


def walked(steps: int, capacity: int) -> Path:
    path = Path(2, capacity)
    for step in range(steps + 1):
        path.append(moment(step))
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
    path.append(moment(3, 9.0, 9.0))
    assert path.steps.tolist() == [0, 1, 2, 3]
    assert path.parameters[-1].tolist() == [9.0, 9.0]


def test_what_it_holds_is_bounded() -> None:
    assert Path(1000).capacity == 512
    assert Path(MAX_NUMBERS // 4).capacity == 4
    huge = Path(MAX_NUMBERS)
    huge.append(moment(0, *np.zeros(2)))
    assert huge.capacity == len(huge) == 0


@given(st.integers(0, 300), st.integers(2, 33), st.integers(2, 33))
def test_made_of_its_moments_it_goes_on_alike(steps: int, capacity: int, more: int) -> None:
    path = walked(steps, capacity)
    again = Path.of(path.moments, path.stride, MAX_NUMBERS // capacity)
    for step in range(steps + 1, steps + more):
        path.append(moment(step))
        again.append(moment(step))
    assert again.steps.tolist() == path.steps.tolist()
    assert again.stride == path.stride


def test_moments_are_handed_out_and_never_change() -> None:
    path = walked(5, 4)
    before = path.moments
    assert path.moments is before
    path.append(moment(6))
    assert [known.step for known in before] == [0, 2, 4]
    assert [known.step for known in path.moments] == [0, 2, 4, 6]
    with pytest.raises(ValueError):
        before[0].parameters[0] = 1.0


@given(st.integers(0, 150), st.integers(1, 3))
def test_projections_are_those_of_all_parameters(steps: int, k: int) -> None:
    path = walked(steps, 200)
    vectors = np.random.default_rng(k).normal(size=(2, k))
    np.testing.assert_allclose(path.projected(vectors), path.parameters @ vectors)


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_from_each_moment_the_run_goes_on_as_it_did(name: str) -> None:
    from nncore import OPTIMIZERS

    trainer = make_trainer(optimizer=OPTIMIZERS[name](0.05))
    trainer.advance(steps=20)
    end = trainer.checkpoint()
    other = make_trainer(optimizer=OPTIMIZERS[name](0.05))
    for past in trainer.path.moments[3::7]:
        other.restore(past)
        other.advance(steps=20 - past.step)
        np.testing.assert_array_equal(other.network.parameters, end.parameters)
        np.testing.assert_array_equal(other.optimizer.slots, end.slots)
        assert other.sampler.state() == end.sampler


def test_standing_at_a_moment_leaves_curves_and_path() -> None:
    trainer = make_trainer()
    trainer.advance(steps=9)
    steps, rows = trainer.path.steps, trainer.history.steps.array()
    trainer.stand_at(trainer.path.moments[4])
    assert trainer.step_count == 4
    np.testing.assert_array_equal(trainer.network.parameters, trainer.path.parameters[4])
    np.testing.assert_array_equal(trainer.path.steps, steps)
    np.testing.assert_array_equal(trainer.history.steps.array(), rows)


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


def test_memory_stays_bounded_while_a_path_is_thinned() -> None:
    trainer = make_trainer()
    trainer.path = Path(trainer.network.n_parameters, capacity=32)
    trainer.advance(steps=2000)
    assert len(trainer.path) <= 32
    held = sum(known.parameters.nbytes + known.slots.nbytes for known in trainer.path.moments)
    assert held <= 32 * 8 * (trainer.network.n_parameters + trainer.optimizer.slots.size)
