from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nncore import (
    LOSSES,
    AbsoluteError,
    BinaryCrossEntropy,
    CrossEntropy,
    Hinge,
    Huber,
    PerceptronCriterion,
    ProbabilityCrossEntropy,
    ShapeError,
    SquaredError,
)


class TestValues:
    """Each loss on numbers that can be worked in the head: mean over samples, sum over outputs."""

    def test_squared_error(self) -> None:
        loss = SquaredError()
        assert loss.forward(np.array([[1.0, 2.0], [0.0, 0.0]]), [[0.0, 0.0], [0.0, 3.0]]) == (5.0 + 9.0) / 2
        np.testing.assert_array_equal(loss.per_sample, [5.0, 9.0])
        np.testing.assert_array_equal(loss.backward(), [[1.0, 2.0], [0.0, -3.0]])

    def test_absolute_error(self) -> None:
        loss = AbsoluteError()
        assert loss.forward(np.array([[1.0, -2.0], [0.0, 0.0]]), np.zeros((2, 2))) == 1.5
        np.testing.assert_array_equal(loss.backward(), [[0.5, -0.5], [0.0, 0.0]])

    def test_huber(self) -> None:
        loss = Huber(delta=2.0)
        assert loss.forward(np.array([[1.0], [-5.0]]), [0.0, 0.0]) == (0.5 + 2.0 * (5.0 - 1.0)) / 2
        np.testing.assert_array_equal(loss.backward(), [[0.5], [-1.0]])

    def test_binary_cross_entropy(self) -> None:
        loss = BinaryCrossEntropy()
        logit = math.log(3.0)  # σ = 0.75
        value = loss.forward(np.array([[logit], [logit]]), [1, 0])
        assert value == pytest.approx(-(math.log(0.75) + math.log(0.25)) / 2)
        np.testing.assert_allclose(loss.backward(), [[-0.125], [0.375]])

    def test_cross_entropy(self) -> None:
        loss = CrossEntropy()
        logits = np.log([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
        assert loss.forward(logits, np.array([0, 2])) == pytest.approx(1.5 * math.log(2))
        np.testing.assert_allclose(loss.per_sample, [math.log(2), math.log(4)])
        np.testing.assert_allclose(loss.backward(), [[-0.25, 0.125, 0.125], [0.25, 0.125, -0.375]])

    def test_hinge_with_one_output(self) -> None:
        loss = Hinge()
        assert loss.forward(np.array([[3.0], [0.5], [-1.0]]), [1, 1, 1]) == pytest.approx((0.0 + 0.5 + 2.0) / 3)
        np.testing.assert_allclose(loss.backward(), [[0.0], [-1 / 3], [-1 / 3]])

    def test_hinge_with_one_output_a_class(self) -> None:
        loss = Hinge()
        assert loss.forward(np.array([[2.0, 1.5, -3.0]]), np.array([0])) == 0.5
        np.testing.assert_array_equal(loss.backward(), [[-1.0, 1.0, 0.0]])

    def test_perceptron(self) -> None:
        loss = PerceptronCriterion()
        assert loss.forward(np.array([[3.0], [-4.0]]), [1, 1]) == 2.0
        np.testing.assert_array_equal(loss.backward(), [[0.0], [-0.5]])


class TestProbabilityCrossEntropy:
    def test_above_the_floor(self) -> None:
        loss = ProbabilityCrossEntropy()
        assert loss.forward(np.array([[0.25, 0.75]]), np.array([0])) == pytest.approx(math.log(4))
        np.testing.assert_allclose(loss.backward(), [[-4.0, 0.0]])

    @pytest.mark.parametrize("p", [1e-4, 0.0, -0.7])
    def test_below_it_goes_on_as_the_tangent(self, p: float) -> None:
        floor = ProbabilityCrossEntropy.floor
        loss = ProbabilityCrossEntropy()
        tangent = -math.log(floor) + (floor - p) / floor
        assert loss.forward(np.array([[p, 1.0]]), np.array([0])) == pytest.approx(tangent)
        np.testing.assert_allclose(loss.backward(), [[-1 / floor, 0.0]])

    def test_smooth_at_the_floor(self) -> None:
        floor, loss = ProbabilityCrossEntropy.floor, ProbabilityCrossEntropy()
        values = [loss.forward(np.array([[p, 0.0]]), np.array([0])) for p in (floor - 1e-9, floor + 1e-9)]
        assert (values[0] - values[1]) / 2e-9 == pytest.approx(1 / floor, rel=1e-4)


@pytest.mark.parametrize("name", ["binary-cross-entropy", "cross-entropy", "hinge", "perceptron"])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_huge_logits(name: str, sign: float) -> None:
    """±1e4 gives the exact loss, and a finite gradient; a warning would fail the test."""
    loss = LOSSES[name]()
    many = name == "cross-entropy"
    logits = sign * np.array([[1e4, -1e4]] if many else [[1e4], [-1e4]])
    target = {"cross-entropy": np.array([0]), "binary-cross-entropy": np.array([1, 0])}.get(name, np.array([1, -1]))
    expected = 0.0 if sign > 0 else {"cross-entropy": 2e4, "hinge": 1e4 + 1}.get(name, 1e4)
    assert loss.forward(logits, target) == expected
    gradient = loss.backward()
    assert np.isfinite(gradient).all()
    assert (abs(gradient).max() > 0.4) == (sign < 0)


@pytest.mark.parametrize("name", LOSSES)
def test_per_sample_has_the_value_as_its_mean(name: str) -> None:
    rng = np.random.default_rng(0)
    loss = LOSSES[name]()
    many = name in ("cross-entropy", "probability-cross-entropy", "hinge")
    for n in (8, 3, 8):
        prediction = rng.normal(size=(n, 3 if many else 1))
        target = rng.integers(0, 3, n) if many else np.ones(n)
        value = loss.forward(prediction, target)
        assert loss.per_sample.shape == (n,)
        assert value == pytest.approx(loss.per_sample.mean(), rel=1e-14)
        single = LOSSES[name]()
        alone = [single.forward(prediction[i : i + 1], target[i : i + 1]) for i in range(n)]
        np.testing.assert_allclose(loss.per_sample, alone, rtol=1e-12)


ONE, THREE = np.zeros((2, 1)), np.zeros((2, 3))


@pytest.mark.parametrize(
    ("name", "prediction", "target", "sentence"),
    [
        ("squared-error", THREE, np.zeros((2, 2)), r"prediction's shape \(2, 3\); got \(2, 2\)"),
        ("squared-error", THREE, np.zeros(2), r"prediction's shape"),
        ("huber", np.zeros(3), np.zeros(3), r"shape \(N, O\)"),
        ("cross-entropy", THREE, np.zeros((2, 3)), r"one class number for each of the 2 samples"),
        ("cross-entropy", THREE, np.array([0, 3]), r"from 0 to 2 for 3 outputs; got 3"),
        ("cross-entropy", THREE, np.array([0, -1]), r"from 0 to 2 for 3 outputs; got -1"),
        ("cross-entropy", THREE, np.array([0.0, 1.0]), r"whole numbers"),
        ("cross-entropy", ONE, np.array([0, 0]), r"one output for each class"),
        ("probability-cross-entropy", THREE, np.array([5, 0]), r"from 0 to 2"),
        ("hinge", THREE, np.array([0, 3]), r"from 0 to 2"),
        ("hinge", ONE, np.array([0, 1]), r"-1 or 1; got 0"),
        ("perceptron", ONE, np.array([1.0, np.nan]), r"-1 or 1; got nan"),
        ("binary-cross-entropy", ONE, np.array([0.0, 0.5]), r"0 or 1; got 0.5"),
    ],
)
def test_a_wrong_target(name: str, prediction: Any, target: Any, sentence: str) -> None:
    loss = LOSSES[name]()
    with pytest.raises(ValueError, match=sentence):
        loss.forward(prediction, target)


def test_wrong_shapes_are_shape_errors() -> None:
    with pytest.raises(ShapeError):
        SquaredError().forward(THREE, ONE)
    with pytest.raises(ShapeError):
        CrossEntropy().forward(THREE, np.zeros(5, dtype=int))


@pytest.mark.parametrize("delta", [0.0, -1.0, math.nan])
def test_huber_delta(delta: float) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        Huber(delta)


def test_which_want_logits() -> None:
    assert [name for name, loss in LOSSES.items() if loss.on_logits] == [
        "binary-cross-entropy",
        "cross-entropy",
        "hinge",
        "perceptron",
    ]
