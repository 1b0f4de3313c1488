"""Activations: what a neuron makes of its weighted sum. Each works on every number by itself.

Shapes: x, y, grad_output and the result of backward all have the same shape, (N, O).
None of them overflows or warns, however large the input; each docstring gives the derivative that backward uses.
"""

from __future__ import annotations

import numpy as np

from nncore.arrays import Array
from nncore.module import Module

# exp(709) is the last power of e that a float64 holds.
LARGEST_EXPONENT = 709.0


class Activation(Module):
    """A function of one number, applied to each number of the batch.

    forward takes the buffer for y from _room(shape), backward finds that for dL/dx in _grad_input.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shape: tuple[int, ...] | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def forget(self) -> None:
        super().forget()
        self._shape = None

    def _room(self, shape: tuple[int, ...]) -> Array:
        """Room for a y of this shape; for dL/dx as well."""
        if shape != self._shape:
            self._y = self._buffers.get("y", shape)
            self._grad_input = self._buffers.get("grad_input", shape)
            self._shape = shape
        return self._y


class Identity(Activation):
    """y = x;  dy/dx = 1. Returns what it was given, without a copy."""

    def forward(self, x: Array) -> Array:
        return x

    def backward(self, grad_output: Array) -> Array:
        return grad_output


class Sign(Activation):
    """y = −1 where x < 0, else +1;  dy/dx = 0 everywhere.

    At 0 it says +1, so that a neuron always decides. The derivative is 0 wherever it exists, and at the jump it is
    taken to be 0 as well: nothing that lies before a sign can learn by gradient descent.
    """

    def forward(self, x: Array) -> Array:
        y = self._room(x.shape)
        np.greater_equal(x, 0.0, y)
        y *= 2.0
        y -= 1.0
        return y

    def backward(self, grad_output: Array) -> Array:
        grad_input = self._grad_input
        grad_input.fill(0.0)
        return grad_input


class Sigmoid(Activation):
    """y = σ(x) = 1 / (1 + e⁻ˣ), a smooth step from 0 to 1;  dy/dx = y (1 − y)."""

    def forward(self, x: Array) -> Array:
        y = self.ctx = sigmoid(x, self._room(x.shape))
        return y

    def backward(self, grad_output: Array) -> Array:
        y: Array = self.ctx
        grad_input = np.multiply(grad_output, y, self._grad_input)
        grad_input -= np.multiply(grad_input, y, self._buffers.get("grad_y2", y.shape))
        return grad_input


class Tanh(Activation):
    """y = tanh x, a smooth step from −1 to +1;  dy/dx = 1 − y²."""

    def forward(self, x: Array) -> Array:
        y = self.ctx = np.tanh(x, self._room(x.shape))
        return y

    def backward(self, grad_output: Array) -> Array:
        y: Array = self.ctx
        grad_input = np.multiply(y, y, self._grad_input)
        grad_input *= grad_output
        return np.subtract(grad_output, grad_input, grad_input)  # dL/dy − dL/dy · y²


class ReLU(Activation):
    """y = max(0, x);  dy/dx = 1 where x > 0, else 0 (also at the kink x = 0)."""

    def forward(self, x: Array) -> Array:
        y = self.ctx = np.maximum(x, 0.0, out=self._room(x.shape))
        return y

    def backward(self, grad_output: Array) -> Array:
        grad_input = self._grad_input
        np.greater(self.ctx, 0.0, grad_input)
        grad_input *= grad_output
        return grad_input


class LeakyReLU(Activation):
    """y = x where x > 0, else slope · x;  dy/dx = 1 where x > 0, else slope (also at the kink x = 0)."""

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        if not 0.0 <= slope < 1.0:
            raise ValueError(f"The slope of a leaky ReLU lies between 0 and 1 (1 excluded); got {slope}.")
        self.slope = slope

    def forward(self, x: Array) -> Array:
        y = np.multiply(x, self.slope, self._room(x.shape))
        self.ctx = x
        return np.maximum(x, y, out=y)

    def backward(self, grad_output: Array) -> Array:
        grad_input = self._grad_input
        np.greater(self.ctx, 0.0, grad_input)
        np.maximum(grad_input, self.slope, out=grad_input)
        grad_input *= grad_output
        return grad_input


class Softplus(Activation):
    """y = log(1 + eˣ), a rounded ReLU;  dy/dx = σ(x)."""

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return np.logaddexp(0.0, x, self._room(x.shape))

    def backward(self, grad_output: Array) -> Array:
        grad_input = sigmoid(self.ctx, self._grad_input)
        grad_input *= grad_output
        return grad_input


class SiLU(Activation):
    """y = x σ(x);  dy/dx = σ(x) + y (1 − σ(x))."""

    def forward(self, x: Array) -> Array:
        s = sigmoid(x, self._buffers.get("sigmoid", x.shape))
        y = np.multiply(x, s, self._room(x.shape))
        self.ctx = s, y
        return y

    def backward(self, grad_output: Array) -> Array:
        s, y = self.ctx
        grad_input: Array = np.subtract(1.0, s, self._grad_input)
        grad_input *= y
        grad_input += s
        grad_input *= grad_output
        return grad_input


class Sine(Activation):
    """y = sin x;  dy/dx = cos x."""

    def forward(self, x: Array) -> Array:
        self.ctx = x
        return np.sin(x, self._room(x.shape))

    def backward(self, grad_output: Array) -> Array:
        grad_input: Array = np.cos(self.ctx, self._grad_input)
        grad_input *= grad_output
        return grad_input


class Gaussian(Activation):
    """y = exp(−x²), a bump around 0;  dy/dx = −2 x y."""

    def forward(self, x: Array) -> Array:
        # Beyond |x| = 30 the bump is 0 in float64; the bound keeps x² from overflowing.
        y = np.clip(x, -30.0, 30.0, self._room(x.shape))
        y *= y
        np.negative(y, y)
        np.exp(y, y)
        self.ctx = x, y
        return y

    def backward(self, grad_output: Array) -> Array:
        x, y = self.ctx
        grad_input: Array = np.multiply(x, y, self._grad_input)
        grad_input *= -2.0
        grad_input *= grad_output
        return grad_input


def sigmoid(x: Array, out: Array) -> Array:
    """σ(x) = 1 / (1 + e⁻ˣ) into out, which may not be x; accurate on both sides, never overflowing."""
    np.maximum(x, -LARGEST_EXPONENT, out=out)
    np.negative(out, out)
    np.exp(out, out)
    out += 1.0
    return np.reciprocal(out, out)


ACTIVATIONS: dict[str, type[Activation]] = {
    "identity": Identity,
    "sign": Sign,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky-relu": LeakyReLU,
    "softplus": Softplus,
    "silu": SiLU,
    "sine": Sine,
    "gaussian": Gaussian,
}
