"""Losses that compare each output with a value. Let e = prediction − target, N samples, the sum over the O outputs.

Shapes: prediction (N, O), target (N, O), or (N,) where O = 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import Array, Targets, sum_over_outputs
from nncore.loss import Loss, values_like


class ValueLoss(Loss):
    """A loss whose target has the prediction's shape."""

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        return values_like(target, shape)

    def _error(self, prediction: Array, target: Targets) -> Array:
        """e = prediction − target (N, O), kept in ctx for backward."""
        error: Array = np.subtract(prediction, target, self._buffers.get("error", prediction.shape))
        self.ctx = error
        return error

    def _sum_over_outputs(self, losses: Array) -> Array:
        return sum_over_outputs(losses, self._buffers.get("per_sample", losses.shape[:1]))


class SquaredError(ValueLoss):
    """L = 1/N Σₙ ‖e‖²  (no ½);  dL/dprediction = 2/N e."""

    def compute(self, prediction: Array, target: Targets) -> float:
        error = self._error(prediction, target)
        squares = np.multiply(error, error, self._buffers.get("squares", error.shape))
        return self._mean_of(self._sum_over_outputs(squares))

    def backward(self) -> Array:
        error: Array = self.ctx
        return np.multiply(error, 2.0 * self._share, self._buffers.get("gradient", error.shape))


class AbsoluteError(ValueLoss):
    """L = 1/N Σₙ Σ |e|;  dL/dprediction = 1/N sign(e), and 0 at the kink e = 0."""

    def compute(self, prediction: Array, target: Targets) -> float:
        error = self._error(prediction, target)
        return self._mean_of(self._sum_over_outputs(np.abs(error, self._buffers.get("absolute", error.shape))))

    def backward(self) -> Array:
        error: Array = self.ctx
        gradient = np.sign(error, self._buffers.get("gradient", error.shape))
        gradient *= self._share
        return gradient


class Huber(ValueLoss):
    """Squared near the target, absolute far from it, so that an outlier pulls no harder than `delta`.

    L = 1/N Σₙ Σ h(e), where h(e) = ½ e² for |e| ≤ δ, and δ (|e| − ½ δ) beyond;
    dL/dprediction = 1/N times e, held between −δ and +δ.
    Raises: ValueError unless δ > 0.
    """

    def __init__(self, delta: float = 1.0) -> None:
        super().__init__()
        if not delta > 0.0:
            raise ValueError(f"The delta of a Huber loss must be greater than 0; got {delta}.")
        self.delta = delta

    def __repr__(self) -> str:
        return f"Huber(delta={self.delta:g})"

    def compute(self, prediction: Array, target: Targets) -> float:
        error = self._error(prediction, target)
        # With c = e held between −δ and δ, both branches are c (e − ½ c).
        held = np.clip(error, -self.delta, self.delta, self._buffers.get("held", error.shape))
        losses = np.multiply(held, -0.5, self._buffers.get("losses", error.shape))
        losses += error
        losses *= held
        return self._mean_of(self._sum_over_outputs(losses))

    def backward(self) -> Array:
        error: Array = self.ctx
        gradient = np.clip(error, -self.delta, self.delta, self._buffers.get("gradient", error.shape))
        gradient *= self._share
        return gradient

    def twin(self) -> Loss:
        return Huber(self.delta)
