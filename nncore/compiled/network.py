"""A network forward and backward, a tile of samples at a time."""

from __future__ import annotations

import numpy as np

from nncore.compiled.activations import activate
from nncore.compiled.linear import (
    backward_one,
    backward_tile,
    forward_one,
    forward_tile,
    gradient_of_one,
    gradient_of_tiles,
    turn_tile,
)
from nncore.compiled.losses import loss_of_tile
from nncore.compiled.options import fast, part
from nncore.compiled.outputs import decide, head_backward, head_forward
from nncore.compiled.pointers import at, is_set
from nncore.compiled.tables import ACTIVATION, N_COLUMNS, N_IN, N_OUT, PARAMETERS_AT, TURNED_AT, X_AT, Y_AT


@fast
def put_rows(rows, n_columns, order, start, n, lanes, out):
    """Columns of the n samples order[start] …; of `lanes` samples, the last one standing for those that are missing."""
    for k in range(lanes):
        row = at(rows, order[start + min(k, n - 1)] * n_columns)
        for i in range(n_columns):
            out[i * lanes + k] = row[i]


@fast
def forward(layers, n_layers, settings, lanes, parameters, values, slopes):
    """The outputs of all layers of a tile whose inputs are in `values`."""
    for number in range(n_layers):
        layer = at(layers, number * N_COLUMNS)
        n_in, n_out = layer[N_IN], layer[N_OUT]
        w, x, y = at(parameters, layer[PARAMETERS_AT]), at(values, layer[X_AT]), at(values, layer[Y_AT])
        if lanes == 1:
            forward_one(w, n_in, n_out, x, y)
        else:
            forward_tile(w, n_in, n_out, x, y)
        activate(layer[ACTIVATION], settings[number], y, at(slopes, layer[Y_AT]), n_out * lanes)


@fast
def backward(layers, n_layers, lanes, parameters, deltas, slopes):
    """dL/dy before every activation, of the output's dL/dz, for one tile."""
    for number in range(n_layers - 1, 0, -1):
        layer = at(layers, number * N_COLUMNS)
        n_in, n_out, w = layer[N_IN], layer[N_OUT], at(parameters, layer[PARAMETERS_AT])
        x_deltas, x_slopes = at(deltas, layer[X_AT]), at(slopes, layer[X_AT])
        if lanes == 1:
            backward_one(w, n_in, n_out, at(deltas, layer[Y_AT]), x_deltas)
        else:
            backward_tile(w, n_in, n_out, at(deltas, layer[Y_AT]), x_deltas)
        for k in range(n_in * lanes):
            x_deltas[k] *= x_slopes[k]


@fast
def predict(head, values, slopes, n_outputs, lanes, output_at, prediction_at):
    """Make the prediction of the raw outputs of a tile."""
    p = at(values, prediction_at)
    for k in range(n_outputs * lanes):
        p[k] = values[output_at + k]
    head_forward(head, p, at(slopes, prediction_at), n_outputs, lanes)


@part
def _loss_backward(structure, memory, values, n, share):
    """The sum of the losses of the n samples in a tile; dL/dz goes to memory.deltas."""
    lanes, n_out = structure.lanes, structure.n_outputs
    z = structure.output_at
    y = z if structure.on_logits else structure.prediction_at
    deltas, slopes, prediction = at(memory.deltas, y), at(memory.slopes, y), at(values, y)
    if not structure.on_logits:
        predict(structure.head, values, memory.slopes, n_out, lanes, z, y)
    loss_of_tile(
        structure.loss, structure.loss_setting, prediction, n_out, memory.targets, deltas, share, memory.losses, lanes
    )
    total = 0.0
    for k in range(n):
        total += memory.losses[k]
    for k in range(n, lanes):
        for o in range(n_out):
            deltas[o * lanes + k] = 0.0
    if not structure.on_logits:
        head_backward(structure.head, deltas, prediction, slopes, n_out, lanes)
        for k in range(n_out * lanes):
            memory.deltas[z + k] = deltas[k]
    return total


