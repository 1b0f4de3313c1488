"""Losses: the mean over the samples of the sum over the outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.export.bricks.modules import Array


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
