"""Optimizers, one for each array of parameters: what θ ← θ − r d follows in place of the gradient g."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.export.bricks.modules import Array, Linear


class Momentum:
    """v ← μ v + g;  d = v."""

    def __init__(self, mu: float, v: Array) -> None:
        self.mu, self.v = mu, v

    def direction(self, g: Array) -> Array:
        self.v = self.mu * self.v + g
        return self.v


class Nesterov:
    """v ← μ v + g;  d = g + μ v."""

    def __init__(self, mu: float, v: Array) -> None:
        self.mu, self.v = mu, v

    def direction(self, g: Array) -> Array:
        self.v = self.mu * self.v + g
        return g + self.mu * self.v


class Adagrad:
    """G ← G + g²;  d = g / (√G + ε)."""

    def __init__(self, squares: Array) -> None:
        self.squares = squares

    def direction(self, g: Array) -> Array:
        self.squares = self.squares + g**2
        return g / (np.sqrt(self.squares) + 1e-10)


class RMSProp:
    """G ← α G + (1 − α) g²;  d = g / (√G + ε)."""

    def __init__(self, alpha: float, squares: Array) -> None:
        self.alpha, self.squares = alpha, squares

    def direction(self, g: Array) -> Array:
        self.squares = self.alpha * self.squares + (1.0 - self.alpha) * g**2
        return g / (np.sqrt(self.squares) + 1e-8)


class Adam:
    """m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  d = m̂ / (√v̂ + ε), both corrected for their start at 0."""

    def __init__(self, beta1: float, beta2: float, t: int, m: Array, v: Array) -> None:
        self.beta1, self.beta2, self.t, self.m, self.v = beta1, beta2, t, m, v

    def direction(self, g: Array) -> Array:
        self.t += 1
        self.m = self.beta1 * self.m + (1.0 - self.beta1) * g
        self.v = self.beta2 * self.v + (1.0 - self.beta2) * g**2
        m = self.m / (1.0 - self.beta1**self.t)
        v = self.v / (1.0 - self.beta2**self.t)
        return m / (np.sqrt(v) + 1e-8)


class OptimizedLinear(Linear):
    """A Linear with an optimizer for its weights and one for its bias."""

    def __init__(self, weights: Array, bias: Array, optimizers: tuple[Any, Any]) -> None:
        super().__init__(weights, bias)
        self.optimizers = optimizers

    def update_weights(self, lr: float) -> None:
        for_weights, for_bias = self.optimizers
        self.weights -= lr * for_weights.direction(self.grad_weights)
        self.bias -= lr * for_bias.direction(self.grad_bias)
