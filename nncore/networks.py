"""Networks from a short description."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nncore.activations import ACTIVATIONS, Activation
from nncore.linear import Linear
from nncore.module import Module, Sequential


def build_network(
    in_features: int,
    layers: Sequence[tuple[int, str]],
    output_units: int,
    *,
    initializer: str = "glorot",
    rng: np.random.Generator | None = None,
) -> Sequential:
    """The body of a network: Linear and activation for each hidden layer (units, name), then a Linear output layer.

    Its output is the raw z of each output unit (N, O); what is made of z is the output's head (see OUTPUTS).
    All weights are drawn from `rng` in the order of the layers (a fresh generator if there is none).
    Raises: ValueError if an activation or the initializer is unknown, ShapeError if a layer has no units.
    """
    rng = rng if rng is not None else np.random.default_rng()
    modules: list[Module] = []
    for units, activation in layers:
        modules += [Linear(in_features, units, rng=rng, initializer=initializer), build_activation(activation)]
        in_features = units
    return Sequential([*modules, Linear(in_features, output_units, rng=rng, initializer=initializer)])


def build_activation(name: str) -> Activation:
    """A new activation of this name. Raises: ValueError if there is none."""
    if name not in ACTIVATIONS:
        raise ValueError(f"There is no activation {name!r}; choose one of {', '.join(ACTIVATIONS)}.")
    return ACTIVATIONS[name]()
