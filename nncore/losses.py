"""All losses, by the name they have in a session file."""

from __future__ import annotations

from nncore.class_losses import BinaryCrossEntropy, CrossEntropy, Hinge, PerceptronCriterion, ProbabilityCrossEntropy
from nncore.loss import Loss
from nncore.value_losses import AbsoluteError, Huber, SquaredError

LOSSES: dict[str, type[Loss]] = {
    "squared-error": SquaredError,
    "absolute-error": AbsoluteError,
    "huber": Huber,
    "binary-cross-entropy": BinaryCrossEntropy,
    "cross-entropy": CrossEntropy,
    "probability-cross-entropy": ProbabilityCrossEntropy,
    "hinge": Hinge,
    "perceptron": PerceptronCriterion,
}
