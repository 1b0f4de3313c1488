"""A 2-2-1 network of sigmoid neurons, one sample, squared error: every number worked by hand to three decimals."""

from __future__ import annotations

import numpy as np
import pytest

from nncore import Linear, Sequential, Sigmoid, SquaredError

X = np.array([[1.0, 2.0]])
TARGET = np.array([[1.0]])


@pytest.fixture
def network() -> Sequential:
    hidden, output = Linear(2, 2), Linear(2, 1)
    hidden.weights = np.array([[0.1, 0.2], [0.3, -0.4]])
    hidden.bias = np.array([0.3, 0.6])
    output.weights = np.array([[0.5], [-0.5]])
    output.bias = np.array([0.25])
    return Sequential([hidden, Sigmoid(), output, Sigmoid()])


def test_forward(network: Sequential) -> None:
    hidden, sigmoid, output, _ = network.modules
    # hidden sums: 1·0.1 + 2·0.3 + 0.3 = 1;  1·0.2 − 2·0.4 + 0.6 = 0
    np.testing.assert_allclose(hidden.forward(X), [[1.0, 0.0]], atol=1e-12)
    # σ(1) = 1 / (1 + 0.368) = 0.731;  σ(0) = 0.5
    h = sigmoid.forward(np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(h, [[0.731, 0.5]], atol=5e-4)
    # output sum: 0.731·0.5 − 0.5·0.5 + 0.25 = 0.366;  σ(0.366) = 0.590
    np.testing.assert_allclose(output.forward(h), [[0.366]], atol=5e-4)
    np.testing.assert_allclose(network.forward(X), [[0.590]], atol=5e-4)


def test_backward_and_update(network: Sequential) -> None:
    loss = SquaredError()
    # (0.590 − 1)² = 0.168;  dL/dŷ = 2 (0.590 − 1) = −0.819
    assert loss.forward(network.forward(X), TARGET) == pytest.approx(0.168, abs=5e-4)
    np.testing.assert_allclose(loss.backward(), [[-0.819]], atol=5e-4)

    grad_x = network.backward(loss.backward())
    hidden, _, output, _ = network.modules
    # at the output sum: −0.819 · 0.590 · 0.410 = −0.198
    np.testing.assert_allclose(output.grad_bias, [-0.198], atol=5e-4)
    # times h: −0.198 · 0.731 = −0.145;  −0.198 · 0.5 = −0.099
    np.testing.assert_allclose(output.grad_weights, [[-0.145], [-0.099]], atol=5e-4)
    # at the hidden sums: −0.198 · 0.5 · 0.731 · 0.269 = −0.019;  −0.198 · (−0.5) · 0.5 · 0.5 = 0.025
    np.testing.assert_allclose(hidden.grad_bias, [-0.019, 0.025], atol=5e-4)
    # times x: the second row is twice the first
    np.testing.assert_allclose(hidden.grad_weights, [[-0.019, 0.025], [-0.039, 0.050]], atol=5e-4)
    # back to x: −0.019·0.1 + 0.025·0.2 = 0.003;  −0.019·0.3 − 0.025·0.4 = −0.016
    np.testing.assert_allclose(grad_x, [[0.003, -0.016]], atol=5e-4)

    network.update_weights(lr=10.0)
    # 0.5 + 10·0.145 = 1.948 (0.1448 unrounded);  −0.5 + 10·0.099 = 0.490;  0.25 + 10·0.198 = 2.231
    np.testing.assert_allclose(output.weights, [[1.948], [0.490]], atol=2e-3)
    np.testing.assert_allclose(output.bias, [2.231], atol=2e-3)
    assert loss.forward(network.forward(X), TARGET) < 0.01
