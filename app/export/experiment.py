"""One run of a session as the facts that a program is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.session.arrays import Booleans, Floats
from app.session.carry import fresh_network, initial_state
from app.session.schema import Data, Run, Session, State, View
from app.session.slice import Slice, slice_of
from nncore import Linear, Sequential, expand, plain_inputs


@dataclass(frozen=True)
class LayerNumbers:
    """What one Linear layer has learned.

    weights (I, O), bias (O,); memory: for each slot of the optimizer what it remembers of weights and bias;
    frozen: True where training leaves weights or bias alone, None where it leaves nothing alone.
    """

    weights: Floats
    bias: Floats
    memory: tuple[tuple[Floats, Floats], ...]
    frozen: tuple[Booleans, Booleans] | None


@dataclass(frozen=True)
class Experiment:
    """A run with its data and its state, at the moment of the export.

    title: as the person has called it, or the file.
    """

    title: str
    data: Data
    run: Run
    state: State
    view: View

    @property
    def n_classes(self) -> int:
        """K; 0 where the points have values."""
        return len(self.data.classes)

    @property
    def n_train(self) -> int:
        """How many points are trained on."""
        return int((~self.data.points.is_test).sum())

    @property
    def batch_size(self) -> int:
        """Samples of one update; at least 1, so that a program can count with it."""
        size = self.run.training.batch_size
        return max(1, self.n_train if size == "all" else min(size, self.n_train))

    @cached_property
    def slice(self) -> Slice:
        """The plane of the input space that is on the axes."""
        return slice_of(self.data, self.view)

    @cached_property
    def layers(self) -> tuple[LayerNumbers, ...]:
        """The Linear layers, from the input side."""
        network = fresh_network(self.run, self.data)
        values = _linears(network, self.state.parameters.array)
        slots = [_linears(network, slot.array) for slot in self.state.slots]
        mask = np.zeros(network.n_parameters)
        mask[list(self.run.frozen)] = 1.0
        masks = _linears(network, mask)
        return tuple(
            LayerNumbers(
                weights=layer.weights,
                bias=layer.bias,
                memory=tuple((slot[place].weights, slot[place].bias) for slot in slots),
                frozen=_frozen(masks[place]),
            )
            for place, layer in enumerate(values)
        )

    @property
    def sees_plain_points(self) -> bool:
        """Whether the inputs of the network are the coordinates, all of them in their order."""
        return self.run.model.inputs == plain_inputs(len(self.data.features))

    @cached_property
    def standardized(self) -> Floats:
        """All points (N, D) as formulas are given them."""
        features = self.data.features
        center = np.array([feature.center for feature in features])
        return np.asarray((self.data.points.x - center) / [feature.scale for feature in features])

    @cached_property
    def largest_inputs(self) -> Floats:
        """(I,): the largest number, by size, that each input of the network is at these points."""
        values = np.abs(expand(self.standardized, self.run.model.inputs))
        return np.asarray(values.max(axis=0, initial=0.0))


def experiment_of(session: Session, title: str = "") -> Experiment:
    """The run that is shown, with the state that it has in the session (step 0 where it has none)."""
    run = session.runs[min(session.view.run, len(session.runs) - 1)]
    state = run.state or initial_state(run, session.data)
    return Experiment(session.title or title or "chalknet", session.data, run, state, session.view)


def _linears(network: Sequential, parameters: Floats) -> list[Linear]:
    """The network's Linear layers with these parameters (P,)."""
    return [layer for layer in network.twin(parameters.copy()).modules if isinstance(layer, Linear)]


def _frozen(mask: Linear) -> tuple[Booleans, Booleans] | None:
    weights, bias = mask.weights > 0.0, mask.bias > 0.0
    return (weights, bias) if weights.any() or bias.any() else None
