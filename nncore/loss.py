"""What a loss is, and how the targets it is given are checked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import Array, Buffers, Labels, Targets, ones
from nncore.errors import ShapeError


class Loss:
    """How far the predictions of a batch are from their targets: mean over the samples, sum over the outputs.

    Order of use: `value = forward(prediction, target)`, then `dL/dprediction = backward()`, which is (N, O).
    backward() returns the loss's own buffer, valid until its next call.

    on_logits: True if the loss wants the raw outputs z of the network, before the output's head (it has the
    sigmoid or soft-max inside, or a margin is measured on z); False if it takes what the head makes of them.
    """

    on_logits: bool = False

    def __init__(self) -> None:
        self.ctx: Any = None
        self._buffers = Buffers()
        self._share = 0.0  # 1/N of the last batch
        self._per_sample: Array = np.empty(0)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @property
    def per_sample(self) -> Array:
        """(N,): the loss of each sample of the last batch; their mean is the value. A buffer: copy it to keep it."""
        return self._per_sample

    def forward(self, prediction: Array, target: ArrayLike) -> float:
        """The loss of a batch. Raises ShapeError or ValueError, with a sentence, if the target does not fit it."""
        return self.compute(prediction, self.prepare(target, prediction.shape))

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        """Check the target for predictions of this shape, and return it in the form that compute() takes.

        A trainer does this once for all its samples; a batch of them is then a slice, and needs no second look.
        """
        raise NotImplementedError

    def compute(self, prediction: Array, target: Targets) -> float:
        """As forward(), for a target that prepare() has returned."""
        raise NotImplementedError

    def backward(self) -> Array:
        """dL/dprediction (N, O) for the batch of the last forward."""
        raise NotImplementedError

    def twin(self) -> Loss:
        """A loss with the same settings and its own buffers."""
        return type(self)()

    def _mean_of(self, per_sample: Array) -> float:
        """The value of the loss; per_sample (N,) and the share 1/N of each sample are kept."""
        n = per_sample.size
        self._per_sample = per_sample
        self._share = 1.0 / n if n else 0.0
        return float(per_sample.dot(ones(n))) * self._share


def values_like(target: ArrayLike, shape: tuple[int, ...]) -> Array:
    """The target as floats (N, O), one for each output; (N,) is welcome where there is one output."""
    check_batch(shape)
    values = np.asarray(target, dtype=np.float64)
    if values.shape == shape:
        return values
    if shape[1] == 1 and values.shape == shape[:1]:
        return values.reshape(shape)
    raise ShapeError(f"The target must have the prediction's shape {shape}; got {values.shape}.")


def values_among(allowed: tuple[float, float], target: ArrayLike, shape: tuple[int, ...]) -> Array:
    """As values_like(), each value being one of the two that are allowed."""
    values = values_like(target, shape)
    wrong = (values != allowed[0]) & (values != allowed[1])
    if wrong.any():
        raise ValueError(
            f"The targets of this loss are {allowed[0]:g} or {allowed[1]:g}; got {values[wrong][0]:g}. "
            f"Translate the classes first (OutputKind.targets does it)."
        )
    return values


def class_numbers(target: ArrayLike, shape: tuple[int, ...]) -> Labels:
    """The target as class numbers (N,), each a whole number in 0 … K−1, K being the number of outputs."""
    check_batch(shape)
    n_samples, n_classes = shape
    if n_classes < 2:
        raise ShapeError("A loss on class numbers needs one output for each class, at least two; got one output.")
    numbers = np.asarray(target)
    if numbers.shape != (n_samples,):
        raise ShapeError(
            f"The target must be one class number for each of the {n_samples} samples, shape ({n_samples},); "
            f"got shape {numbers.shape}."
        )
    if numbers.size == 0:
        return np.zeros(0, dtype=np.intp)
    if numbers.dtype.kind not in "iu":
        raise ValueError(f"Class numbers must be whole numbers (an integer array); got an array of {numbers.dtype}.")
    if numbers.min() < 0 or numbers.max() >= n_classes:
        wrong = numbers[(numbers < 0) | (numbers >= n_classes)][0]
        raise ValueError(f"Class numbers go from 0 to {n_classes - 1} for {n_classes} outputs; got {wrong}.")
    return numbers.astype(np.intp, copy=False)


def check_batch(shape: tuple[int, ...]) -> None:
    """Raises ShapeError unless this is the shape (N, O) of a batch of predictions."""
    if len(shape) != 2:
        raise ShapeError(f"A prediction has the shape (N, O), one row for each sample; got {shape}.")
