"""The layer that learns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.arrays import Array
from nncore.errors import ShapeError
from nncore.initializers import initializer_named
from nncore.module import Module


class Linear(Module):
    """Affine layer: y = x @ W + b, that is, O neurons which each see all I inputs.

    Shapes: x (N, I), W = weights (I, O), b = bias (O,), y (N, O).
    The bias is treated as the weight of one more input, which is always 1: y = [x 1] @ [W; b]. Both lie in one matrix,
    so that one product does for forward, and one for the gradients of weights and bias together.
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
        self._input_shape: tuple[int, ...] | None = None
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
        weights: Array = self._matrix[:-1]
        return weights

    @weights.setter
    def weights(self, values: ArrayLike) -> None:
        self.weights[:] = self._fitting(values, self.weights, "weights")

    @property
    def bias(self) -> Array:
        """b (O,), a view of the parameters."""
        bias: Array = self._matrix[-1]
        return bias

    @bias.setter
    def bias(self, values: ArrayLike) -> None:
        self.bias[:] = self._fitting(values, self.bias, "bias")

    @property
    def grad_weights(self) -> Array:
        """dL/dW (I, O) of the last backward, a view of the gradients."""
        grad_weights: Array = self._grad_matrix[:-1]
        return grad_weights

    @grad_weights.setter
    def grad_weights(self, values: ArrayLike) -> None:
        self.grad_weights[:] = self._fitting(values, self.grad_weights, "grad_weights")

    @property
    def grad_bias(self) -> Array:
        """dL/db (O,) of the last backward, a view of the gradients."""
        grad_bias: Array = self._grad_matrix[-1]
        return grad_bias

    @grad_bias.setter
    def grad_bias(self, values: ArrayLike) -> None:
        self.grad_bias[:] = self._fitting(values, self.grad_bias, "grad_bias")

    @property
    def weight_mask(self) -> NDArray[np.bool_]:
        return np.arange(self.n_parameters) < self.weights.size

    def forward(self, x: Array) -> Array:
        if x.shape != self._input_shape:
            self._make_room(x.shape)
        self._x[...] = x
        self.ctx = self._x1  # [x 1]
        return self._x1.dot(self._matrix, self._y)

    def backward(self, grad_output: Array) -> Array:
        x1: Array = self.ctx
        x1.T.dot(grad_output, self._grad_matrix)
        return grad_output.dot(self._weights_transposed, self._grad_x)

    def update_weights(self, lr: float) -> None:
        self.weights -= lr * self.grad_weights
        self.bias -= lr * self.grad_bias

    def bind(self, parameters: Array, gradients: Array) -> None:
        super().bind(parameters, gradients)
        shape = self.in_features + 1, self.out_features
        self._matrix: Array = parameters.reshape(shape)  # [W; b]
        self._grad_matrix: Array = gradients.reshape(shape)
        self._weights_transposed = self.weights.T

    def forget(self) -> None:
        super().forget()
        self._input_shape = None

    def _make_room(self, shape: tuple[int, ...]) -> None:
        """Check the shape of a batch, and provide the buffers for it."""
        if len(shape) != 2 or shape[1] != self.in_features:
            raise ShapeError(
                f"{self!r} expects a batch of shape (N, {self.in_features}); got {shape}. "
                f"Give one row for each sample and one column for each input."
            )
        n_samples = shape[0]
        self._x1 = self._buffers.get("x1", (n_samples, self.in_features + 1))
        self._x1[:, -1] = 1.0
        self._x = self._x1[:, :-1]
        self._y = self._buffers.get("y", (n_samples, self.out_features))
        self._grad_x = self._buffers.get("grad_x", shape)
        self._input_shape = shape

    def _fitting(self, values: ArrayLike, place: Array, name: str) -> Array:
        values = np.asarray(values, dtype=np.float64)
        if values.shape != place.shape:
            raise ShapeError(f"The {name} of {self!r} have the shape {place.shape}; got {values.shape}.")
        return values
