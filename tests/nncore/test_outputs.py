from __future__ import annotations

import itertools

import numpy as np
import pytest

from nncore import (
    LOSSES,
    NORMALIZERS,
    OUTPUTS,
    default_loss,
    fitting_losses,
    loss_note,
    why_not,
    why_not_normalizer,
    why_not_output,
)

TRIPLES = list(itertools.product(OUTPUTS, NORMALIZERS, LOSSES))


@pytest.mark.parametrize(("output", "normalizer", "loss"), TRIPLES)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_every_combination_fits_or_has_its_reason(output: str, normalizer: str, loss: str, n_classes: int) -> None:
    reason = why_not(output, normalizer, loss, n_classes)
    fits = loss in fitting_losses(output, normalizer) and why_not_output(output, n_classes) is None
    assert (reason is None) == fits
    if reason is None:
        kind = OUTPUTS[output]
        labels = np.arange(5) % n_classes
        z = np.random.default_rng(0).normal(size=(5, kind.units(n_classes)))
        prediction = kind.head(normalizer).forward(z)
        rule = LOSSES[loss]()
        rule.forward(z if rule.on_logits else prediction, kind.targets(labels, n_classes, loss))
    else:
        assert reason[0].isupper()
        assert reason.endswith(".")
        assert "choose" in reason  # it says what to do


def test_defaults() -> None:
    assert default_loss("sign") == "perceptron"
    assert default_loss("sigmoid") == "binary-cross-entropy"
    assert default_loss("class-number") == "squared-error"
    assert [default_loss("per-class", normalizer) for normalizer in NORMALIZERS] == [
        "squared-error",
        "cross-entropy",
        "probability-cross-entropy",
    ]


def test_normalizers_are_for_one_neuron_a_class() -> None:
    assert why_not_normalizer("per-class", "unit-norm") is None
    assert "single one" in str(why_not_normalizer("sigmoid", "softmax"))
    with pytest.raises(ValueError, match="choose"):
        default_loss("sigmoid", "softmax")
    with pytest.raises(ValueError, match="single"):
        OUTPUTS["sigmoid"].head("softmax")


def test_two_classes_only() -> None:
    assert why_not_output("sign", 2) is None
    assert "two classes" in str(why_not_output("sign", 3))
    assert why_not_output("class-number", 8) is None


def test_unknown_names() -> None:
    for names in [("sgn", "none", "hinge"), ("sign", "nothing", "hinge"), ("sign", "none", "hinges")]:
        with pytest.raises(ValueError, match="choose one of"):
            why_not(*names, n_classes=2)
    with pytest.raises(ValueError, match="no normalizer 'max'"):
        OUTPUTS["per-class"].head("max")


def test_the_lesson_of_the_sign_is_noted() -> None:
    assert "every gradient is 0" in str(loss_note("sign", "none", "squared-error"))
    assert loss_note("sign", "none", "perceptron") is None


def test_targets() -> None:
    labels = np.array([0, 1, 1])
    np.testing.assert_array_equal(OUTPUTS["sign"].targets(labels, 2, "hinge"), [[-1], [1], [1]])
    np.testing.assert_array_equal(OUTPUTS["sigmoid"].targets(labels, 2, "squared-error"), [[0], [1], [1]])
    np.testing.assert_array_equal(OUTPUTS["class-number"].targets(labels, 2, "huber"), [[0], [1], [1]])
    np.testing.assert_array_equal(OUTPUTS["per-class"].targets(labels, 3, "cross-entropy"), labels)
    np.testing.assert_array_equal(
        OUTPUTS["per-class"].targets(labels, 3, "squared-error"), [[1, 0, 0], [0, 1, 0], [0, 1, 0]]
    )


def test_decisions() -> None:
    def column(*values: float) -> np.ndarray:
        return np.array(values).reshape(-1, 1)

    np.testing.assert_array_equal(OUTPUTS["sign"].decide(column(-1.0, 1.0), 2), [0, 1])
    np.testing.assert_array_equal(OUTPUTS["sigmoid"].decide(column(0.4, 0.5, 0.9), 2), [0, 1, 1])
    np.testing.assert_array_equal(OUTPUTS["class-number"].decide(column(-3.0, 0.4, 1.6, 9.0), 4), [0, 0, 2, 3])
    np.testing.assert_array_equal(OUTPUTS["per-class"].decide(np.array([[1.0, 3.0, 2.0], [5.0, 5.0, 0.0]]), 3), [1, 0])
    for kind in OUTPUTS.values():
        assert kind.decide(np.zeros((2, kind.units(2))), 2).dtype == np.intp


def test_probabilities() -> None:
    np.testing.assert_allclose(OUTPUTS["sigmoid"].probabilities(np.array([[0.3]])), [[0.7, 0.3]])
    p = np.array([[0.2, 0.8]])
    np.testing.assert_array_equal(OUTPUTS["per-class"].probabilities(p, "softmax"), p)
    for name, kind in OUTPUTS.items():
        for normalizer in NORMALIZERS if name == "per-class" else ("none",):
            has_none = kind.probabilities(np.ones((1, 2)), normalizer) is None
            assert has_none == (kind.why_no_probabilities(normalizer) is not None)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_decides_for_a_class_whatever_the_network_says(output: str, value: float) -> None:
    kind = OUTPUTS[output]
    prediction = np.full((3, kind.units(4)), value)
    prediction[1:, 0] = np.nan, 0.0
    classes = kind.decide(prediction, 4)
    assert classes.dtype == np.intp
    assert ((classes >= 0) & (classes < 4)).all()


def test_class_numbers_are_rounded_and_held() -> None:
    prediction = np.array([[-7.0], [0.4], [0.6], [1.5], [2.4], [9.0], [np.inf], [-np.inf], [np.nan]])
    np.testing.assert_array_equal(OUTPUTS["class-number"].decide(prediction, 3), [0, 0, 1, 2, 2, 2, 2, 0, 0])
