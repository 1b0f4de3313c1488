"""The parameters of a network by name. No Qt."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from app.session.carry import axes
from app.session.input_names import input_label
from app.session.schema import Data, Run

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
BIAS = "b"


class Parameter(NamedTuple):
    """A parameter by names that last while layers, neurons and inputs come and go (see carry.axes).

    layer: of the neuron that it leads into; source: where it comes from; None for the bias.
    """

    layer: str
    neuron: str
    source: str | None


class Name(NamedTuple):
    """What a parameter is called: symbol ("w₁₂"), and where it stands ("hidden layer 1: x → neuron 2")."""

    symbol: str
    where: str

    def __str__(self) -> str:
        return f"{self.symbol} {self.where}"


class ParameterNames:
    """All parameters of a run's network, neuron by neuron.

    A neuron's key is "layer:unit", both counted from 0; the output is the last layer. The key of one of its parameters
    is the number of its source, or BIAS.
    Attribute: n, how many parameters there are.
    """

    def __init__(self, run: Run, data: Data) -> None:
        self._axes = axes(run, data)
        self._inputs = tuple(input_label(name, data.features) for name in run.model.inputs)
        self._classes = self._axes[-1].names if len(self._axes[-1].names) > 1 else ()
        self._starts = [0]
        for sources, neurons in pairwise(self._axes):
            self._starts.append(self._starts[-1] + (len(sources.names) + 1) * len(neurons.names))
        self.n = self._starts[-1]

    def neurons(self) -> list[tuple[str, str]]:
        """Key and label of every neuron that has parameters, from the input side on."""
        return [
            (f"{layer}:{unit}", self._neuron(layer, unit, with_layer=True))
            for layer, axis in enumerate(self._axes[1:])
            for unit in range(len(axis.names))
        ]

    def parts(self, neuron: str) -> list[tuple[str, str]]:
        """Key and label of each parameter of a neuron: its weights, then its bias."""
        layer, unit = _numbers(neuron)
        sources = range(len(self._axes[layer].names))
        weights = [(str(i), f"{_weight(i, unit)} from {self._source(layer, i)}") for i in sources]
        return [*weights, (BIAS, "b bias")]

    def place(self, neuron: str, part: str) -> int:
        """Where in the parameter vector it lies."""
        layer, unit = _numbers(neuron)
        n_in, n_out = len(self._axes[layer].names), len(self._axes[layer + 1].names)
        row = n_in if part == BIAS else int(part)
        return self._starts[layer] + row * n_out + unit

    def keys(self, place: int) -> tuple[str, str]:
        """The keys of the neuron and of its parameter at a place."""
        layer = next(layer for layer, stop in enumerate(self._starts[1:]) if place < stop)
        n_in, n_out = len(self._axes[layer].names), len(self._axes[layer + 1].names)
        row, unit = divmod(place - self._starts[layer], n_out)
        return f"{layer}:{unit}", BIAS if row == n_in else str(row)

    def parameter(self, place: int) -> Parameter:
        """The parameter at a place, by names that last."""
        neuron, part = self.keys(place)
        layer, unit = _numbers(neuron)
        target = self._axes[layer + 1]
        source = None if part == BIAS else f"{self._axes[layer].place} {self._axes[layer].names[int(part)]}"
        return Parameter(target.place, target.names[unit], source)

    def find(self, parameter: Parameter) -> int | None:
        """Where a parameter lies, if there still is one of these names."""
        for layer, (sources, neurons) in enumerate(pairwise(self._axes)):
            if neurons.place != parameter.layer or parameter.neuron not in neurons.names:
                continue
            neuron = f"{layer}:{neurons.names.index(parameter.neuron)}"
            if parameter.source is None:
                return self.place(neuron, BIAS)
            names = [f"{sources.place} {name}" for name in sources.names]
            if parameter.source in names:
                return self.place(neuron, str(names.index(parameter.source)))
        return None

    def name(self, place: int) -> Name:
        """What the parameter at a place is called."""
        neuron, part = self.keys(place)
        layer, unit = _numbers(neuron)
        is_output = layer == len(self._axes) - 2
        target, layer_words = self._neuron(layer, unit), "output" if is_output else f"hidden layer {layer + 1}"
        if part == BIAS:
            return Name("b", target if is_output else f"{layer_words}: {target}")
        arrow = f"{self._source(layer, int(part))} → {target}"
        return Name(_weight(int(part), unit), arrow if is_output else f"{layer_words}: {arrow}")

    def _neuron(self, layer: int, unit: int, *, with_layer: bool = False) -> str:
        if layer == len(self._axes) - 2:
            return f"output {self._classes[unit]}" if self._classes else "output"
        return f"layer {layer + 1}, neuron {unit + 1}" if with_layer else f"neuron {unit + 1}"

    def _source(self, layer: int, number: int) -> str:
        return self._inputs[number] if layer == 0 else f"neuron {number + 1}"


def _numbers(neuron: str) -> tuple[int, int]:
    layer, unit = neuron.split(":")
    return int(layer), int(unit)


def _weight(source: int, unit: int) -> str:
    """w₁₂: from the first source to the second neuron."""
    comma = "," if max(source, unit) >= 9 else ""
    return "w" + f"{source + 1}{comma}{unit + 1}".translate(_SUBSCRIPTS)
