"""Heads, which make a prediction of the raw outputs, and the decision for a class. (Reference: nncore/outputs.py.)

All pointers are to a tile: the numbers of output o lie from o · lanes on, one for each of its samples; lanes is LANES
or 1.
"""

from __future__ import annotations

import math

import numpy as np

from nncore.activations import Identity, Sigmoid, Sign
from nncore.compiled import activations
from nncore.compiled.activations import activate
from nncore.compiled.mathematics import exp
from nncore.compiled.options import fast, part
from nncore.compiled.pointers import at
from nncore.compiled.vector import LANES
from nncore.normalizers import Softmax, UnitNorm

SOFTMAX, UNIT_NORM = 100, 101
HEADS = {
    Identity: activations.IDENTITY,
    Sign: activations.SIGN,
    Sigmoid: activations.SIGMOID,
    Softmax: SOFTMAX,
    UnitNorm: UNIT_NORM,
}
_SIGN, _SIGMOID, _CLASS_NUMBER, _PER_CLASS, _VALUE = range(5)
DECISIONS = {
    "sign": _SIGN,
    "sigmoid": _SIGMOID,
    "class-number": _CLASS_NUMBER,
    "per-class": _PER_CLASS,
    "value": _VALUE,
}


@fast
def exp_of_each(values, n):
    for k in range(n):
        values[k] = exp(values[k])


@part
def shift_to_zero(values, n_out, lanes, largest):
    """Subtract from the outputs of each sample the largest of them, for which there is room. NaN stays."""
    for k in range(lanes):
        largest[k] = values[k]
    for o in range(1, n_out):
        row = at(values, o * lanes)
        for k in range(lanes):
            largest[k] = largest[k] if row[k] <= largest[k] else row[k]
    for o in range(n_out):
        row = at(values, o * lanes)
        for k in range(lanes):
            row[k] -= largest[k]


@part
def _softmax(values, n_out, lanes, total):
    shift_to_zero(values, n_out, lanes, total)
    exp_of_each(values, n_out * lanes)
    for k in range(lanes):
        total[k] = 0.0
    for o in range(n_out):
        row = at(values, o * lanes)
        for k in range(lanes):
            total[k] += row[k]
    for o in range(n_out):
        row = at(values, o * lanes)
        for k in range(lanes):
            row[k] /= total[k]


@fast
def head_forward(head, values, slopes, n_out, lanes):
    """Put predictions in the place of raw outputs; slopes gets what head_backward() needs."""
    if head < SOFTMAX:
        activate(head, 0.0, values, slopes, n_out * lanes)
    elif head == SOFTMAX:
        if lanes == 1:  # a number of turns that is known makes vector instructions of a loop
            _softmax(values, n_out, 1, slopes)
        else:
            _softmax(values, n_out, LANES, slopes)
    else:
        for k in range(lanes):
            # Divide by the largest number first: its square could overflow, or vanish.
            largest = 0.0
            for o in range(n_out):
                size = abs(values[k + o * lanes])
                largest = largest if size <= largest else size
            if largest == 0.0:
                slopes[k] = 0.0
                continue
            squares = 0.0
            for o in range(n_out):
                values[k + o * lanes] /= largest
                squares += values[k + o * lanes] * values[k + o * lanes]
            length = math.sqrt(squares)
            for o in range(n_out):
                values[k + o * lanes] /= length
            slopes[k] = 1.0 / (largest * length)


@fast
def head_backward(head, deltas, values, slopes, n_out, lanes):
    """Put dL/dz in the place of dL/dprediction; values: the predictions."""
    if head < SOFTMAX:
        for k in range(n_out * lanes):
            deltas[k] *= slopes[k]
        return
    for k in range(lanes):
        along = 0.0
        for o in range(n_out):
            along += deltas[k + o * lanes] * values[k + o * lanes]
        for o in range(n_out):
            if head == SOFTMAX:
                deltas[k + o * lanes] = (deltas[k + o * lanes] - along) * values[k + o * lanes]
            else:
                deltas[k + o * lanes] = (deltas[k + o * lanes] - along * values[k + o * lanes]) * slopes[k]


@fast
def decide(decision, values, n_out, lanes, n_classes):
    """The class of the one sample whose predictions begin here."""
    y = values[0]
    if decision == _SIGN:
        return 1 if y >= 0.0 else 0
    if decision == _SIGMOID:
        return 1 if y >= 0.5 else 0
    if decision == _CLASS_NUMBER:
        number = y if y > 0.0 else 0.0  # NaN becomes 0 as well
        return np.intp(np.rint(min(number, n_classes - 1.0)))
    if decision == _VALUE:
        return 0
    best = 0
    for o in range(1, n_out):
        y = values[o * lanes]
        if y > values[best * lanes] or (math.isnan(y) and not math.isnan(values[best * lanes])):
            best = o
    return best
