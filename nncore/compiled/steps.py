"""Many training steps in one call, without the interpreter lock: Trainer._step, step for step.

Everything here works on bare pointers (pointers.py); entries.py makes them of arrays.
"""

from __future__ import annotations

import math

import numpy as np

from nncore.checkpoint import EXPLODED, LONGEST
from nncore.compiled.network import gradient, look
from nncore.compiled.optimizers import update
from nncore.compiled.options import fast, part
from nncore.compiled.order import draw_order
from nncore.compiled.pointers import at, is_set
from nncore.compiled.tables import (
    BAD_GRADIENT,
    BAD_LENGTH,
    BAD_LOSS,
    BAD_TRAINING_LOSS,
    BATCH_LOSS,
    DONE,
    EPOCH,
    FAULT_LOSS,
    GIVEN_UP,
    HAS_GRADIENT,
    IS_DRAWN,
    N_COUNTERS,
    N_GENERATOR,
    NEXT_LOSS,
    POSITION,
    STEP,
    UPDATES,
)
from nncore.history import EPOCH_COLUMNS

N_EPOCH_COLUMNS = len(EPOCH_COLUMNS)


@fast
def _squared_length(vector, n):
    total = 0.0
    for i in range(n):
        total += vector[i] * vector[i]
    return total


@fast
def _copy(source, target, n):
    for i in range(n):
        target[i] = source[i]


@fast
def _add_penalty(rule, parameters, gradients, n):
    for i in range(n):
        p = parameters[i]
        sign = 1.0 if p > 0.0 else (-1.0 if p < 0.0 else 0.0)
        gradients[i] += rule.weight_mask[i] * (rule.l1 * sign + rule.l2 * p)


@fast
def _penalty(rule, parameters, n):
    absolute = squares = 0.0
    for i in range(n):
        w = parameters[i] * rule.weight_mask[i]
        absolute += abs(w)
        squares += w * w
    return rule.l1 * absolute + 0.5 * rule.l2 * squares


@part
def _draw(run):
    """A new order of the samples."""
    n = run.n_samples
    run.counters[IS_DRAWN] = 1
    if run.replacement or run.batch_size < n or run.counters[POSITION] > 0:
        draw_order(run.generator, run.replacement, run.order, n)
    else:
        for k in range(n):
            run.order[k] = k


@part
def look_ahead(structure, memory, train, rule, run, flag):
    """The loss of the next batch, and its gradient with the penalty in run.gradients. Returns how it ended."""
    counters, gradients, n = run.counters, run.gradients, run.n_parameters
    if not counters[IS_DRAWN]:
        _draw(run)
    start = counters[POSITION]
    n_batch = min(run.batch_size, run.n_samples - start)
    loss, is_whole = gradient(structure, run.parameters, memory, train, run.order, start, n_batch, gradients, flag)
    if not is_whole:
        return GIVEN_UP
    if rule.l1 != 0.0 or rule.l2 != 0.0:
        _add_penalty(rule, run.parameters, gradients, n)
    run.seen[FAULT_LOSS] = loss
    if not loss <= EXPLODED:
        return BAD_LOSS
    if not math.isfinite(_squared_length(gradients, n)):
        return BAD_GRADIENT
    run.seen[NEXT_LOSS] = loss
    counters[HAS_GRADIENT] = 1
    return DONE


@part
def _follow(rule, run):
    """Follow the gradient at hand, which uses up its batch. Returns how it ended."""
    counters, parameters, n = run.counters, run.parameters, run.n_parameters
    for i in range(rule.n_frozen):
        run.gradients[rule.frozen[i]] = 0.0
    counters[UPDATES] += 1
    squared_length = update(
        rule.code, rule.rate, rule.numbers, counters[UPDATES], parameters, run.gradients, run.slots,
        run.last_parameters, run.last_slots, n,
    )  # fmt: skip
    if rule.n_frozen:
        for i in range(rule.n_frozen):
            parameters[rule.frozen[i]] = run.last_parameters[rule.frozen[i]]
        squared_length = _squared_length(parameters, n)
    if not math.sqrt(squared_length) <= LONGEST:
        run.seen[FAULT_LOSS] = run.seen[NEXT_LOSS]
        return BAD_LENGTH
    counters[POSITION] += run.batch_size
    if counters[POSITION] >= run.n_samples:
        counters[POSITION] = 0
        counters[EPOCH] += 1
        counters[IS_DRAWN] = 0
        _copy(run.generator, run.epoch_start, N_GENERATOR)
    counters[HAS_GRADIENT] = 0
    return DONE


