"""What the compiled loops are given: tuples of arrays and numbers, and the columns of their tables."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import Array, Labels

Integers = NDArray[np.int64]

# Columns of Structure.layers: sizes, code of the activation that follows, and where things are: the parameters in their
# vector, x and y in a tile, the turned deltas in their memory.
N_IN, N_OUT, ACTIVATION, PARAMETERS_AT, X_AT, Y_AT, TURNED_AT, N_COLUMNS = range(8)

# Where a run stands (Run.counters) …
STEP, UPDATES, POSITION, EPOCH, IS_DRAWN, HAS_GRADIENT, N_COUNTERS = range(7)
# … and what was seen (Run.seen): loss of the next batch and of the last one, and of what went wrong.
NEXT_LOSS, BATCH_LOSS, FAULT_LOSS, N_SEEN = range(4)
N_GENERATOR = 6
# How a call ended.
DONE, GIVEN_UP, BAD_LENGTH, BAD_LOSS, BAD_GRADIENT, BAD_TRAINING_LOSS = range(6)


class Structure(NamedTuple):
    """A network, its head and its loss.

    layers (L, N_COLUMNS); settings (L,): of the activations (the slope of a leaky ReLU).
    lanes: samples in a tile, LANES or 1; tile_size: numbers in a tile; block_tiles: how many are taken before their
    gradient is summed. output_at, prediction_at: where in a tile z and the prediction are.
    """

    layers: Integers
    settings: Array
    n_layers: int
    n_inputs: int
    n_outputs: int
    lanes: int
    tile_size: int
    block_tiles: int
    output_at: int
    prediction_at: int
    head: int
    loss: int
    on_logits: int
    loss_setting: float
    decision: int
    n_classes: int


class Memory(NamedTuple):
    """What forward and backward write to: values of a block of tiles; all else of one tile, but for turned deltas."""

    values: Array
    slopes: Array
    deltas: Array
    turned: Array
    targets: Array
    losses: Array


class Rows(NamedTuple):
    """n samples: inputs (n, I), targets (n, O), labels (n,); in_order: 0 … n−1, the order of a look at all of them."""

    inputs: Array
    targets: Array
    labels: Labels
    in_order: Labels
    n: int


class Rule(NamedTuple):
    """How parameters change: rule and its numbers (see optimizers.update), penalty, and what is frozen."""

    code: int
    rate: float
    numbers: Array
    l1: float
    l2: float
    weight_mask: Array
    frozen: Labels
    n_frozen: int


class Run(NamedTuple):
    """Where a run stands, and what it was at its last good step."""

    counters: Integers
    seen: Array
    parameters: Array
    gradients: Array
    slots: Array
    last_parameters: Array
    last_slots: Array
    generator: Any  # uint64 (6,), see order.py: now …
    epoch_start: Any  # … and at the start of the epoch
    order: Labels
    n_parameters: int
    n_slots: int
    n_samples: int
    batch_size: int
    replacement: int


class Curves(NamedTuple):
    """Rows that a call may fill; kept (3,) says how many it filled.

    steps (…, 2) and epochs (…, 7): those that fit before the series thins itself; moments: memory of its own. Each with
    the number of rows and their stride.
    """

    steps: Array
    steps_room: int
    steps_stride: int
    epochs: Array
    epochs_room: int
    epochs_stride: int
    moments: Integers  # (…, N_COUNTERS)
    moments_generator: Any  # uint64 (…, N_GENERATOR), at the start of the epoch
    moments_parameters: Array  # (…, P)
    moments_slots: Array  # (…, S P)
    moments_room: int
    moments_stride: int
    kept: Integers


class Found(NamedTuple):
    """What a look at n samples gives, in addition to what is there.

    sums (2,): of the losses, and how many were right. classes (n,), losses (n,): of each. units (stop − start, n): what
    these units answer, counted through inputs, layers, and last the predictions.
    """

    sums: Array
    wants_losses: bool
    classes: Labels
    losses: Array
    wants_each: bool
    units: Array
    units_start: int
    units_stop: int
