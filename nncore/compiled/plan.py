"""From nncore's objects to the tables of the compiled loops. What these can't do is said in a sentence here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.activations import Activation, Identity, LeakyReLU
from nncore.class_losses import ProbabilityCrossEntropy
from nncore.compiled import activations, losses, optimizers, outputs
from nncore.compiled.tables import N_COLUMNS, Memory, Rule, Structure
from nncore.compiled.vector import LANES
from nncore.engine import Unsupported
from nncore.evaluator import Decide
from nncore.linear import Linear
from nncore.loss import Loss
from nncore.module import Module, Sequential
from nncore.optimizers import SGD, Adagrad, Adam, Optimizer, RMSProp
from nncore.outputs import OutputKind
from nncore.penalty import Penalty
from nncore.value_losses import Huber

# Batches of fewer samples are taken one by one. Measured on 2-8-8-2: one sample alone takes 0.28 µs, a tile 0.8 µs, of
# however many samples it is; on 2-32-32-2 it is 0.97 and 2.6 µs.
LEAST_FOR_TILES = 3
BLOCK_NUMBERS = 2**16  # values of a block of tiles, 512 KB: what fits into the processor's second cache
MOST_TILES = 32


def structure_of(
    network: Sequential, head: Module, loss: Loss, decide: Decide, n_classes: int, batch_size: int
) -> Structure:
    """The tables for batches of this size. Raises: Unsupported."""
    lanes = 1 if batch_size < LEAST_FOR_TILES else LANES
    pairs = _layers(network)
    units = pairs[0][0].in_features
    n_tiles = -(-batch_size // lanes)
    total = units + sum(linear.out_features for linear, _ in pairs) + pairs[-1][0].out_features
    block_tiles = min(max(BLOCK_NUMBERS // (total * lanes), 1), MOST_TILES, n_tiles) if lanes > 1 else 1
    rows: list[tuple[int, ...]] = []
    settings: list[float] = []
    x_at = turned_at = parameters_at = 0
    for linear, activation in pairs:
        n_in, n_out = linear.in_features, linear.out_features
        y_at = units * lanes
        rows.append((n_in, n_out, _code(activations.CODES, activation), parameters_at, x_at, y_at, turned_at))
        settings.append(activation.slope if isinstance(activation, LeakyReLU) else 0.0)
        units += n_out
        x_at = y_at
        parameters_at += linear.n_parameters
        turned_at += -(-n_out // LANES) * LANES * lanes * block_tiles
    return Structure(
        layers=np.array(rows, dtype=np.int64).reshape(-1, N_COLUMNS),
        settings=np.array(settings),
        n_layers=len(rows),
        n_inputs=rows[0][0],
        n_outputs=rows[-1][1],
        lanes=lanes,
        tile_size=total * lanes,
        block_tiles=block_tiles,
        output_at=x_at,
        prediction_at=units * lanes,
        head=_code(outputs.HEADS, head),
        loss=_code(losses.CODES, loss),
        on_logits=int(loss.on_logits),
        loss_setting=_setting(loss),
        decision=_decision(decide),
        n_classes=n_classes,
    )


def memory_for(*structures: Structure) -> Memory:
    """Memory that is large enough for all of these."""
    tile = max(structure.tile_size for structure in structures)
    turned = max(
        int((-(-structure.layers[:, 1] // LANES)).sum()) * LANES * structure.lanes * structure.block_tiles
        for structure in structures
    )
    return Memory(
        values=np.zeros(max(structure.tile_size * structure.block_tiles for structure in structures)),
        slopes=np.zeros(tile),
        deltas=np.zeros(tile),
        turned=np.zeros(turned),
        targets=np.zeros(max(structure.n_outputs * structure.lanes for structure in structures)),
        losses=np.zeros(2 * LANES),
    )


def rule_of(optimizer: Optimizer, penalty: Penalty, weight_mask: Any, frozen: Any) -> Rule:
    """The tables of an update. Raises: Unsupported."""
    numbers: tuple[float, ...]
    match optimizer:
        case SGD():
            numbers = optimizer.momentum, float(optimizer.nesterov)
        case Adagrad():
            numbers = (optimizer.epsilon,)
        case RMSProp():
            numbers = optimizer.smoothing, optimizer.epsilon
        case Adam():
            numbers = optimizer.beta1, optimizer.beta2, optimizer.epsilon
        case _:
            numbers = ()
    return Rule(
        code=_code(optimizers.CODES, optimizer),
        rate=float(optimizer.learning_rate),
        numbers=np.array(numbers, dtype=np.float64),
        l1=float(penalty.l1),
        l2=float(penalty.l2),
        weight_mask=np.asarray(weight_mask, dtype=np.float64),
        frozen=frozen,
        n_frozen=len(frozen),
    )


def writable(array: NDArray[Any]) -> Any:
    """The array, or a copy where it is read-only: that would be another type to Numba."""
    return np.require(array, requirements=["C", "W"])


def _layers(network: Sequential) -> list[tuple[Linear, Activation]]:
    """Each Linear with the activation after it. Raises: Unsupported."""
    pairs: list[tuple[Linear, Activation]] = []
    for module in network.modules:
        if type(module) is Linear:
            pairs.append((module, Identity()))
        elif isinstance(module, Activation) and pairs and isinstance(pairs[-1][1], Identity):
            pairs[-1] = pairs[-1][0], module
        else:
            raise Unsupported(f"the compiled engine has no {type(module).__name__} in this place")
    if not pairs:
        raise Unsupported("the compiled engine needs a layer that learns")
    return pairs


def _code(codes: Mapping[Any, int], thing: object) -> int:
    """The number of a kind of thing: of exactly this kind, since a subclass may do anything. Raises: Unsupported."""
    code = codes.get(type(thing))
    if code is None:
        raise Unsupported(f"the compiled engine does not know {type(thing).__name__}")
    return code


def _setting(loss: Loss) -> float:
    if isinstance(loss, Huber):
        return float(loss.delta)
    return ProbabilityCrossEntropy.floor if isinstance(loss, ProbabilityCrossEntropy) else 0.0


def _decision(decide: Decide) -> int:
    kind = getattr(decide, "__self__", None)
    if not isinstance(kind, OutputKind) or kind.name not in outputs.DECISIONS:
        raise Unsupported("the compiled engine knows the decisions of OUTPUTS alone")
    return outputs.DECISIONS[kind.name]
