"""The layer that learns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import Array
from nncore.errors import ShapeError
from nncore.initializers import initializer_named
from nncore.module import Module


class Linear(Module):
    """Affine layer: y = x @ W + b, that is, O neurons which each see all I inputs.

    Shapes: x (N, I), W = weights (I, O), b = bias (O,), y (N, O).
    Start: the weights as drawn by `initializer` (a key of INITIALIZERS) from `rng`, or from a fresh
    np.random.default_rng() if there is none; the bias 0.
    backward() sets grad_weights = xᵀ @ dL/dy and grad_bias = Σₙ dL/dy and returns dL/dx = dL/dy @ Wᵀ.
    Raises: ShapeError if x has not I columns, or if weights or bias are assigned in another shape.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        rng: np.random.Generator | None = None,
        initializer: str = "glorot",
    ) -> None:
        super().__init__()
        if in_features < 1 or out_features < 1:
            raise ShapeError(
                f"A Linear layer needs at least one input and one output; got {in_features} and {out_features}."
            )
        self.in_features = in_features
        self.out_features = out_features
        n_parameters = (in_features + 1) * out_features
        self.layer_slices = (slice(0, n_parameters),)
        self.parameters = np.zeros(n_parameters)
        self.bind(self.parameters, np.zeros(n_parameters))
        draw = initializer_named(initializer)
        self.weights = draw(rng if rng is not None else np.random.default_rng(), in_features, out_features)

    def __repr__(self) -> str:
        return f"Linear({self.in_features}, {self.out_features})"

    # Assigning to one of these copies the values into the layer's memory, so that a network which holds
    # this layer sees them in its parameter vector.

    @property
    def weights(self) -> Array:
        """W (I, O), a view of the parameters; column o is the weight vector of neuron o."""
        return self._weights

    @weights.setter
    def weights(self, values: Array) -> None:
        self._weights[:] = self._fitting(values, self._weights, "weights")

    @property
    def bias(self) -> Array:
        """b (O,), a view of the parameters."""
        return self._bias

    @bias.setter
    def bias(self, values: Array) -> None:
        self._bias[:] = self._fitting(values, self._bias, "bias")

    @property
    def grad_weights(self) -> Array:
        """dL/dW (I, O) of the last backward, a view of the gradients."""
        return self._grad_weights

    @grad_weights.setter
    def grad_weights(self, values: Array) -> None:
        self._grad_weights[:] = self._fitting(values, self._grad_weights, "grad_weights")

    @property
    def grad_bias(self) -> Array:
        """dL/db (O,) of the last backward, a view of the gradients."""
        return self._grad_bias

    @grad_bias.setter
    def grad_bias(self, values: Array) -> None:
        self._grad_bias[:] = self._fitting(values, self._grad_bias, "grad_bias")

    @property
    def weight_mask(self) -> NDArray[np.bool_]:
        return np.arange(self.n_parameters) < self._weights.size

    def forward(self, x: Array) -> Array:
        shape = x.shape
        if len(shape) != 2 or shape[1] != self.in_features:
            raise ShapeError(
                f"{self!r} expects a batch of shape (N, {self.in_features}); got {shape}. "
                f"Give one row for each sample and one column for each input."
            )
        self.ctx = x
        y = np.dot(x, self._weights, self._buffers.get("y", (shape[0], self.out_features)))
        return np.add(y, self._bias, y)

    def backward(self, grad_output: Array) -> Array:
        x: Array = self.ctx
        np.dot(x.T, grad_output, self._grad_weights)
        np.add.reduce(grad_output, axis=0, out=self._grad_bias)
        return np.dot(grad_output, self._weights.T, self._buffers.get("grad_input", x.shape))

    def update_weights(self, lr: float) -> None:
        self.weights -= lr * self.grad_weights
        self.bias -= lr * self.grad_bias

    def bind(self, parameters: Array, gradients: Array) -> None:
        super().bind(parameters, gradients)
        n_weights = self.in_features * self.out_features
        self._weights = parameters[:n_weights].reshape(self.in_features, self.out_features)
        self._bias = parameters[n_weights:]
        self._grad_weights = gradients[:n_weights].reshape(self.in_features, self.out_features)
        self._grad_bias = gradients[n_weights:]

    def _fitting(self, values: Array, place: Array, name: str) -> Array:
        values = np.asarray(values, dtype=np.float64)
        if values.shape != place.shape:
            raise ShapeError(f"The {name} of {self!r} have the shape {place.shape}; got {values.shape}.")
        return values
