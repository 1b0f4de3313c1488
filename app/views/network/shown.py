"""What the diagram shows: a model's structure, and where they are known its numbers. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from app.session.arrays import Booleans, Floats, Integers
from app.session.schema import Data, Model
from app.training.lenses.neurons import Neurons
from nncore import OUTPUTS


@dataclass(frozen=True)
class Block:
    """The parameters between two layers: weights (I, O) and bias (O,)."""

    weights: Floats
    bias: Floats


class Parameter(NamedTuple):
    """A weight by its place: layer counts the hidden layers from 0, the output comes last; source None is the bias."""

    layer: int
    source: int | None
    unit: int


def blocks(parameters: Floats, sizes: list[int]) -> list[Block]:
    """A network's parameter vector (P,) in parts, for layers of these sizes. Raises: ValueError if it does not fit."""
    result, start = [], 0
    for n_in, n_out in pairwise(sizes):
        weights = parameters[start : start + n_in * n_out].reshape(n_in, n_out)
        start += n_in * n_out
        result.append(Block(weights, parameters[start : start + n_out]))
        start += n_out
    if start != len(parameters):
        raise ValueError(f"Layers of {sizes} have {start} parameters; got {len(parameters)}.")
    return result


@dataclass(frozen=True)
class Structure:
    """A model on its data.

    frozen: the places in the parameter vector of those that training leaves alone.
    """

    model: Model
    data: Data
    frozen: tuple[int, ...] = ()

    @cached_property
    def sizes(self) -> list[int]:
        """How many neurons the inputs, the hidden layers and the output have."""
        outputs = OUTPUTS[self.model.output.kind].units(len(self.data.classes))
        return [len(self.model.inputs), *(layer.units for layer in self.model.layers), outputs]

    @property
    def n_layers(self) -> int:
        """Of weights: the hidden layers and the output."""
        return len(self.sizes) - 1

    @cached_property
    def n_parameters(self) -> int:
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))

    def is_like(self, other: Structure) -> bool:
        """Whether nothing that can be read of them differs; the points may."""
        return (self.model, self.frozen, self.data.features, self.data.classes) == (
            other.model, other.frozen, other.data.features, other.data.classes,
        )  # fmt: skip

    def has(self, layer: int, unit: int) -> bool:
        """Whether there is such a neuron."""
        return 0 <= layer < self.n_layers and 0 <= unit < self.sizes[layer + 1]

    def has_spot(self, layer: int, unit: int, source: int | None) -> bool:
        """Whether there is such a neuron (source None), or such a link into it."""
        return self.has(layer, unit) and (source is None or 0 <= source < self.sizes[layer])

    def start(self, layer: int) -> int:
        """Where the parameters of a layer begin in the vector."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes[: layer + 1]))

    def place(self, parameter: Parameter) -> int:
        """Where a parameter is in the vector."""
        n_in, n_out = self.sizes[parameter.layer : parameter.layer + 2]
        row = n_in if parameter.source is None else parameter.source  # the bias follows the weights
        return self.start(parameter.layer) + row * n_out + parameter.unit

    def layer_places(self, layer: int) -> Integers:
        """The places of all weights and biases of a layer."""
        n_in, n_out = self.sizes[layer : layer + 2]
        return np.arange((n_in + 1) * n_out) + self.start(layer)

    def neuron_places(self, layer: int, unit: int) -> Integers:
        """The places of the weights into a neuron, and then of its bias."""
        n_in, n_out = self.sizes[layer : layer + 2]
        return self.start(layer) + np.arange(n_in + 1) * n_out + unit

    @cached_property
    def is_frozen(self) -> Booleans:
        """(P,)"""
        mask = np.zeros(self.n_parameters, dtype=np.bool_)
        mask[[place for place in self.frozen if place < self.n_parameters]] = True
        return mask

    @cached_property
    def frozen_blocks(self) -> list[Block]:
        """For each layer which weights (I, O) and biases (O,) are frozen."""
        return blocks(self.is_frozen, self.sizes)

    def fits(self, found: Neurons | None) -> bool:
        """Whether pictures are those of this structure's neurons."""
        return (
            found is not None
            and [len(layer.index) for layer in (found.inputs, *found.layers)] == self.sizes
            and len(found.parameters) == self.n_parameters
        )
