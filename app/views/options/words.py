"""Losses, optimizers and their like in the words and symbols of the lecture."""

from __future__ import annotations

from app.views.loss_names import LOSS_NAMES

LOSSES: tuple[tuple[str, str], ...] = tuple(LOSS_NAMES.items())

LOSS_FORMULAS: dict[str, str] = {
    "squared-error": "L = mean of (ŷ − y)², summed over the outputs.",
    "absolute-error": "L = mean of |ŷ − y|, summed over the outputs.",
    "huber": "L is squared near the target and straight far from it, so an outlier pulls no harder than others.",
    "binary-cross-entropy": "L = mean of −y log ŷ − (1 − y) log(1 − ŷ), where ŷ = σ(z).",
    "cross-entropy": "L = mean of −log p of the right class, where p = softmax(z).",
    "probability-cross-entropy": "L = mean of −log p of the right class, p being the normalized output itself.",
    "hinge": "L = mean of max(0, 1 − y z), y = ±1: right by a margin of 1 costs nothing.",
    "perceptron": "L = mean of max(0, −y z), y = ±1: only mistakes cost.",
}

OPTIMIZERS: tuple[tuple[str, str], ...] = (
    ("sgd", "gradient descent"),
    ("adagrad", "Adagrad"),
    ("rmsprop", "RMSProp"),
    ("adam", "Adam"),
)

OPTIMIZER_RULES: dict[str, str] = {
    "sgd": "(Stochastic) gradient descent: w ← w − r ∇L; with momentum v ← μ v + ∇L, w ← w − r v.",
    "adagrad": "Adagrad: each weight's rate r falls with the squared gradients that it has seen so far.",
    "rmsprop": "RMSProp: w ← w − r ∇L / √G, where G is a running mean of ∇L² with smoothing α.",
    "adam": "Adam: running means of ∇L (β₁) and of ∇L² (β₂), both corrected for their start at 0.",
}

SAMPLINGS: tuple[tuple[str, str], ...] = (
    ("shuffle", "shuffled each epoch"),
    ("replacement", "with replacement"),
)

SAMPLING_TIP = (
    "How a batch is drawn. Shuffled: every training point once in each epoch, in a new order. "
    "With replacement: each point drawn anew, so some come twice and some not at all."
)

INITIALIZERS: tuple[tuple[str, str], ...] = (
    ("glorot", "Glorot"),
    ("he", "He"),
    ("uniform", "uniform"),
    ("normal", "normal"),
    ("zeros", "zeros"),
)

INITIALIZER_RULES: dict[str, str] = {
    "glorot": "Glorot: uniform in ±√(6 / (I + O)), for tanh and sigmoid layers.",
    "he": "He: normal with variance 2 / I, for ReLU layers.",
    "uniform": "Uniform in ±1 / √I.",
    "normal": "Normal with variance 1, whatever the size of the layer.",
    "zeros": "All weights 0: the neurons of a hidden layer stay equal for ever.",
}
