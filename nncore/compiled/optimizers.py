"""The rules by which parameters follow their gradients. (Reference: nncore/optimizers.py.)"""

from __future__ import annotations

import math

from nncore.compiled.options import fast
from nncore.compiled.pointers import at
from nncore.optimizers import SGD, Adagrad, Adam, RMSProp

_SGD, _ADAGRAD, _RMSPROP, _ADAM = range(4)
CODES = {SGD: _SGD, Adagrad: _ADAGRAD, RMSProp: _RMSPROP, Adam: _ADAM}


@fast
def _sgd(rate, momentum, nesterov, p, g, slots, last_p, last_slots, n):
    length = 0.0
    if momentum == 0.0:
        for i in range(n):
            last_p[i] = p[i]
            p[i] -= rate * g[i]
            length += p[i] * p[i]
        return length
    ahead = 1.0 if nesterov else 0.0
    for i in range(n):
        last_p[i], last_slots[i] = p[i], slots[i]
        v = momentum * slots[i] + g[i]
        slots[i] = v
        p[i] -= rate * (v + ahead * (g[i] + (momentum - 1.0) * v))
        length += p[i] * p[i]
    return length


@fast
def _adagrad(rate, epsilon, p, g, slots, last_p, last_slots, n):
    length = 0.0
    for i in range(n):
        last_p[i], last_slots[i] = p[i], slots[i]
        slots[i] += g[i] * g[i]
        p[i] -= rate * g[i] / (math.sqrt(slots[i]) + epsilon)
        length += p[i] * p[i]
    return length


@fast
def _rmsprop(rate, smoothing, epsilon, p, g, slots, last_p, last_slots, n):
    length = 0.0
    for i in range(n):
        last_p[i], last_slots[i] = p[i], slots[i]
        slots[i] = smoothing * slots[i] + (1.0 - smoothing) * (g[i] * g[i])
        p[i] -= rate * g[i] / (math.sqrt(slots[i]) + epsilon)
        length += p[i] * p[i]
    return length


@fast
def _adam(rate, beta1, beta2, epsilon, updates, p, g, slots, last_p, last_slots, n):
    step = rate / (1.0 - beta1**updates)
    root = math.sqrt(1.0 - beta2**updates)
    m, v, last_m, last_v = slots, at(slots, n), last_slots, at(last_slots, n)
    length = 0.0
    for i in range(n):
        last_p[i], last_m[i], last_v[i] = p[i], m[i], v[i]
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * (g[i] * g[i])
        p[i] -= step * m[i] / (math.sqrt(v[i]) / root + epsilon)
        length += p[i] * p[i]
    return length


@fast
def update(code, rate, numbers, updates, p, g, slots, last_p, last_slots, n):
    """One update of n parameters, after a copy of them and of the slots to last_…. Returns their length, squared.

    numbers: momentum and whether Nesterov's; ε; smoothing and ε; or β₁, β₂ and ε.
    """
    if code == _SGD:
        return _sgd(rate, numbers[0], numbers[1] > 0.0, p, g, slots, last_p, last_slots, n)
    if code == _ADAGRAD:
        return _adagrad(rate, numbers[0], p, g, slots, last_p, last_slots, n)
    if code == _RMSPROP:
        return _rmsprop(rate, numbers[0], numbers[1], p, g, slots, last_p, last_slots, n)
    return _adam(rate, numbers[0], numbers[1], numbers[2], updates, p, g, slots, last_p, last_slots, n)
