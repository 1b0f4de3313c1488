"""Where the weights start: each initializer draws an (I, O) matrix from a generator. (A bias always starts at 0.)"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nncore.arrays import Array

Initializer = Callable[[np.random.Generator, int, int], Array]


def glorot(rng: np.random.Generator, in_features: int, out_features: int) -> Array:
    """Uniform in ±√(6 / (I + O)): signals and gradients keep their size through tanh and sigmoid layers.

    Source: Glorot and Bengio, 2010.
    """
    bound = np.sqrt(6 / (in_features + out_features))
    return rng.uniform(-bound, bound, (in_features, out_features))


def he(rng: np.random.Generator, in_features: int, out_features: int) -> Array:
    """Normal, mean 0, variance 2 / I: as Glorot's, for ReLU layers, where half of the neurons are silent.

    Source: He, Zhang, Ren and Sun, 2015.
    """
    return rng.normal(0.0, np.sqrt(2 / in_features), (in_features, out_features))


def uniform(rng: np.random.Generator, in_features: int, out_features: int) -> Array:
    """Uniform in ±1 / √I: the more inputs, the smaller each weight."""
    bound = 1 / np.sqrt(in_features)
    return rng.uniform(-bound, bound, (in_features, out_features))


def normal(rng: np.random.Generator, in_features: int, out_features: int) -> Array:
    """Normal, mean 0, variance 1 (not scaled by the layer's size: wide layers start out saturated)."""
    return rng.normal(0.0, 1.0, (in_features, out_features))


def zeros(_rng: np.random.Generator, in_features: int, out_features: int) -> Array:
    """All 0, a lesson: the neurons of a hidden layer stay equal for ever, since nothing tells them apart."""
    return np.zeros((in_features, out_features))


INITIALIZERS: dict[str, Initializer] = {
    "glorot": glorot,
    "he": he,
    "uniform": uniform,
    "normal": normal,
    "zeros": zeros,
}


def initializer_named(name: str) -> Initializer:
    """The initializer of this name. Raises: ValueError if there is none."""
    if name not in INITIALIZERS:
        raise ValueError(f"There is no initializer {name!r}; choose one of {', '.join(INITIALIZERS)}.")
    return INITIALIZERS[name]
