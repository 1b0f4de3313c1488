"""The losses: of a tile, the loss of each sample and dL/dprediction. (Reference: value_losses.py, class_losses.py.)

Pointers are as in outputs.py. Those that take each output by itself are functions of a prediction y and a target
t that return the loss and its derivative.
"""

from __future__ import annotations

from typing import Any

from nncore.class_losses import BinaryCrossEntropy, CrossEntropy, Hinge, PerceptronCriterion, ProbabilityCrossEntropy
from nncore.compiled.mathematics import log, sigmoid, softplus
from nncore.compiled.options import fast, part
from nncore.compiled.outputs import exp_of_each, shift_to_zero
from nncore.compiled.pointers import at
from nncore.compiled.vector import LANES
from nncore.value_losses import AbsoluteError, Huber, SquaredError

_SQUARED, _ABSOLUTE, _HUBER, _BINARY, _PERCEPTRON, _HINGE, _CROSS_ENTROPY, _PROBABILITY = range(8)
CODES = {
    SquaredError: _SQUARED,
    AbsoluteError: _ABSOLUTE,
    Huber: _HUBER,
    BinaryCrossEntropy: _BINARY,
    PerceptronCriterion: _PERCEPTRON,
    Hinge: _HINGE,
    CrossEntropy: _CROSS_ENTROPY,
    ProbabilityCrossEntropy: _PROBABILITY,
}


def each_output(function: Any) -> Any:
    """A loss that is the sum of a function over the outputs."""
    function = part(function)

    @fast
    def loss_of_each(setting, values, n_out, targets, deltas, share, losses, lanes):
        for k in range(lanes):
            losses[k] = 0.0
        for o in range(n_out):
            y, t, d = at(values, o * lanes), at(targets, o * lanes), at(deltas, o * lanes)
            for k in range(lanes):
                loss, slope = function(y[k], t[k], setting)
                losses[k] += loss
                d[k] = slope * share

    return loss_of_each


@each_output
def _squared(y, t, _setting):
    e = y - t
    return e * e, 2.0 * e


@each_output
def _absolute(y, t, _setting):
    e = y - t
    return abs(e), (1.0 if e > 0.0 else (-1.0 if e < 0.0 else e))


@each_output
def _huber(y, t, delta):
    e = y - t
    held = delta if e > delta else (-delta if e < -delta else e)
    return held * (e - 0.5 * held), held


@each_output
def _binary(z, t, _setting):
    return softplus(z) - t * z, sigmoid(z) - t


@each_output
def _perceptron(z, t, _setting):
    cost = -(t * z)
    return (0.0 if cost < 0.0 else cost), (-t if cost >= 0.0 else 0.0)


@each_output
def _hinge(z, t, _setting):
    cost = 1.0 - t * z
    return (0.0 if cost < 0.0 else cost), (-t if cost > 0.0 else 0.0)


@part
def _cross_entropy(values, n_out, targets, deltas, share, losses, lanes):
    total = at(losses, lanes)
    for k in range(n_out * lanes):
        deltas[k] = values[k]
    shift_to_zero(deltas, n_out, lanes, total)
    for k in range(lanes):
        losses[k] = 0.0
    for o in range(n_out):
        z, t = at(deltas, o * lanes), at(targets, o * lanes)
        for k in range(lanes):
            losses[k] -= z[k] * t[k]
    exp_of_each(deltas, n_out * lanes)
    for k in range(lanes):
        total[k] = 0.0
    for o in range(n_out):
        p = at(deltas, o * lanes)
        for k in range(lanes):
            total[k] += p[k]
    for k in range(lanes):
        losses[k] += log(total[k])
    for o in range(n_out):
        p, t = at(deltas, o * lanes), at(targets, o * lanes)
        for k in range(lanes):
            p[k] = (p[k] / total[k] - t[k]) * share


@fast
def _probability(floor, values, n_out, targets, deltas, share, losses, lanes):
    for k in range(lanes):
        chosen = 0.0
        for o in range(n_out):
            chosen += values[k + o * lanes] * targets[k + o * lanes]
        held = floor if chosen < floor else chosen
        losses[k] = (held - chosen) / floor - log(held)
        for o in range(n_out):
            deltas[k + o * lanes] = -share * targets[k + o * lanes] / held


@fast
def _hinge_of_many(_setting, values, n_out, targets, deltas, share, losses, lanes):
    for k in range(lanes):
        chosen = 0.0
        for o in range(n_out):
            chosen += values[k + o * lanes] * targets[k + o * lanes]
        total = rivals = 0.0
        for o in range(n_out):
            t = targets[k + o * lanes]
            cost = values[k + o * lanes] - chosen + 1.0 - t  # 0 for the right class itself
            total += 0.0 if cost < 0.0 else cost
            deltas[k + o * lanes] = share if cost > 0.0 else 0.0
            rivals += 1.0 if cost > 0.0 else 0.0
        losses[k] = total
        for o in range(n_out):
            deltas[k + o * lanes] -= targets[k + o * lanes] * rivals * share


@fast
def loss_of_tile(code, setting, values, n_out, targets, deltas, share, losses, lanes):
    """The loss of each sample, and dL/dprediction for a mean loss in which each sample has this share.

    losses: room for twice as many numbers as there are samples.
    """
    if code == _SQUARED:
        _squared(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _ABSOLUTE:
        _absolute(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _HUBER:
        _huber(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _BINARY:
        _binary(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _PERCEPTRON:
        _perceptron(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _HINGE and n_out == 1:
        _hinge(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _HINGE:
        _hinge_of_many(setting, values, n_out, targets, deltas, share, losses, lanes)
    elif code == _CROSS_ENTROPY:
        if lanes == 1:  # as in outputs.head_forward()
            _cross_entropy(values, n_out, targets, deltas, share, losses, 1)
        else:
            _cross_entropy(values, n_out, targets, deltas, share, losses, LANES)
    else:
        _probability(setting, values, n_out, targets, deltas, share, losses, lanes)
