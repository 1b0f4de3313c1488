"""Modules: layers, activations and normalizers, which send the gradient back through them."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class Module:
    """One brick: forward computes its output, backward sends the gradient back through it."""

    ctx: Any  # what forward keeps for backward

    def forward(self, x: Array) -> Array:
        raise NotImplementedError

    def backward(self, grad_output: Array) -> Array:
        raise NotImplementedError

    def update_weights(self, lr: float) -> None:
        """Most bricks have nothing to learn."""


class Linear(Module):
    """y = x @ weights + bias."""

    def __init__(self, weights: Array, bias: Array) -> None:
        self.weights, self.bias = weights, bias  # (I, O), (O,)

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return x @ self.weights + self.bias

    def backward(self, grad_output: Array) -> Array:
        x = self.ctx
        self.grad_weights = x.T @ grad_output
        self.grad_bias = grad_output.sum(axis=0)
        return grad_output @ self.weights.T

    def update_weights(self, lr: float) -> None:
        self.weights -= lr * self.grad_weights
        self.bias -= lr * self.grad_bias


class Sequential(Module):
    """Bricks in a row; backward goes through them in reverse (the chain rule)."""

    def __init__(self, *modules: Module) -> None:
        self.modules = modules

    def forward(self, x: Array) -> Array:
        for module in self.modules:
            x = module.forward(x)
        return x

    def backward(self, grad_output: Array) -> Array:
        for module in reversed(self.modules):
            grad_output = module.backward(grad_output)
        return grad_output

    def update_weights(self, lr: float) -> None:
        for module in self.modules:
            module.update_weights(lr)


# Activations


class Identity(Module):
    """y = x."""

    def forward(self, x: Array) -> Array:
        return x

    def backward(self, grad_output: Array) -> Array:
        return grad_output


class Sign(Module):
    """y = −1 where x < 0, else +1. It is flat, so its derivative is 0."""

    def forward(self, x: Array) -> Array:
        return np.where(x < 0.0, -1.0, 1.0)

    def backward(self, grad_output: Array) -> Array:
        return np.zeros_like(grad_output)


class Sigmoid(Module):
    """y = σ(x) = 1 / (1 + e⁻ˣ);  dy/dx = y (1 − y)."""

    def forward(self, x: Array) -> Array:
        self.ctx = y = 1.0 / (1.0 + np.exp(-np.maximum(x, -700.0)))  # e⁷⁰⁰ is about the largest number there is
        return y

    def backward(self, grad_output: Array) -> Array:
        y = self.ctx
        return grad_output * y * (1.0 - y)


class Tanh(Module):
    """y = tanh x;  dy/dx = 1 − y²."""

    def forward(self, x: Array) -> Array:
        self.ctx = y = np.tanh(x)
        return y

    def backward(self, grad_output: Array) -> Array:
        y = self.ctx
        return grad_output * (1.0 - y**2)


class ReLU(Module):
    """y = max(0, x);  dy/dx = 1 where x > 0, else 0."""

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return np.maximum(x, 0.0)

    def backward(self, grad_output: Array) -> Array:
        x = self.ctx
        return grad_output * (x > 0.0)


class LeakyReLU(Module):
    """y = x where x > 0, else x / 100."""

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return np.maximum(x, 0.01 * x)

    def backward(self, grad_output: Array) -> Array:
        x = self.ctx
        return grad_output * np.where(x > 0.0, 1.0, 0.01)


class Softplus(Module):
    """y = log(1 + eˣ), a rounded ReLU;  dy/dx = σ(x)."""

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return np.logaddexp(0.0, x)

    def backward(self, grad_output: Array) -> Array:
        x = self.ctx
        return grad_output / (1.0 + np.exp(-np.maximum(x, -700.0)))


class SiLU(Module):
    """y = x σ(x);  dy/dx = σ(x) + y (1 − σ(x))."""

    def forward(self, x: Array) -> Array:
        s = 1.0 / (1.0 + np.exp(-np.maximum(x, -700.0)))
        self.ctx = s, x * s
        return x * s

    def backward(self, grad_output: Array) -> Array:
        s, y = self.ctx
        return grad_output * (s + y * (1.0 - s))


class Sine(Module):
    """y = sin x;  dy/dx = cos x."""

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return np.sin(x)

    def backward(self, grad_output: Array) -> Array:
        x = self.ctx
        return grad_output * np.cos(x)


class Gaussian(Module):
    """y = exp(−x²), a bump around 0;  dy/dx = −2 x y."""

    def forward(self, x: Array) -> Array:
        y = np.exp(-(np.clip(x, -30.0, 30.0) ** 2))  # from there on it is 0
        self.ctx = x, y
        return y

    def backward(self, grad_output: Array) -> Array:
        x, y = self.ctx
        return grad_output * (-2.0 * x * y)


# Normalizers of K outputs


class Softmax(Module):
    """pᵢ = exp(xᵢ) / Σⱼ exp(xⱼ): positive numbers with sum 1, to be read as probabilities."""

    def forward(self, x: Array) -> Array:
        e = np.exp(x - x.max(axis=1, keepdims=True))  # which changes nothing, and keeps exp from overflowing
        self.ctx = p = e / e.sum(axis=1, keepdims=True)
        return p

    def backward(self, grad_output: Array) -> Array:
        p = self.ctx
        return p * (grad_output - (grad_output * p).sum(axis=1, keepdims=True))


class UnitNorm(Module):
    """y = x / ‖x‖: numbers of length 1, some of them perhaps negative; 0 where x = 0, which has no direction."""

    def forward(self, x: Array) -> Array:
        length = np.sqrt((x**2).sum(axis=1, keepdims=True))
        length[length == 0.0] = np.inf
        y = x / length
        self.ctx = y, length
        return y

    def backward(self, grad_output: Array) -> Array:
        y, length = self.ctx
        return (grad_output - y * (grad_output * y).sum(axis=1, keepdims=True)) / length
