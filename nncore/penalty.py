"""A price on large weights."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import Array
from nncore.errors import ShapeError


class Penalty:
    """λ₁ Σ|w| + ½ λ₂ Σw² over the weights w; biases are free.

    Its derivative is λ₁ sign(w) + λ₂ w, and 0 for a bias; sign(0) = 0. It does not depend on the batch, is added to
    the gradient of the data loss, and is always reported apart from that loss.

    mask (P,): True where a parameter is a weight, as Sequential.weight_mask.
    Raises: ValueError if λ₁ or λ₂ is negative.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0, *, mask: NDArray[np.bool_]) -> None:
        for name, value in (("L1", l1), ("L2", l2)):
            if not 0.0 <= value < math.inf:
                raise ValueError(f"The {name} penalty must be a number of at least 0; got {value}.")
        self.l1 = l1
        self.l2 = l2
        self._mask = np.asarray(mask, dtype=np.float64)  # 1 for a weight, 0 for a bias
        self._l1 = l1 * self._mask
        self._l2 = l2 * self._mask
        self._scratch = np.empty(self._mask.size)

    def value(self, parameters: Array) -> float:
        """The penalty of these parameters (P,)."""
        if not (self.l1 or self.l2):
            return 0.0
        weights = self._checked(parameters) * self._mask
        return float(self.l1 * np.abs(weights).sum() + 0.5 * self.l2 * weights.dot(weights))

    def add_gradient(self, parameters: Array, gradients: Array) -> None:
        """Add the penalty's derivative to the gradients (P,), in place."""
        if self.l1:
            gradients += np.multiply(np.sign(self._checked(parameters), self._scratch), self._l1, self._scratch)
        if self.l2:
            gradients += np.multiply(self._checked(parameters), self._l2, self._scratch)

    def _checked(self, parameters: Array) -> Array:
        if parameters.shape != self._mask.shape:
            raise ShapeError(f"The penalty's mask has the shape {self._mask.shape}; got {parameters.shape} parameters.")
        return parameters
