"""Inputs that the core and PyTorch are both given. They come from a formula, so that no generator is needed."""

from __future__ import annotations

import numpy as np

from nncore import Array, Labels

ACTIVATION_NAMES = ("identity", "sigmoid", "tanh", "relu", "leaky-relu", "softplus", "silu", "sine", "gaussian")
LOSS_NAMES = (
    "squared-error",
    "absolute-error",
    "huber",
    "binary-cross-entropy",
    "cross-entropy",
    "probability-cross-entropy",
    "hinge",
    "hinge-many",
    "perceptron",
)
OPTIMIZER_CASES: dict[str, tuple[str, dict[str, float | bool]]] = {
    "sgd": ("sgd", {"learning_rate": 0.1}),
    "momentum": ("sgd", {"learning_rate": 0.1, "momentum": 0.9}),
    "nesterov": ("sgd", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    "adagrad": ("adagrad", {"learning_rate": 0.1}),
    "rmsprop": ("rmsprop", {"learning_rate": 0.01, "smoothing": 0.9}),
    "adam": ("adam", {"learning_rate": 0.01}),
}
RUN_STEPS = 30


def waves(*shape: int, phase: float = 0.0, scale: float = 1.0) -> Array:
    """Numbers without a pattern that matters, in ±scale."""
    return scale * np.sin(12.9898 * np.arange(1.0, np.prod(shape) + 1) + phase).reshape(shape)


def activation_case() -> tuple[Array, Array]:
    """x and dL/dy."""
    return waves(4, 5, scale=3.0), waves(4, 5, phase=1.0)


def loss_case(name: str) -> tuple[Array, Array | Labels]:
    """Prediction and target."""
    labels = np.array([0, 2, 1, 2, 0, 1], dtype=np.intp)
    if name in ("cross-entropy", "hinge-many"):
        return waves(6, 3, scale=2.0), labels
    if name == "probability-cross-entropy":
        positive = np.abs(waves(6, 3)) + 0.1
        return positive / positive.sum(axis=1, keepdims=True), labels
    if name == "binary-cross-entropy":
        return waves(6, 1, scale=2.0), np.array([0.0, 1, 1, 0, 1, 0]).reshape(6, 1)
    if name in ("hinge", "perceptron"):
        return waves(6, 1, scale=2.0), np.array([-1.0, 1, 1, -1, 1, -1]).reshape(6, 1)
    return waves(6, 3, scale=2.0), waves(6, 3, phase=2.0, scale=2.0)


def optimizer_gradient(parameters: Array, step: int) -> Array:
    """A gradient that depends on the parameters and on the step."""
    return 0.5 * parameters + waves(parameters.size, phase=0.7 * step)


def run_case() -> tuple[Array, Labels, tuple[Array, ...]]:
    """Points, classes, and the weights that a 2-8-8-3 network starts with (its biases start at 0)."""
    weights = waves(2, 8), waves(8, 8, phase=1.0, scale=0.5), waves(8, 3, phase=2.0, scale=0.5)
    return waves(24, 2, scale=2.0), np.arange(24, dtype=np.intp) % 3, weights
