"""A neural-network core to read: NumPy and the standard library, the classes of the lecture.

Shape letters, used throughout:
    N  samples in a batch (axis 0 is always the sample)
    I  inputs of a layer
    O  outputs of a layer
    K  classes
    P  parameters of a network
    S  state vectors of an optimizer
Everything is computed in float64. A loss is the mean over the samples and the sum over the outputs.

Where to begin: module.py (what a brick is), linear.py, activations.py, value_losses.py, and then trainer.py.
"""

from nncore.activations import (
    ACTIVATIONS,
    Activation,
    Gaussian,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Sign,
    SiLU,
    Sine,
    Softplus,
    Tanh,
)
from nncore.arrays import Array, Labels
from nncore.checkpoint import EXPLODED, LONGEST, Checkpoint, Divergence
from nncore.class_losses import BinaryCrossEntropy, CrossEntropy, Hinge, PerceptronCriterion, ProbabilityCrossEntropy
from nncore.datasets import DATASETS, MAX_POINTS, DatasetKind, ValueScale, make_dataset, make_values
from nncore.engine import Engine, EngineMaker, EngineName, Forward, Unsupported
from nncore.errors import Interrupted, ShapeError
from nncore.evaluator import Samples
from nncore.features import (
    FEATURES,
    Feature,
    available_features,
    expand,
    feature,
    is_coordinate,
    plain_inputs,
    typeset,
)
from nncore.fitting import default_loss, fitting_losses, loss_note, why_not, why_not_normalizer, why_not_output
from nncore.formula import COORDINATES, Formula, FormulaError, parse_formula, why_not_input
from nncore.gradient_check import GradientCheck, check_network, directional_check
from nncore.history import MAX_LOSSES, History, Series
from nncore.initializers import INITIALIZERS
from nncore.interrupt import Flag
from nncore.linear import Linear
from nncore.loss import Loss
from nncore.losses import LOSSES
from nncore.metrics import Metrics, confusion_matrix
from nncore.module import Module, Sequential
from nncore.networks import build_activation, build_network
from nncore.normalizers import NORMALIZERS, Softmax, UnitNorm
from nncore.optimizers import OPTIMIZERS, SGD, Adagrad, Adam, Optimizer, RMSProp
from nncore.outputs import OUTPUTS, OutputKind
from nncore.path import Path
from nncore.penalty import Penalty
from nncore.probe import Probe
from nncore.sampler import Sampler, SamplerState
from nncore.trainer import Trainer
from nncore.value_losses import AbsoluteError, Huber, SquaredError

__all__ = [
    "ACTIVATIONS",
    "COORDINATES",
    "DATASETS",
    "EXPLODED",
    "FEATURES",
    "INITIALIZERS",
    "LONGEST",
    "LOSSES",
    "MAX_LOSSES",
    "MAX_POINTS",
    "NORMALIZERS",
    "OPTIMIZERS",
    "OUTPUTS",
    "SGD",
    "AbsoluteError",
    "Activation",
    "Adagrad",
    "Adam",
    "Array",
    "BinaryCrossEntropy",
    "Checkpoint",
    "CrossEntropy",
    "DatasetKind",
    "Divergence",
    "Engine",
    "EngineMaker",
    "EngineName",
    "Feature",
    "Flag",
    "Formula",
    "FormulaError",
    "Forward",
    "Gaussian",
    "GradientCheck",
    "Hinge",
    "History",
    "Huber",
    "Identity",
    "Interrupted",
    "Labels",
    "LeakyReLU",
    "Linear",
    "Loss",
    "Metrics",
    "Module",
    "Optimizer",
    "OutputKind",
    "Path",
    "Penalty",
    "PerceptronCriterion",
    "ProbabilityCrossEntropy",
    "Probe",
    "RMSProp",
    "ReLU",
    "Sampler",
    "SamplerState",
    "Samples",
    "Sequential",
    "Series",
    "ShapeError",
    "SiLU",
    "Sigmoid",
    "Sign",
    "Sine",
    "Softmax",
    "Softplus",
    "SquaredError",
    "Tanh",
    "Trainer",
    "UnitNorm",
    "Unsupported",
    "ValueScale",
    "available_features",
    "build_activation",
    "build_network",
    "check_network",
    "confusion_matrix",
    "default_loss",
    "directional_check",
    "expand",
    "feature",
    "fitting_losses",
    "is_coordinate",
    "loss_note",
    "make_dataset",
    "make_values",
    "parse_formula",
    "plain_inputs",
    "typeset",
    "why_not",
    "why_not_input",
    "why_not_normalizer",
    "why_not_output",
]
