"""Losses for classes. z is a raw output of the network, c the class of the sample, N the number of samples."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from nncore.activations import sigmoid
from nncore.arrays import Array, Labels, Targets
from nncore.loss import Loss, class_numbers, values_among


class BinaryCrossEntropy(Loss):
    """Two classes told apart by one sigmoid, p = σ(z) being the probability of class 1; y is 0 or 1.

    L = 1/N Σₙ Σ −y log p − (1−y) log(1−p), computed on the logits as log(1 + eᶻ) − y z, which never overflows;
    dL/dz = 1/N (σ(z) − y).
    Shapes: prediction z (N, O), target (N, O), or (N,) where O = 1.
    """

    on_logits = True

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        return values_among((0.0, 1.0), target, shape)

    def compute(self, prediction: Array, target: Targets) -> float:
        self.ctx = prediction, target
        losses = np.logaddexp(0.0, prediction, self._buffers.get("losses", prediction.shape))
        losses -= np.multiply(target, prediction, self._buffers.get("yz", prediction.shape))
        return self._mean_of(np.add.reduce(losses, axis=1, out=self._buffers.get("per_sample", losses.shape[:1])))

    def backward(self) -> Array:
        z: Array
        z, target = self.ctx
        gradient = sigmoid(z, self._buffers.get("gradient", z.shape))
        gradient -= target
        gradient /= len(z)
        return gradient


class ClassLoss(Loss):
    """A loss on K outputs whose target is the number of the right one."""

    def __init__(self) -> None:
        super().__init__()
        self._row_starts: Labels = np.zeros(0, dtype=np.intp)
        self._chosen: Labels = np.zeros(0, dtype=np.intp)

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        return class_numbers(target, shape)

    def _flat_indices(self, shape: tuple[int, ...], target: Targets) -> Labels:
        """(N,): where the right class of each sample stands in a raveled (N, K) array. A buffer."""
        n_samples, n_classes = shape
        if self._row_starts.size != n_samples or self._row_starts[-1:] != (n_samples - 1) * n_classes:
            self._row_starts = np.arange(n_samples, dtype=np.intp) * n_classes
            self._chosen = np.empty(n_samples, dtype=np.intp)
        np.add(self._row_starts, target, self._chosen)
        return self._chosen


class CrossEntropy(ClassLoss):
    """Cross-entropy of a soft-max, the soft-max being inside: p = softmax(z), c the right class.

    L = 1/N Σₙ −log p_c = 1/N Σₙ (log Σⱼ exp(zⱼ) − z_c), the largest z being subtracted first, so that nothing
    overflows;  dL/dz = 1/N (p − 1 at c), 1/N p elsewhere.
    Shapes: prediction z (N, K), target: class numbers (N,).
    """

    on_logits = True

    def compute(self, prediction: Array, target: Targets) -> float:
        shape = prediction.shape
        column = shape[0], 1
        largest = np.maximum.reduce(prediction, axis=1, out=self._buffers.get("largest", column), keepdims=True)
        shifted = np.subtract(prediction, largest, self._buffers.get("shifted", shape))
        exponentials = np.exp(shifted, self._buffers.get("exponentials", shape))
        total = np.add.reduce(exponentials, axis=1, out=self._buffers.get("total", column), keepdims=True)
        right = self._flat_indices(shape, target)
        per_sample = np.log(total, self._buffers.get("per_sample", column)).reshape(-1)
        per_sample -= shifted.reshape(-1)[right]
        self.ctx = exponentials, total, right
        return self._mean_of(per_sample)

    def backward(self) -> Array:
        exponentials, total, right = self.ctx
        gradient: Array = np.divide(exponentials, total, self._buffers.get("gradient", exponentials.shape))
        gradient.reshape(-1)[right] -= 1.0
        gradient /= len(total)
        return gradient


class ProbabilityCrossEntropy(ClassLoss):
    """Cross-entropy of outputs that are normalized already: L = 1/N Σₙ −log p_c, c the right class.

    Made for UnitNorm, whose numbers may be 0 or negative, where there is no logarithm. So below ε = `floor` the curve
    goes on as its tangent at ε:  −log ε + (ε − p)/ε.  The derivative, 1/N times −1/p_c (−1/ε below the floor), is
    thus never 0 and never larger than 1/ε: a wrong sample still pulls, and none pulls without limit.
    Only the output of the right class has a gradient; the normalizer passes it on to the others.
    Shapes: prediction p (N, K), target: class numbers (N,).
    """

    floor: ClassVar[float] = 1e-3

    def compute(self, prediction: Array, target: Targets) -> float:
        right = self._flat_indices(prediction.shape, target)
        chosen = prediction.reshape(-1)[right]
        held = np.maximum(chosen, self.floor)  # p, but never below ε
        self.ctx = held, right, prediction.shape
        return self._mean_of((held - chosen) / self.floor - np.log(held))

    def backward(self) -> Array:
        held, right, shape = self.ctx
        gradient = self._buffers.get("gradient", shape)
        gradient.fill(0.0)
        gradient.reshape(-1)[right] = -1.0 / (held * max(len(held), 1))
        return gradient


class Hinge(ClassLoss):
    """The loss of the support-vector machine: a sample costs nothing once it is right by a margin of 1.

    One output, target y = ±1:  L = 1/N Σₙ max(0, 1 − y z);  dL/dz = −y/N where 1 − y z > 0, else 0.
    K outputs, target: class numbers c (Weston and Watkins):  L = 1/N Σₙ Σ_{j≠c} max(0, 1 + zⱼ − z_c);
    each j in the sum that is > 0 adds 1/N to dL/dzⱼ and −1/N to dL/dz_c. At the kinks the derivative is 0.
    Shapes: prediction z (N, 1) with target (N, 1) or (N,); or z (N, K) with target (N,).
    """

    on_logits = True

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        return values_among((-1.0, 1.0), target, shape) if shape[1:] == (1,) else class_numbers(target, shape)

    def compute(self, prediction: Array, target: Targets) -> float:
        margins = self._buffers.get("margins", prediction.shape)
        if prediction.shape[1] == 1:
            np.multiply(prediction, target, margins)
            np.subtract(1.0, margins, margins)
        else:
            right = self._flat_indices(prediction.shape, target)
            np.subtract(prediction, prediction.reshape(-1)[right][:, None], margins)  # (N, K) − (N, 1)
            margins += 1.0
            margins.reshape(-1)[right] = 0.0
        np.maximum(margins, 0.0, out=margins)
        self.ctx = margins, target
        return self._mean_of(np.add.reduce(margins, axis=1, out=self._buffers.get("per_sample", margins.shape[:1])))

    def backward(self) -> Array:
        margins, target = self.ctx
        gradient = self._buffers.get("gradient", margins.shape)
        np.greater(margins, 0.0, gradient)  # 1 where the sample (or its rival class j) costs something
        if margins.shape[1] == 1:
            gradient *= target
            np.negative(gradient, gradient)
        else:
            rivals = np.add.reduce(gradient, 1)
            gradient.reshape(-1)[self._flat_indices(margins.shape, target)] = -rivals
        gradient /= len(margins)
        return gradient


class PerceptronCriterion(Loss):
    """Rosenblatt's criterion, for one sign neuron: a mistake costs its distance to the border, a success nothing.

    L = 1/N Σₙ Σ max(0, −y z), y = ±1;  dL/dz = −y/N where y z ≤ 0, else 0.
    At the kink z = 0 the sample counts as a mistake, so that training can leave a start with all weights 0.
    Shapes: prediction z (N, O), target (N, O), or (N,) where O = 1.
    """

    on_logits = True

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        return values_among((-1.0, 1.0), target, shape)

    def compute(self, prediction: Array, target: Targets) -> float:
        cost = np.multiply(prediction, target, self._buffers.get("cost", prediction.shape))
        np.negative(cost, cost)
        self.ctx = cost, target
        losses = np.maximum(cost, 0.0, out=self._buffers.get("losses", cost.shape))
        return self._mean_of(np.add.reduce(losses, axis=1, out=self._buffers.get("per_sample", losses.shape[:1])))

    def backward(self) -> Array:
        cost, target = self.ctx
        gradient = self._buffers.get("gradient", cost.shape)
        np.greater_equal(cost, 0.0, gradient)  # 1 for a mistake
        gradient *= target
        gradient /= -max(len(cost), 1)
        return gradient