@part
def _epoch_row(looking, memory, train, test, rule, run, found, row, flag):
    """Look at all samples at the end of an epoch. Returns how it ended."""
    row[0], row[1] = run.counters[STEP] + 1, run.counters[EPOCH]
    for number in range(2):
        rows = test if number else train
        found.sums[0] = found.sums[1] = 0.0
        if not look(looking, run.parameters, memory, rows, 0, rows.n, flag, found):
            return GIVEN_UP
        row[2 + number] = found.sums[0] / rows.n if rows.n else np.nan
        row[4 + number] = found.sums[1] / rows.n if rows.n and looking.n_classes else np.nan
        if number == 0 and not row[2] <= EXPLODED:
            run.seen[FAULT_LOSS] = row[2]
            return BAD_TRAINING_LOSS
    row[6] = _penalty(rule, run.parameters, run.n_parameters)
    return DONE


@part
def _keep(curves, step, loss, has_row):
    """Put a step into the curves. Returns whether one of them has no more room."""
    kept = curves.kept
    is_full = False
    if step % curves.steps_stride == 0:
        curves.steps[2 * kept[0]], curves.steps[2 * kept[0] + 1] = step, loss
        kept[0] += 1
        is_full = kept[0] == curves.steps_room
    if has_row:
        kept[1] += 1
        is_full = is_full or kept[1] == curves.epochs_room
    return is_full


@part
def _keep_moment(curves, run):
    """Put the present moment into the path, if it is due there. Returns whether there is no more room."""
    if run.counters[STEP] % curves.moments_stride:
        return False
    number, n, n_all_slots = curves.kept[2], run.n_parameters, run.n_parameters * run.n_slots
    _copy(run.counters, at(curves.moments, number * N_COUNTERS), N_COUNTERS)
    _copy(run.epoch_start, at(curves.moments_generator, number * N_GENERATOR), N_GENERATOR)
    _copy(run.parameters, at(curves.moments_parameters, number * n), n)
    _copy(run.slots, at(curves.moments_slots, number * n_all_slots), n_all_slots)
    curves.kept[2] = number + 1
    return number + 1 == curves.moments_room


@part
def advance(most, structure, looking, memory, train, test, rule, run, curves, found, saved, flag):
    """Make so many steps; fewer if a curve is full, the flag is raised, or one goes wrong (and is undone).

    Whatever it is, the gradient of the next batch is at hand in the end; with most = 0 nothing else is done.
    found: to look with at the end of an epoch; saved: six numbers, for the generator.
    Returns the steps made, how it ended, and whether no step had been tried.
    """
    counters, seen, n = run.counters, run.seen, run.n_parameters
    made = 0
    is_tried = is_full = False  # whether a step has been taken that is not known to be sound
    updates = position = epoch = 0
    loss = np.nan
    while True:
        ended = DONE
        if not counters[HAS_GRADIENT]:
            ended = look_ahead(structure, memory, train, rule, run, flag)
        if is_tried and ended == DONE:
            has_row = counters[POSITION] == 0 and counters[EPOCH] % curves.epochs_stride == 0
            if has_row:
                row = at(curves.epochs, curves.kept[1] * N_EPOCH_COLUMNS)
                ended = _epoch_row(looking, memory, train, test, rule, run, found, row, flag)
            if ended == DONE:
                is_full = _keep(curves, counters[STEP], loss, has_row)
                is_tried = False
                counters[STEP] += 1
                is_full = _keep_moment(curves, run) or is_full
                made += 1
                seen[BATCH_LOSS] = loss
        if ended == DONE:
            if made == most or is_full or is_set(flag):
                return made, DONE, False
            updates, position, epoch = counters[UPDATES], counters[POSITION], counters[EPOCH]
            loss = seen[NEXT_LOSS]
            _copy(run.epoch_start, saved, N_GENERATOR)
            is_tried = True
            ended = _follow(rule, run)
        if ended != DONE:
            if is_tried:
                _copy(run.last_parameters, run.parameters, n)
                _copy(run.last_slots, run.slots, n * run.n_slots)
                counters[UPDATES], counters[POSITION], counters[EPOCH] = updates, position, epoch
                counters[IS_DRAWN] = 0
                _copy(saved, run.epoch_start, N_GENERATOR)
                _copy(saved, run.generator, N_GENERATOR)
            counters[HAS_GRADIENT] = 0
            return made, ended, not is_tried
