"""Normalizers: they turn the K outputs of one sample into K numbers on a common scale.

Shapes: x, y, grad_output and the result of backward are all (N, K); each row is treated by itself.
"""

from __future__ import annotations

import numpy as np

from nncore.activations import Identity
from nncore.arrays import Array, shift_to_zero, sum_over_outputs
from nncore.module import Module


class Softmax(Module):
    """pᵢ = exp(xᵢ) / Σⱼ exp(xⱼ): positive numbers with sum 1, to be read as probabilities.

    The largest x of each row is subtracted first, which changes nothing and keeps exp from overflowing.
    Derivative: dL/dxᵢ = pᵢ (gᵢ − Σⱼ gⱼ pⱼ), where g = dL/dp.
    """

    def __repr__(self) -> str:
        return "Softmax()"

    def forward(self, x: Array) -> Array:
        p = shift_to_zero(x, self._buffers.get("p", x.shape))
        np.exp(p, p)
        p /= sum_over_outputs(p, self._buffers.get("total", x.shape[:1]))[:, None]
        self.ctx = p
        return p

    def backward(self, grad_output: Array) -> Array:
        p: Array = self.ctx
        grad_input = np.multiply(grad_output, p, self._buffers.get("grad_input", p.shape))
        mean = sum_over_outputs(grad_input, self._buffers.get("mean", p.shape[:1]))  # Σⱼ gⱼ pⱼ
        np.subtract(grad_output, mean[:, None], grad_input)
        grad_input *= p
        return grad_input


class UnitNorm(Module):
    """y = x / ‖x‖, the Euclidean normalization: the numbers of a row have length 1, and some may be negative.

    Derivative: dL/dx = (g − y (g·y)) / ‖x‖, where g = dL/dy.
    At x = 0 there is no direction: y is 0 and the gradient is taken to be 0.
    """

    def __repr__(self) -> str:
        return "UnitNorm()"

    def forward(self, x: Array) -> Array:
        # Divide by the largest number first: its square could overflow, or vanish.
        largest = np.abs(x).max(axis=1, keepdims=True)  # (N, 1)
        largest[largest == 0.0] = 1.0
        y: Array = np.divide(x, largest, self._buffers.get("y", x.shape))
        length = np.sqrt((y * y).sum(axis=1, keepdims=True))
        length[length == 0.0] = 1.0
        y /= length
        self.ctx = y, largest * length
        return y

    def backward(self, grad_output: Array) -> Array:
        y, norm = self.ctx
        grad_input: Array = np.multiply(grad_output, y, self._buffers.get("grad_input", y.shape))
        along = grad_input.sum(axis=1, keepdims=True)  # (N, 1): g·y
        np.multiply(y, along, grad_input)
        np.subtract(grad_output, grad_input, grad_input)
        grad_input /= norm
        grad_input *= y.any(axis=1, keepdims=True)
        return grad_input


NORMALIZERS: dict[str, type[Module]] = {"none": Identity, "softmax": Softmax, "unit-norm": UnitNorm}
