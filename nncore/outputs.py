"""Outputs: how the last neurons of a network name a class, or a value. (Which losses can train them: fitting.py.)

A network ends in raw outputs z (N, O). The output's head makes a prediction of them, and decide() a class. Where the
points have values and no classes (regression), K is 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nncore.activations import Identity, Sigmoid, Sign
from nncore.arrays import Array, Labels, Targets, one_hot
from nncore.class_losses import CrossEntropy, Hinge, ProbabilityCrossEntropy
from nncore.losses import LOSSES
from nncore.module import Module
from nncore.normalizers import NORMALIZERS

NO_NORMALIZER = (
    "A normalizer scales several outputs against each other, and here there is a single one; "
    "choose the normalizer none, or the output “neuron per class”."
)


@dataclass(frozen=True)
class OutputKind:
    """One way to name a class, or a value, with the last neurons.

    name: its key in OUTPUTS; label: in plain words, for the window; formula: how the class is found.
    Where a method takes a normalizer (a key of NORMALIZERS), all kinds but per-class know "none" only.
    """

    name: str
    label: str
    formula: str

    def units(self, n_classes: int) -> int:
        """O, the number of output neurons for K classes."""
        return 1

    def head(self, normalizer: str = "none") -> Module:
        """The module between the raw outputs and the prediction. Raises: ValueError if the normalizer does not fit."""
        raise NotImplementedError

    def targets(self, labels: Targets, n_classes: int, loss_name: str) -> Targets:
        """What this loss must be given for samples of the classes `labels` (N,); or, for "value", with these values."""
        raise NotImplementedError

    def decide(self, prediction: Array, n_classes: int) -> Labels:
        """The predicted class (N,) for what the head has returned, (N, O). Where that is NaN it is still some class."""
        raise NotImplementedError

    def probabilities(self, prediction: Array, normalizer: str = "none") -> Array | None:
        """(N, K), the probability of each class, or None if this output does not give any."""
        return None

    def why_no_probabilities(self, normalizer: str = "none") -> str | None:
        """A sentence for where probabilities() returns None; None where it does not."""
        return None

    def _check_no_normalizer(self, normalizer: str) -> None:
        if normalizer != "none":
            raise ValueError(NO_NORMALIZER)


class SignOutput(OutputKind):
    """One sign neuron: −1 for class 0, +1 for class 1."""

    def head(self, normalizer: str = "none") -> Module:
        self._check_no_normalizer(normalizer)
        return Sign()

    def targets(self, labels: Targets, n_classes: int, loss_name: str) -> Targets:
        return np.where(np.asarray(labels) == 1, 1.0, -1.0).reshape(-1, 1)

    def decide(self, prediction: Array, n_classes: int) -> Labels:
        return (prediction[:, 0] >= 0.0).astype(np.intp)

    def why_no_probabilities(self, normalizer: str = "none") -> str | None:
        return "A sign neuron says only which side a point is on, not how sure it is; a sigmoid neuron says both."


class SigmoidOutput(OutputKind):
    """One sigmoid neuron: the probability of class 1."""

    def head(self, normalizer: str = "none") -> Module:
        self._check_no_normalizer(normalizer)
        return Sigmoid()

    def targets(self, labels: Targets, n_classes: int, loss_name: str) -> Targets:
        return np.where(np.asarray(labels) == 1, 1.0, 0.0).reshape(-1, 1)

    def decide(self, prediction: Array, n_classes: int) -> Labels:
        return (prediction[:, 0] >= 0.5).astype(np.intp)

    def probabilities(self, prediction: Array, normalizer: str = "none") -> Array | None:
        return np.stack((1.0 - prediction[:, 0], prediction[:, 0])).T  # column by column, as it is used


class ClassNumberOutput(OutputKind):
    """One neuron that gives the number of the class, 0 … K−1, decided by rounding."""

    def head(self, normalizer: str = "none") -> Module:
        self._check_no_normalizer(normalizer)
        return Identity()

    def targets(self, labels: Targets, n_classes: int, loss_name: str) -> Targets:
        return np.asarray(labels).astype(np.float64).reshape(-1, 1)

    def decide(self, prediction: Array, n_classes: int) -> Labels:
        numbers = np.fmin(np.fmax(prediction[:, 0], 0), n_classes - 1)  # fmax makes 0 of a NaN, which has no integer
        return np.rint(numbers).astype(np.intp)

    def why_no_probabilities(self, normalizer: str = "none") -> str | None:
        return "A class number says which class, not how probable each one is; use one neuron a class with soft-max."


class PerClassOutput(OutputKind):
    """One neuron for each class; the largest wins, the first of them if several are equal."""

    def units(self, n_classes: int) -> int:
        return n_classes

    def head(self, normalizer: str = "none") -> Module:
        if normalizer not in NORMALIZERS:
            raise ValueError(f"There is no normalizer {normalizer!r}; choose one of {', '.join(NORMALIZERS)}.")
        return NORMALIZERS[normalizer]()

    def targets(self, labels: Targets, n_classes: int, loss_name: str) -> Targets:
        labels = np.asarray(labels, dtype=np.intp)
        if issubclass(LOSSES[loss_name], CrossEntropy | ProbabilityCrossEntropy | Hinge):
            return labels
        return one_hot(labels, n_classes)

    def decide(self, prediction: Array, n_classes: int) -> Labels:
        winners: Labels = prediction.argmax(axis=1)
        return winners

    def probabilities(self, prediction: Array, normalizer: str = "none") -> Array | None:
        return prediction if normalizer == "softmax" else None

    def why_no_probabilities(self, normalizer: str = "none") -> str | None:
        if normalizer == "softmax":
            return None
        if normalizer == "unit-norm":
            return "Numbers of length 1 may be negative and do not add up to 1; choose soft-max to get probabilities."
        return "Outputs without a normalizer are plain scores; choose soft-max to get probabilities."


class ValueOutput(OutputKind):
    """One neuron whose number is the answer, for points that have values and no classes (K = 0)."""

    def head(self, normalizer: str = "none") -> Module:
        self._check_no_normalizer(normalizer)
        return Identity()

    def targets(self, labels: Targets, n_classes: int, loss_name: str) -> Targets:
        return np.asarray(labels, dtype=np.float64).reshape(-1, 1)

    def decide(self, prediction: Array, n_classes: int) -> Labels:
        """There is nothing to decide: 0 for all."""
        return np.zeros(len(prediction), dtype=np.intp)

    def why_no_probabilities(self, normalizer: str = "none") -> str | None:
        return "This network answers with a value, and a value has no probability; points with classes have."


OUTPUTS: dict[str, OutputKind] = {
    kind.name: kind
    for kind in (
        SignOutput("sign", "one sign neuron", "class 1 where z ≥ 0, else class 0"),
        SigmoidOutput("sigmoid", "one sigmoid neuron", "class 1 where σ(z) ≥ ½, else class 0"),
        ClassNumberOutput("class-number", "one neuron: the class number", "z rounded to a whole number, 0 … K−1"),
        PerClassOutput("per-class", "one neuron a class", "the class with the largest output"),
        ValueOutput("value", "one neuron: a value", "ŷ = z, any number"),
    )
}
