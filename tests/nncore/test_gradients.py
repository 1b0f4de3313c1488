"""Every backward against directional central differences, away from the kinks."""

from __future__ import annotations

import numpy as np
import pytest

from nncore import (
    ACTIVATIONS,
    LOSSES,
    NORMALIZERS,
    OUTPUTS,
    Array,
    Linear,
    Loss,
    Module,
    Sequential,
    ShapeError,
    build_activation,
    build_network,
    check_network,
    directional_check,
    fitting_losses,
)

FITTING = [
    (output, normalizer, loss)
    for output in OUTPUTS
    for normalizer in NORMALIZERS
    for loss in fitting_losses(output, normalizer)
]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("output", "normalizer", "loss_name"), FITTING)
def test_network(activation: str, output: str, normalizer: str, loss_name: str) -> None:
    """The parameters' gradient through two layers, for each activation, output and loss that go together."""
    rng = np.random.default_rng(3)
    n_classes = 2 if output in ("sign", "sigmoid") else 3
    kind, loss = OUTPUTS[output], LOSSES[loss_name]()
    network = build_network(2, [(5, activation)], kind.units(n_classes), rng=rng)
    for part in network.layer_slices:  # biases too
        network.parameters[part] += rng.normal(0.0, 0.1, part.stop - part.start)
    labels = rng.integers(0, n_classes, 12)
    x = rng.normal(0.0, 1.5, (12, 2))
    target = kind.targets(labels, n_classes, loss_name)
    check = check_network(network, kind.head(normalizer), loss, x, target, rng)
    assert check.relative_error < 1e-5, check
    if activation != "sign" and not (output == "sign" and not loss.on_logits):
        assert check.analytic != 0.0  # otherwise there was nothing to compare


@pytest.mark.parametrize("name", [*ACTIVATIONS, *NORMALIZERS])
def test_input_gradient(name: str) -> None:
    module: Module = NORMALIZERS[name]() if name in NORMALIZERS else build_activation(name)
    check_input_gradient(module, np.random.default_rng(4).normal(0.0, 2.0, (6, 4)))


def test_input_gradient_of_linear() -> None:
    check_input_gradient(Linear(4, 3, rng=np.random.default_rng(5)), np.random.default_rng(6).normal(size=(6, 4)))


def check_input_gradient(module: Module, x: Array) -> None:
    rng = np.random.default_rng(7)
    grad_output = rng.normal(size=module.forward(x).shape)

    def weighted(at: Array) -> float:
        return float(np.sum(grad_output * module.forward(at)))

    weighted(x)
    gradient = module.backward(grad_output).copy()
    check = directional_check(weighted, gradient, x, rng.normal(size=x.shape))
    assert check.relative_error < 1e-7, check


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("n_samples", [1, 9])
def test_loss(name: str, n_samples: int) -> None:
    """A loss by itself, so that also predictions no head would make are tried (negative probabilities)."""
    rng = np.random.default_rng(8)
    loss = LOSSES[name]()
    on_classes = name in ("cross-entropy", "probability-cross-entropy", "hinge")
    prediction = rng.normal(size=(n_samples, 3 if on_classes else 1))
    labels = rng.integers(0, 3, n_samples)
    targets = {"binary-cross-entropy": labels % 2, "perceptron": 2 * (labels % 2) - 1}
    target = labels if on_classes else targets.get(name, rng.normal(size=n_samples))
    loss.forward(prediction, target)
    gradient = loss.backward().copy()
    check = directional_check(
        lambda at: loss.forward(at, target), gradient, prediction, rng.normal(size=prediction.shape), step=1e-7
    )
    assert check.relative_error < 1e-6, check


class TestKinks:
    """What is promised where there is no derivative."""

    @pytest.mark.parametrize(("name", "slope"), [("sign", 0.0), ("relu", 0.0), ("leaky-relu", 0.01)])
    def test_activation(self, name: str, slope: float) -> None:
        module = build_activation(name)
        module.forward(np.zeros((1, 1)))
        assert module.backward(np.ones((1, 1))) == slope

    def test_sign_decides_at_zero(self) -> None:
        y = build_activation("sign").forward(np.array([[-2.0, -0.0, 0.0, 3.0]]))
        np.testing.assert_array_equal(y, [[-1, 1, 1, 1]])

    def test_absolute_error(self) -> None:
        assert gradient_of(LOSSES["absolute-error"](), [[2.0]], [[2.0]]) == 0.0

    def test_hinge(self) -> None:
        assert gradient_of(LOSSES["hinge"](), [[1.0]], [[1.0]]) == 0.0

    def test_perceptron_leaves_a_start_at_zero(self) -> None:
        assert gradient_of(LOSSES["perceptron"](), [[0.0]], [[1.0]]) == -1.0

    def test_unit_norm_at_zero(self) -> None:
        module = NORMALIZERS["unit-norm"]()
        np.testing.assert_array_equal(module.forward(np.zeros((1, 3))), np.zeros((1, 3)))
        np.testing.assert_array_equal(module.backward(np.ones((1, 3))), np.zeros((1, 3)))


def gradient_of(loss: Loss, prediction: list[list[float]], target: list[list[float]]) -> Array:
    loss.forward(np.array(prediction), target)
    return loss.backward()


def test_a_wrong_gradient_is_found() -> None:
    x = np.array([1.0, 2.0])
    check = directional_check(lambda at: float(at @ at), 2.1 * x, x, np.array([0.6, 0.8]))
    assert check.relative_error == pytest.approx(0.1 / 2.1, rel=1e-3)


def test_check_network_disturbs_nothing() -> None:
    rng = np.random.default_rng(0)
    network: Sequential = build_network(2, [(3, "tanh")], 2, rng=rng)
    before = network.parameters.copy()
    output = network.forward(np.ones((4, 2)))
    kept = output.copy()
    check_network(network, OUTPUTS["per-class"].head(), LOSSES["hinge"](), np.zeros((5, 2)), [0, 1, 0, 1, 1], rng)
    np.testing.assert_array_equal(network.parameters, before)
    np.testing.assert_array_equal(output, kept)
    network.backward(np.ones((4, 2)))  # its ctx is still that of its own forward


def test_shapes_must_agree() -> None:
    with pytest.raises(ShapeError, match="same shape"):
        directional_check(lambda _: 0.0, np.zeros(2), np.zeros(3), np.zeros(3))