@part
def gradient(structure, parameters, memory, rows, order, start, n_batch, gradients, flag):
    """The loss of a batch, and its gradient in `gradients`; False if the flag is raised meanwhile."""
    layers, n_layers, lanes, size = structure.layers, structure.n_layers, structure.lanes, structure.tile_size
    share = 1.0 / n_batch
    total = 0.0
    block = structure.block_tiles * lanes
    for block_start in range(0, n_batch, block):
        in_block = min(block, n_batch - block_start)
        n_tiles = (in_block + lanes - 1) // lanes
        for tile in range(n_tiles):
            first = block_start + tile * lanes
            if first and is_set(flag):
                return np.nan, False
            n, values = min(lanes, n_batch - first), at(memory.values, tile * size)
            put_rows(rows.inputs, structure.n_inputs, order, start + first, n, lanes, values)
            put_rows(rows.targets, structure.n_outputs, order, start + first, n, lanes, memory.targets)
            forward(layers, n_layers, structure.settings, lanes, parameters, values, memory.slopes)
            total += _loss_backward(structure, memory, values, n, share)
            backward(layers, n_layers, lanes, parameters, memory.deltas, memory.slopes)
            for number in range(n_layers):
                layer = at(layers, number * N_COLUMNS)
                n_in, n_out, deltas = layer[N_IN], layer[N_OUT], at(memory.deltas, layer[Y_AT])
                if lanes == 1:
                    g = at(gradients, layer[PARAMETERS_AT])
                    gradient_of_one(at(values, layer[X_AT]), deltas, n_in, n_out, g, first == 0)
                else:
                    turn_tile(deltas, n_out, tile, n_tiles, at(memory.turned, layer[TURNED_AT]))
        if lanes > 1:
            for number in range(n_layers):
                layer = at(layers, number * N_COLUMNS)
                x, turned = at(memory.values, layer[X_AT]), at(memory.turned, layer[TURNED_AT])
                g = at(gradients, layer[PARAMETERS_AT])
                gradient_of_tiles(n_tiles, x, size, turned, layer[N_IN], layer[N_OUT], g, block_start == 0)
    return total * share, True


@part
def look(structure, parameters, memory, rows, start, stop, flag, found):
    """What the network makes of the samples from start to stop; put into `found`, as far as it is wanted.

    Returns whether it is whole: not where the flag was raised meanwhile.
    """
    lanes, values, n_out = structure.lanes, memory.values, structure.n_outputs
    p = at(values, structure.prediction_at)
    y = at(values, structure.output_at) if structure.on_logits else p
    for first in range(start, stop, lanes):
        if first > start and is_set(flag):
            return False
        n = min(lanes, stop - first)
        put_rows(rows.inputs, structure.n_inputs, rows.in_order, first, n, lanes, values)
        forward(structure.layers, structure.n_layers, structure.settings, lanes, parameters, values, memory.slopes)
        predict(structure.head, values, memory.slopes, n_out, lanes, structure.output_at, structure.prediction_at)
        if found.wants_losses:
            put_rows(rows.targets, n_out, rows.in_order, first, n, lanes, memory.targets)
            loss_of_tile(
                structure.loss, structure.loss_setting, y, n_out, memory.targets, memory.deltas, 1.0, memory.losses,
                lanes,
            )  # fmt: skip
        if found.wants_losses or found.wants_each:
            for k in range(n):
                label = decide(structure.decision, at(p, k), n_out, lanes, structure.n_classes)
                if found.wants_losses:
                    found.sums[0] += memory.losses[k]
                    found.sums[1] += label == rows.labels[first + k]
                if found.wants_each:
                    found.classes[first + k] = label
                    found.losses[first + k] = memory.losses[k]
        for unit in range(found.units_stop - found.units_start):
            answers, out = at(values, (found.units_start + unit) * lanes), at(found.units, unit * rows.n + first)
            for k in range(n):
                out[k] = answers[k]
    return True
