from __future__ import annotations

import numpy as np
import pytest

from nncore import (
    ACTIVATIONS,
    INITIALIZERS,
    NORMALIZERS,
    LeakyReLU,
    Linear,
    Sequential,
    ShapeError,
    Softmax,
    Tanh,
    UnitNorm,
    build_network,
)


@pytest.fixture
def network() -> Sequential:
    return build_network(2, [(3, "tanh"), (4, "relu")], 2, rng=np.random.default_rng(0))


class TestParameterVector:
    def test_layers_hold_views_of_it(self, network: Sequential) -> None:
        layer = network.modules[2]
        assert isinstance(layer, Linear)
        assert network.n_parameters == network.parameters.size == (2 * 3 + 3) + (3 * 4 + 4) + (4 * 2 + 2)
        network.parameters[:] = np.arange(network.n_parameters)
        np.testing.assert_array_equal(layer.weights, 9 + np.arange(12).reshape(3, 4))
        np.testing.assert_array_equal(layer.bias, [21, 22, 23, 24])

    def test_assignment_reaches_it(self, network: Sequential) -> None:
        layer = network.modules[0]
        assert isinstance(layer, Linear)
        layer.weights = np.full((2, 3), 7.0)
        layer.bias = [1.0, 2.0, 3.0]
        np.testing.assert_array_equal(network.parameters[:9], [7, 7, 7, 7, 7, 7, 1, 2, 3])
        layer.grad_weights, layer.grad_bias = np.ones((2, 3)), np.full(3, 2.0)
        np.testing.assert_array_equal(network.gradients[:9], [1, 1, 1, 1, 1, 1, 2, 2, 2])
        layer.weights -= 1.0
        assert network.parameters[0] == 6.0

    def test_values_are_taken_over_from_the_layers(self) -> None:
        layer = Linear(2, 2, rng=np.random.default_rng(1))
        weights = layer.weights.copy()
        network = Sequential([Tanh(), layer])
        np.testing.assert_array_equal(network.parameters[:4], weights.ravel())

    def test_weight_mask_and_layer_slices(self, network: Sequential) -> None:
        assert network.layer_slices == (slice(0, 9), slice(9, 25), slice(25, 35))
        expected = [True] * 6 + [False] * 3 + [True] * 12 + [False] * 4 + [True] * 8 + [False] * 2
        np.testing.assert_array_equal(network.weight_mask, expected)

    def test_a_sequential_within_a_sequential(self) -> None:
        inner = build_network(2, [(3, "tanh")], 2, rng=np.random.default_rng(0))
        outer = Sequential([inner, Linear(2, 1)])
        assert outer.layer_slices == (slice(0, 9), slice(9, 17), slice(17, 20))
        outer.parameters[0] = 42.0
        inner_layer = inner.modules[0]
        assert isinstance(inner_layer, Linear)
        assert inner_layer.weights[0, 0] == 42.0
        twin = outer.twin()
        np.testing.assert_array_equal(twin.forward(np.ones((1, 2))), outer.forward(np.ones((1, 2))))

    def test_update_weights_is_gradient_descent(self, network: Sequential) -> None:
        before = network.parameters.copy()
        network.forward(np.ones((5, 2)))
        network.backward(np.ones((5, 2)))
        network.update_weights(0.1)
        assert network.gradients.any()
        np.testing.assert_array_equal(network.parameters, before - 0.1 * network.gradients)

    def test_without_modules(self) -> None:
        empty = Sequential([])
        x = np.ones((2, 2))
        assert empty.n_parameters == 0
        assert empty.weight_mask.size == 0
        assert empty.forward(x) is x

    def test_a_module_twice(self) -> None:
        tanh = Tanh()
        with pytest.raises(ValueError, match="appears twice"):
            Sequential([tanh, tanh])


class TestTwin:
    def test_sees_the_same_memory(self, network: Sequential) -> None:
        twin = network.twin()
        assert np.shares_memory(twin.parameters, network.parameters)
        network.parameters[:] = 0.5
        np.testing.assert_array_equal(twin.forward(np.ones((1, 2))), network.forward(np.ones((1, 2))))

    def test_disturbs_nothing(self, network: Sequential) -> None:
        x = np.random.default_rng(1).normal(size=(6, 2))
        output = network.forward(x)
        kept = output.copy()
        twin = network.twin()
        twin.forward(2 * x)
        twin.backward(np.ones((6, 2)))
        np.testing.assert_array_equal(output, kept)
        assert not network.gradients.any()
        network.backward(np.ones((6, 2)))
        once = network.gradients.copy()
        twin.forward(x)
        twin.backward(np.ones((6, 2)))
        np.testing.assert_array_equal(twin.gradients, once)

    def test_on_other_parameters(self, network: Sequential) -> None:
        other = np.zeros(network.n_parameters)
        assert not network.twin(other).forward(np.ones((1, 2))).any()
        assert network.parameters.any()

    def test_on_a_wrong_vector(self, network: Sequential) -> None:
        with pytest.raises(ShapeError, match="35 parameters; got shape \\(34,\\)"):
            network.twin(np.zeros(34))

    def test_keeps_settings(self) -> None:
        assert LeakyReLU(0.3).twin().forward(np.array([[-1.0]])) == pytest.approx(-0.3)


