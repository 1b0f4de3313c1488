"""What every neuron answers over the shown plane, as small pictures; and one of them large, for a card."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.session.arrays import Floats, frozen
from app.session.schema import Data, Run
from app.session.slice import Slice
from app.training.assemble import network_inputs
from app.training.lens import EmptyLens, Lens, LensRequest
from nncore import Forward, Linear, Module, Sequential, Sigmoid, Trainer

CARD_CELLS = 120
CHUNK_PRODUCTS, COMPILED_PRODUCTS = 2**19, 2**22  # products in a part of the work, about a millisecond
LEAST_ROWS = 16
ROWS_NUMBERS = 2**15  # numbers that are made into pictures at once
SMALLEST = 1e-300  # of numbers that a picture is scaled by: others are as good as 0
ZERO, REACH = 128, 127  # the index of 0, and how far from it the ends are

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class LayerPictures:
    """The pictures of a layer's neurons, all on one scale.

    index: (U, height, width), bottom row first: 128 is the center, and 1 … 255 are −scale … +scale around it. In one
    dimension the height is 1. center: 0, but ½ for the probability that a sigmoid output gives: there it turns from one
    class to the other. finite: whether all numbers are; others are shown as the center.
    """

    index: Bytes
    scale: float
    finite: bool
    center: float = 0.0


@dataclass(frozen=True)
class Neurons:
    """The chosen inputs, in order; each hidden layer after its activation, and last the output's prediction.

    card: the large picture that was asked for (U = 1), on the scale of its layer. parameters: (P,), at which all of
    this was computed; gradient: (P,) of the next batch, penalty included, NaN where that batch has no sound one.
    """

    request: NeuronsRequest
    inputs: LayerPictures
    layers: tuple[LayerPictures, ...]
    card: LayerPictures | None
    parameters: Floats
    gradient: Floats


@dataclass(frozen=True)
class NeuronsRequest(LensRequest):
    """Ask for pictures of a part of a plane.

    cells: along each side of a picture, each computed at its middle. card: the layer (hidden layers from 0, then the
    output) and number of a neuron whose large picture is wanted. pause_s: see LensRequest.
    """

    slice: Slice
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    cells: int
    card: tuple[int, int] | None = None
    pause_s: float = 0.0

    def lens(self, run: Run, data: Data) -> Lens:
        fits = self.slice.dimensions == len(data.features)
        return NeuronsLens(self, run, data) if fits else EmptyLens()

    def places(self, cells: int) -> Floats:
        """The middles of so many cells in space: (height · width, D), row by row from the bottom."""
        x = _middles(self.x_range, cells)
        y = np.zeros(1) if self.slice.is_line else _middles(self.y_range, cells)
        return self.slice.to_space(np.column_stack((np.tile(x, len(y)), np.repeat(y, len(x)))))


class NeuronsLens:
    """Computes all pictures at the parameters of one moment, some rows at a time."""

    def __init__(
        self, request: NeuronsRequest, run: Run, data: Data, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.is_done = False
        self._request, self._run, self._data = request, run, data
        self._clock = clock
        self._pass: _Pass | None = None
        self._trainer: Trainer | None = None
        self._body: Forward | _Twin | None = None
        self._numbers: Floats | None = None  # room for them, which is used again
        self._answer: Neurons | None = None

    def look(self, trainer: Trainer, seconds: float) -> Neurons | None:
        """The newest answer that is complete; None before the first."""
        deadline = self._clock() + seconds
        if self._pass is None and not self._is_present(trainer):
            body, card = self._body_of(trainer), self._request.card
            self._pass = _Pass(trainer, body, self._small, self._large, card, self._room(trainer))
        while self._pass is not None:
            if self._pass.advance():
                self._answer = self._pictures(self._pass, trainer)
                self._pass = None
            elif self._clock() >= deadline:
                break
        self.is_done = self._is_present(trainer)
        return self._answer

    def _body_of(self, trainer: Trainer) -> Forward | _Twin:
        """What answers in place of the trainer's own network: the engine's, or a twin of it."""
        if self._body is None or trainer is not self._trainer:
            self._trainer, self._body = trainer, trainer.forward() or _Twin(trainer)
        return self._body

    @cached_property
    def _small(self) -> Floats:
        """What the network is given for the pictures: (cells², I)."""
        return self._inputs(self._request.cells)

    @cached_property
    def _large(self) -> Floats | None:
        """The same for the card."""
        return None if self._request.card is None else self._inputs(CARD_CELLS)

    @cached_property
    def _input_pictures(self) -> LayerPictures:
        return self._drawn(self._small.T, self._request.cells)

    def _room(self, trainer: Trainer) -> Floats:
        """For what all neurons and, apart from them, the raw outputs answer."""
        sizes = layer_sizes(trainer.network)
        shape = sum(sizes) + sizes[-1], len(self._small)
        if self._numbers is None or self._numbers.shape != shape:
            self._numbers = np.empty(shape)
        return self._numbers

    def _inputs(self, cells: int) -> Floats:
        return network_inputs(self._request.places(cells), self._data.features, self._run.model)

    def _is_present(self, trainer: Trainer) -> bool:
        return self._answer is not None and np.array_equal(self._answer.parameters, trainer.network.parameters)

    def _pictures(self, found: _Pass, trainer: Trainer) -> Neurons:
        centers = [0.0] * (len(found.values) - 1) + [0.5 if isinstance(trainer.head, Sigmoid) else 0.0]
        layers = tuple(
            self._drawn(values, self._request.cells, center)
            for values, center in zip(found.values, centers, strict=True)
        )
        card = None
        if self._request.card is not None and found.card is not None:
            of = layers[found.card_layer]
            card = self._drawn(found.card, CARD_CELLS, of.center, of.scale)
        return Neurons(
            self._request, self._input_pictures, layers, card, frozen(found.parameters), frozen(trainer.next_gradient())
        )

    def _drawn(self, values: Floats, cells: int, center: float = 0.0, scale: float | None = None) -> LayerPictures:
        """Pictures of numbers (U, cells); without a scale on that of the one farthest from the center."""
        reach = _reach(values, center)
        finite = math.isfinite(reach)
        if not finite:
            values = np.where(np.isfinite(values), values, center)
            reach = _reach(values, center)
        height = 1 if self._request.slice.is_line else cells
        shown = scale or (reach if reach > SMALLEST else 1.0)
        pictures = indices(values, center, shown, is_beyond=reach > shown).reshape(-1, height, cells)
        pictures.flags.writeable = False
        return LayerPictures(pictures, shown, finite, center)


def indices(values: Floats, center: float, scale: float, *, is_beyond: bool) -> Bytes:
    """What stands in a picture (U, n) for finite numbers (U, n); is_beyond: whether some exceed the scale.

    Some rows at a time, so that the numbers in between stay in the cache.
    """
    found = np.empty(values.shape, np.uint8)
    factor = REACH / scale
    rows = max(ROWS_NUMBERS // max(values.shape[1], 1), 1)
    scratch = np.empty((min(rows, len(values)), values.shape[1]))
    for start in range(0, len(values), rows):
        part = values[start : start + rows]
        index = np.subtract(part, center, out=scratch[: len(part)]) if center else part
        index = np.multiply(index, factor, out=scratch[: len(part)])
        if is_beyond:
            np.clip(index, -REACH, REACH, out=index)
        index += ZERO + 0.5  # rounded by what the conversion cuts off
        found[start : start + rows] = index
    return found


def _reach(values: Floats, center: float) -> float:
    """How far the farthest is from the center; not finite where one is not."""
    if not values.size:
        return 0.0
    return float(max(values.max() - center, center - values.min()))


class _Pass:
    """The network over the plane, at the parameters of one moment.

    room: for what all neurons answer, (U, cells), which is written anew. values: in it those of each layer (U, cells);
    card: of the one neuron (1, cells), or None; card_layer: where it is.
    """

    def __init__(
        self,
        trainer: Trainer,
        body: Forward | _Twin,
        small: Floats,
        large: Floats | None,
        card: tuple[int, int] | None,
        room: Floats,
    ) -> None:
        self._body, network = body, trainer.network
        self.parameters = network.parameters.copy()
        if isinstance(body, _Twin):
            body.parameters[:] = self.parameters
        units = layer_sizes(network)
        self._units, self._stops = units, np.cumsum([0, *units, units[-1]]).tolist()
        layers = [room[start:stop] for start, stop in pairwise(self._stops)]
        # Between the last hidden layer and the prediction stand the raw outputs, which are no neurons of their own.
        self._room, self.values = room, [*layers[:-2], layers[-1]]
        self.card_layer, self._card_unit = (0, 0) if card is None else (min(card[0], len(units) - 1), card[1])
        is_there = large is not None and self._card_unit < units[self.card_layer]
        self.card = np.empty((1, len(large))) if large is not None and is_there else None
        self._small, self._large = small, large
        self._done = 0
        products = CHUNK_PRODUCTS if isinstance(body, _Twin) else COMPILED_PRODUCTS
        self._rows = max(products // network.n_parameters, LEAST_ROWS)

    def advance(self) -> bool:
        """One part more. Returns whether it was the last one."""
        start, n = self._done, len(self._small)
        if start < n:
            self._answer_all(slice(start, start + self._rows))
            self._done = min(start + self._rows, n)
        elif self._large is not None and self.card is not None:
            self._answer_card(self._large, self.card, slice(start - n, start - n + self._rows))
            self._done += self._rows
        return self._done >= n + (0 if self.card is None else self.card.shape[1])

    def _answer_all(self, part: slice) -> None:
        if isinstance(self._body, _Twin):
            for values, answer in zip(self.values, self._body.answers(self._small[part]), strict=True):
                values[:, part] = answer.T
        else:
            first = self._small.shape[1]
            self._body(self.parameters, self._small, slice(first, first + self._stops[-1]), self._room, part)

    def _answer_card(self, large: Floats, card: Floats, part: slice) -> None:
        layer, unit = self.card_layer, self._card_unit
        if isinstance(self._body, _Twin):
            card[0, part] = self._body.answers(large[part], layer)[-1][:, unit]
        else:
            # The prediction, which is what the last layer shows, comes after the raw outputs.
            at = large.shape[1] + self._stops[layer + (layer == len(self._units) - 1)] + unit
            self._body(self.parameters, large, slice(at, at + 1), card, part)


class _Twin:
    """The trainer's network and head once more, with parameters and memory of their own."""

    def __init__(self, trainer: Trainer) -> None:
        self.parameters = trainer.network.parameters.copy()
        self._network: Sequential = trainer.network.twin(self.parameters)
        self._head: Module = trainer.head.twin()

    def answers(self, x: Floats, last: int | None = None) -> list[Floats]:
        """The answers (n, U) of every layer, or of those up to the last one wanted; valid until the next call."""
        answers = []
        with np.errstate(all="ignore"):
            for module in self._network.modules:
                is_next = isinstance(module, Linear) and module is not self._network.modules[0]
                if is_next:
                    answers.append(x)
                    if len(answers) - 1 == last:
                        return answers
                x = module.forward(x)
            answers.append(self._head.forward(x))
        return answers


def layer_sizes(network: Sequential) -> list[int]:
    """How many neurons the hidden layers and the output have."""
    return [module.out_features for module in network.modules if isinstance(module, Linear)]


def _middles(shown: tuple[float, float], cells: int) -> Floats:
    low, high = shown
    return low + (np.arange(cells) + 0.5) / cells * (high - low)
