"""The order of the samples, drawn from NumPy's generator PCG64 without NumPy: see Sampler, whose orders these are.

A generator is six numbers (uint64): the upper and lower half of its state and of its increment, whether half of a draw
is left over, and that half. Source of the generator: O'Neill, 2014; of the draw below a bound: Lemire, 2019. Should
NumPy ever draw otherwise, self_test.py notices, and training is left to the reference.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nncore.compiled.options import fast, part

MULTIPLIER_HIGH, MULTIPLIER_LOW = np.uint64(0x2360ED051FC65DA4), np.uint64(0x4385DF649FCCF645)
LOWER = np.uint64(0xFFFFFFFF)
_32, _64, _58, _1, _0 = np.uint64(32), np.uint64(64), np.uint64(58), np.uint64(1), np.uint64(0)


def packed(state: dict[str, Any], out: np.ndarray) -> None:
    """The state of a PCG64 generator, as NumPy gives it, as six numbers."""
    number, increment = state["state"]["state"], state["state"]["inc"]
    lower = (1 << 64) - 1
    out[:] = number >> 64, number & lower, increment >> 64, increment & lower, state["has_uint32"], state["uinteger"]


def unpacked(numbers: np.ndarray) -> dict[str, Any]:
    """The state as NumPy takes it."""
    high, low, increment_high, increment_low, has_half, half = numbers.tolist()
    return {
        "bit_generator": "PCG64",
        "state": {"state": high << 64 | low, "inc": increment_high << 64 | increment_low},
        "has_uint32": has_half,
        "uinteger": half,
    }


@part
def _product_above(a, b):
    """The upper half of a · b."""
    a1, a0, b1, b0 = a >> _32, a & LOWER, b >> _32, b & LOWER
    middle = a1 * b0 + (a0 * b0 >> _32)
    other = a0 * b1 + (middle & LOWER)
    return a1 * b1 + (middle >> _32) + (other >> _32)


@part
def _next_64(generator):
    high, low = generator[0], generator[1]
    new_high = _product_above(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH
    new_low = low * MULTIPLIER_LOW
    low = new_low + generator[3]
    high = new_high + generator[2] + (_1 if low < new_low else _0)
    generator[0], generator[1] = high, low
    mixed = high ^ low
    turn = high >> _58
    return (mixed >> turn) | (mixed << ((_64 - turn) & np.uint64(63)))


@part
def _next_32(generator):
    if generator[4]:
        generator[4] = _0
        return generator[5]
    number = _next_64(generator)
    generator[4] = _1
    generator[5] = number >> _32
    return number & LOWER


@part
def _below(generator, bound):
    """A whole number from 0 to bound − 1, for a bound below 2³²."""
    if bound <= 1:
        return 0
    size = np.uint64(bound)
    product = _next_32(generator) * size
    if product & LOWER < size:
        threshold = (LOWER - (size - _1)) % size
        while product & LOWER < threshold:
            product = _next_32(generator) * size
    return np.intp(product >> _32)


@fast
def draw_order(generator, replacement, order, n):
    """An order of n samples: a permutation, or as many draws."""
    if replacement:
        for k in range(n):
            order[k] = _below(generator, n)
        return
    for k in range(n):
        order[k] = k
    mask = _1
    while mask < np.uint64(n):
        mask = mask << _1
    for last in range(n - 1, 0, -1):
        # The bits that such a number may have; a draw that is too large is drawn again.
        while mask >> _1 >= np.uint64(last + 1):
            mask = mask >> _1
        other = np.intp(_next_32(generator) & (mask - _1))
        while other > last:
            other = np.intp(_next_32(generator) & (mask - _1))
        order[last], order[other] = order[other], order[last]