@pytest.mark.parametrize("name", [*ACTIVATIONS, *NORMALIZERS])
def test_buffers_survive_changing_batches(name: str) -> None:
    """A small batch after a large one gives what a new module gives, from the same memory."""
    table = {**ACTIVATIONS, **NORMALIZERS}
    module, rng = table[name](), np.random.default_rng(2)
    for n in (7, 3, 7, 1, 9):
        x, grad_output = rng.normal(size=(n, 4)), rng.normal(size=(n, 4))
        fresh = table[name]()
        np.testing.assert_array_equal(module.forward(x), fresh.forward(x))
        np.testing.assert_array_equal(module.backward(grad_output), fresh.backward(grad_output))


def test_a_partial_batch_is_a_part_of_the_buffer() -> None:
    layer = Linear(2, 3)
    full = layer.forward(np.ones((10, 2)))
    assert np.shares_memory(layer.forward(np.ones((4, 2))), full)
    assert np.shares_memory(layer.forward(np.ones((10, 2))), full)


@pytest.mark.parametrize("x", [-1e4, 1e4, -1e300, 1e300, 0.0])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_never_overflow(name: str, x: float) -> None:
    module = ACTIVATIONS[name]()  # a warning would fail the test
    assert np.isfinite(module.forward(np.array([[x]]))).all()
    assert np.isfinite(module.backward(np.ones((1, 1)))).all()


def test_sigmoid_keeps_small_probabilities() -> None:
    np.testing.assert_allclose(ACTIVATIONS["sigmoid"]().forward(np.array([[-50.0]])), np.exp(-50.0), rtol=1e-12)


class TestNormalizers:
    def test_softmax(self) -> None:
        p = Softmax().forward(np.array([[0.0, np.log(3.0)], [1e4, -1e4]]))
        np.testing.assert_allclose(p, [[0.25, 0.75], [1.0, 0.0]])

    def test_softmax_ignores_a_common_shift(self) -> None:
        x = np.array([[1.0, -2.0, 0.5]])
        np.testing.assert_allclose(Softmax().forward(x), Softmax().forward(x + 100.0))

    @pytest.mark.parametrize("scale", [1.0, 1e-200, 1e200])
    def test_unit_norm(self, scale: float) -> None:
        np.testing.assert_allclose(UnitNorm().forward(scale * np.array([[3.0, -4.0]])), [[0.6, -0.8]])


class TestLinear:
    @pytest.mark.parametrize("shape", [(3,), (4, 2), (1, 3, 3)])
    def test_wrong_input(self, shape: tuple[int, ...]) -> None:
        with pytest.raises(ShapeError, match=r"expects a batch of shape \(N, 3\)"):
            Linear(3, 2).forward(np.zeros(shape))

    def test_wrong_assignment(self) -> None:
        layer = Linear(3, 2)
        with pytest.raises(ShapeError, match=r"weights of Linear\(3, 2\) have the shape \(3, 2\); got \(2, 3\)"):
            layer.weights = np.zeros((2, 3))
        with pytest.raises(ShapeError, match="bias"):
            layer.bias = 0.0

    def test_no_units(self) -> None:
        with pytest.raises(ShapeError, match="at least one input and one output"):
            Linear(2, 0)

    def test_backward_does_not_add(self) -> None:
        layer = Linear(2, 2)
        for _ in range(2):
            layer.forward(np.ones((3, 2)))
            layer.backward(np.ones((3, 2)))
        np.testing.assert_array_equal(layer.grad_weights, np.full((2, 2), 3.0))
        np.testing.assert_array_equal(layer.grad_bias, [3.0, 3.0])

    def test_same_generator_same_weights(self) -> None:
        first, second = (Linear(4, 4, rng=np.random.default_rng(9)) for _ in range(2))
        np.testing.assert_array_equal(first.weights, second.weights)
        assert not first.bias.any()
        assert (Linear(4, 4).weights != Linear(4, 4).weights).any()


@pytest.mark.parametrize(
    ("name", "variance"),
    [("glorot", 2 / 500), ("he", 2 / 200), ("uniform", 1 / (3 * 200)), ("normal", 1.0), ("zeros", 0.0)],
)
def test_initializers(name: str, variance: float) -> None:
    weights = INITIALIZERS[name](np.random.default_rng(0), 200, 300)
    assert weights.shape == (200, 300)
    assert weights.var() == pytest.approx(variance, rel=0.03)
    assert abs(weights.mean()) <= 0.02 * np.sqrt(variance)


class TestBuildNetwork:
    def test_structure(self, network: Sequential) -> None:
        assert repr(network) == "Sequential(Linear(2, 3), Tanh(), Linear(3, 4), ReLU(), Linear(4, 2))"

    def test_without_hidden_layers(self) -> None:
        assert repr(build_network(2, [], 1)) == "Sequential(Linear(2, 1))"

    def test_unknown_names(self) -> None:
        with pytest.raises(ValueError, match="no activation 'cube'; choose one of identity, sign"):
            build_network(2, [(3, "cube")], 1)
        with pytest.raises(ValueError, match="no initializer 'ones'; choose one of glorot"):
            build_network(2, [], 1, initializer="ones")
