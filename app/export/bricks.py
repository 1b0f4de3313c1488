"""The bricks of a NumPy program, in the lecture's style. Their very source is what a program is given.

Shapes: N samples, I inputs, O outputs of a layer; arrays are (N, …). Where nncore reuses its memory, these make new
arrays at every call: slower, and shorter to read.
"""

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


# Losses: the mean over the samples of the sum over the outputs


class Loss:
    """How far the predictions are from their targets; backward gives dL/dprediction."""

    ctx: Any  # what forward keeps for backward

    def forward(self, prediction: Array, target: Array) -> float:
        raise NotImplementedError

    def backward(self) -> Array:
        raise NotImplementedError


class SquaredError(Loss):
    """L = 1/N Σₙ ‖prediction − target‖²."""

    def forward(self, prediction: Array, target: Array) -> float:
        self.ctx = error = prediction - target
        return (error**2).sum() / len(error)

    def backward(self) -> Array:
        error = self.ctx
        return 2.0 * error / len(error)


class AbsoluteError(Loss):
    """L = 1/N Σₙ Σ |prediction − target|."""

    def forward(self, prediction: Array, target: Array) -> float:
        self.ctx = error = prediction - target
        return np.abs(error).sum() / len(error)

    def backward(self) -> Array:
        error = self.ctx
        return np.sign(error) / len(error)


class Huber(Loss):
    """Squared near the target (½ e² up to |e| = 1), absolute far from it (|e| − ½)."""

    def forward(self, prediction: Array, target: Array) -> float:
        self.ctx = error = prediction - target
        held = np.clip(error, -1.0, 1.0)
        return (held * (error - 0.5 * held)).sum() / len(error)

    def backward(self) -> Array:
        error = self.ctx
        return np.clip(error, -1.0, 1.0) / len(error)


class BinaryCrossEntropy(Loss):
    """L = 1/N Σₙ −y log p − (1−y) log(1−p) with p = σ(z), computed from z as log(1 + eᶻ) − y z;  dL/dz = (p − y)/N."""

    def forward(self, z: Array, y: Array) -> float:
        self.ctx = z, y
        return (np.logaddexp(0.0, z) - y * z).sum() / len(z)

    def backward(self) -> Array:
        z, y = self.ctx
        p = 1.0 / (1.0 + np.exp(-np.maximum(z, -700.0)))
        return (p - y) / len(z)


class CrossEntropy(Loss):
    """L = 1/N Σₙ −log p_c with p = softmax(z), c the right class;  dL/dz = (p − y)/N, y being 1 at c, else 0."""

    def forward(self, z: Array, y: Array) -> float:
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=1, keepdims=True)
        self.ctx = e / total, y
        return (np.log(total[:, 0]) - (z * y).sum(axis=1)).sum() / len(z)

    def backward(self) -> Array:
        p, y = self.ctx
        return (p - y) / len(p)


class ProbabilityCrossEntropy(Loss):
    """L = 1/N Σₙ −log p_c of normalized outputs; below p_c = 0.001 the logarithm goes on as its tangent there."""

    def forward(self, p: Array, y: Array) -> float:
        right = (p * y).sum(axis=1)  # p_c
        held = np.maximum(right, 1e-3)
        self.ctx = held, y
        return ((held - right) / 1e-3 - np.log(held)).sum() / len(p)

    def backward(self) -> Array:
        held, y = self.ctx
        return -y / held[:, None] / len(y)


class Hinge(Loss):
    """L = 1/N Σₙ max(0, 1 − y z), y = ±1: a sample costs nothing once it is right by a margin of 1."""

    def forward(self, z: Array, y: Array) -> float:
        cost = np.maximum(0.0, 1.0 - y * z)
        self.ctx = cost, y
        return cost.sum() / len(z)

    def backward(self) -> Array:
        cost, y = self.ctx
        return -y * (cost > 0.0) / len(y)


class HingeOfClasses(Loss):
    """L = 1/N Σₙ Σ_{j≠c} max(0, 1 + zⱼ − z_c): nothing once the right class c leads by a margin of 1."""

    def forward(self, z: Array, y: Array) -> float:
        right = (z * y).sum(axis=1, keepdims=True)  # z_c
        cost = np.maximum(0.0, 1.0 + z - right - y)  # 0 at c itself
        self.ctx = cost, y
        return cost.sum() / len(z)

    def backward(self) -> Array:
        cost, y = self.ctx
        rivals = (cost > 0.0).astype(float)
        return (rivals - y * rivals.sum(axis=1, keepdims=True)) / len(y)


class PerceptronCriterion(Loss):
    """L = 1/N Σₙ max(0, −y z), y = ±1: a mistake costs its distance to the border, a success nothing."""

    def forward(self, z: Array, y: Array) -> float:
        self.ctx = z, y
        return np.maximum(0.0, -y * z).sum() / len(z)

    def backward(self) -> Array:
        z, y = self.ctx
        return -y * (y * z <= 0.0) / len(y)


# Optimizers, one for each array of parameters: what θ ← θ − r d follows in place of the gradient g


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
