"""The rules themselves are checked in test_reference.py; here is what goes with them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from nncore import OPTIMIZERS, SGD, Adagrad, Adam, Optimizer, Penalty, RMSProp, ShapeError, directional_check


@pytest.mark.parametrize(
    ("make", "n_slots"),
    [(lambda: SGD(0.1), 0), (lambda: SGD(0.1, 0.9), 1), (Adagrad, 1), (RMSProp, 1), (Adam, 2)],
)
def test_slots_and_updates_are_the_whole_state(make: Callable[[], Optimizer], n_slots: int) -> None:
    rng = np.random.default_rng(0)
    first, second = make(), make()
    for optimizer in (first, second):
        optimizer.bind(4)
        assert optimizer.slots.shape == (n_slots, 4)
    theirs = rng.normal(size=4)
    for _ in range(3):
        first.step(theirs, rng.normal(size=4))
    second.slots[:] = first.slots
    second.updates = first.updates
    ours, gradients = theirs.copy(), rng.normal(size=4)
    first.step(theirs, gradients)
    second.step(ours, gradients)
    np.testing.assert_array_equal(ours, theirs)
    assert second.updates == 4


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gradients_are_left_alone(name: str) -> None:
    gradients = np.array([1.0, -2.0])
    OPTIMIZERS[name](0.1).step(np.zeros(2), gradients)
    np.testing.assert_array_equal(gradients, [1.0, -2.0])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_goes_downhill(name: str) -> None:
    optimizer, theta = OPTIMIZERS[name](0.1), np.array([3.0, -2.0])
    for _ in range(400):
        optimizer.step(theta, 2 * theta)
    assert theta @ theta < 0.5 * 13.0


def test_learning_rate_may_change() -> None:
    optimizer, theta = SGD(0.0), np.array([1.0])
    optimizer.step(theta, np.array([1.0]))
    assert theta == 1.0
    optimizer.learning_rate = 0.25
    optimizer.step(theta, np.array([1.0]))
    assert theta == 0.75


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: SGD(-0.1), "learning rate"),
        (lambda: SGD(math.nan), "learning rate"),
        (lambda: SGD(0.1, 1.0), "momentum"),
        (lambda: SGD(0.1, nesterov=True), "needs a momentum"),
        (lambda: Adam(beta1=1.0), "beta1"),
        (lambda: RMSProp(smoothing=-0.1), "smoothing"),
        (lambda: Adagrad(epsilon=0.0), "epsilon"),
    ],
)
def test_numbers_out_of_range(make: Callable[[], Optimizer], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


def test_another_number_of_parameters() -> None:
    optimizer = Adam()
    optimizer.step(np.zeros(3), np.ones(3))
    with pytest.raises(ShapeError, match="bound to 3 parameters; got 4"):
        optimizer.step(np.zeros(4), np.ones(4))


class TestPenalty:
    MASK = np.array([True, True, False])

    def test_biases_are_free(self) -> None:
        penalty = Penalty(l1=0.5, l2=2.0, mask=self.MASK)
        assert penalty.value(np.array([3.0, -1.0, 100.0])) == 0.5 * 4.0 + 0.5 * 2.0 * 10.0

    def test_gradient(self) -> None:
        rng = np.random.default_rng(0)
        penalty = Penalty(l1=0.3, l2=0.7, mask=self.MASK)
        at, before = rng.normal(size=3), rng.normal(size=3)
        gradient = before.copy()
        penalty.add_gradient(at, gradient)
        assert gradient[2] == before[2]
        assert directional_check(penalty.value, gradient - before, at, rng.normal(size=3)).relative_error < 1e-8

    def test_nothing(self) -> None:
        gradient = np.ones(3)
        penalty = Penalty(mask=self.MASK)
        penalty.add_gradient(np.ones(3), gradient)
        assert penalty.value(np.ones(3)) == 0.0
        np.testing.assert_array_equal(gradient, np.ones(3))

    def test_errors(self) -> None:
        with pytest.raises(ValueError, match="L2 penalty"):
            Penalty(l2=-1.0, mask=self.MASK)
        with pytest.raises(ShapeError, match="mask"):
            Penalty(l2=1.0, mask=self.MASK).value(np.ones(4))
