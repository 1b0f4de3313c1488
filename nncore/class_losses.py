"""Losses for classes. z is a raw output of the network, c the class of the sample, N the number of samples."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from nncore.activations import sigmoid
from nncore.arrays import Array, Targets, one_hot, shift_to_zero, sum_over_outputs
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
        return self._mean_of(sum_over_outputs(losses, self._buffers.get("per_sample", losses.shape[:1])))

    def backward(self) -> Array:
        z: Array
        z, target = self.ctx
        gradient = sigmoid(z, self._buffers.get("gradient", z.shape))
        gradient -= target
        gradient *= self._share
        return gradient


class ClassLoss(Loss):
    """A loss on K outputs whose target is the number c of the right one.

    Inside, the target is y (N, K), a row for each sample with 1 at c and 0 elsewhere: the sum of y · z over the outputs
    is then z_c.
    """

    def prepare(self, target: ArrayLike, shape: tuple[int, ...]) -> Targets:
        return one_hot(class_numbers(target, shape), shape[1])

    def _chosen(self, values: Array, target: Targets) -> Array:
        """(N,): of the values (N, K) those of the right classes. A buffer."""
        product = np.multiply(values, target, self._buffers.get("product", values.shape))
        return sum_over_outputs(product, self._buffers.get("chosen", values.shape[:1]))


class CrossEntropy(ClassLoss):
    """Cross-entropy of a soft-max, the soft-max being inside: p = softmax(z), c the right class.

    L = 1/N Σₙ −log p_c = 1/N Σₙ (log Σⱼ exp(zⱼ) − z_c), the largest z being subtracted first, so that nothing
    overflows;  dL/dz = 1/N (p − y), where y is 1 at c and 0 elsewhere.
    Shapes: prediction z (N, K), target: class numbers (N,).
    """

    on_logits = True

    def __init__(self) -> None:
        super().__init__()
        self._shape: tuple[int, ...] | None = None

    def compute(self, prediction: Array, target: Targets) -> float:
        if prediction.shape != self._shape:
            self._make_room(prediction.shape)
        shifted = shift_to_zero(prediction, self._p)
        chosen = sum_over_outputs(np.multiply(shifted, target, self._product), self._chosen_z)  # z_c
        p = np.exp(shifted, shifted)
        total = sum_over_outputs(p, self._total)
        p /= total[:, None]
        self.ctx = p, target
        per_sample = np.log(total, total)
        per_sample -= chosen
        return self._mean_of(per_sample)

    def backward(self) -> Array:
        p, target = self.ctx
        gradient: Array = np.subtract(p, target, self._gradient)
        gradient *= self._share
        return gradient

    def _make_room(self, shape: tuple[int, ...]) -> None:
        """Provide the buffers for a batch of this shape (N, K)."""
        self._p = self._buffers.get("p", shape)
        self._product = self._buffers.get("product", shape)
        self._gradient = self._buffers.get("gradient", shape)
        self._chosen_z = self._buffers.get("chosen", shape[:1])
        self._total = self._buffers.get("total", shape[:1])
        self._shape = shape


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
        chosen = self._chosen(prediction, target)
        held = np.maximum(chosen, self.floor)  # p_c, but never below ε
        self.ctx = held, target
        return self._mean_of((held - chosen) / self.floor - np.log(held))

    def backward(self) -> Array:
        held, target = self.ctx
        gradient: Array = np.divide(target, held[:, None], self._buffers.get("gradient", target.shape))
        gradient *= -self._share
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
        return values_among((-1.0, 1.0), target, shape) if shape[1:] == (1,) else super().prepare(target, shape)

    def compute(self, prediction: Array, target: Targets) -> float:
        cost = self._buffers.get("cost", prediction.shape)
        if prediction.shape[1] == 1:
            np.multiply(prediction, target, cost)
            np.subtract(1.0, cost, cost)
        else:
            np.subtract(prediction, self._chosen(prediction, target)[:, None], cost)  # (N, K) − (N, 1)
            cost += 1.0
            cost -= target  # so that it is 0 at c itself
        np.maximum(cost, 0.0, out=cost)
        self.ctx = cost, target
        return self._mean_of(sum_over_outputs(cost, self._buffers.get("per_sample", cost.shape[:1])))

    def backward(self) -> Array:
        cost, target = self.ctx
        gradient = self._buffers.get("gradient", cost.shape)
        np.greater(cost, 0.0, gradient)  # 1 where the sample (or its rival j) costs something
        if cost.shape[1] == 1:
            gradient *= target
            np.negative(gradient, gradient)
        else:
            rivals = sum_over_outputs(gradient, self._buffers.get("rivals", cost.shape[:1]))
            gradient -= target * rivals[:, None]
        gradient *= self._share
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
        return self._mean_of(sum_over_outputs(losses, self._buffers.get("per_sample", losses.shape[:1])))

    def backward(self) -> Array:
        cost, target = self.ctx
        gradient = self._buffers.get("gradient", cost.shape)
        np.greater_equal(cost, 0.0, gradient)  # 1 for a mistake
        gradient *= target
        gradient *= -self._share
        return gradient
