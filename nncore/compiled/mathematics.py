"""exp, tanh, σ, log, sin and cos of one number, written so that a loop over them becomes vector instructions.

A call of libm's stops LLVM from doing that, and costs 5 to 20 ns a number; these take 1 to 3. Each is a reduction of
the range and a polynomial. What rounds on purpose must not be reordered, so contraction is all the fast-math here.
Absolute error at most 3e-16 (relative, where results are larger than 1); NaN stays NaN.
"""

from __future__ import annotations

import math

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from nncore.compiled.options import exact, exact_part

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts, the first one short
ROUND = 6755399441055744.0  # 1.5 · 2⁵²: added to a small number, it leaves its nearest integer in the lowest bits
EXPONENT_OF_1 = 1023
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
TWO_OVER_PI = 2 / math.pi
# π/2 in three parts, the first two short, so that small multiples of them are exact.
HALF_PI_1, HALF_PI_2, HALF_PI_3 = 1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21
LARGEST_ANGLE = 1e5  # for the reduction by these three; beyond it libm is asked

# (eˢ − 1 − r) / r² on |r| ≤ ½ ln 2: Taylor's coefficients 1/n!, whose remainder is below 1e-17 there.
EXP_TERMS = tuple(1 / math.factorial(n) for n in range(2, 14))
# artanh(s)/s in s² on |s| ≤ 0.172
ARTANH_TERMS = tuple(1 / (2 * n + 1) for n in range(12))
# sin r / r and cos r in r² on |r| ≤ π/4
SINE_TERMS = tuple((-1) ** n / math.factorial(2 * n + 1) for n in range(9))
COSINE_TERMS = tuple((-1) ** n / math.factorial(2 * n) for n in range(10))


@intrinsic
def _bits(_context, number):
    """The 64 bits of a float as an integer."""

    def generate(_context, builder, _signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _float(_context, bits):
    """The float with these 64 bits."""

    def generate(_context, builder, _signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@exact_part
def exp_parts(x):
    """s, p with eˣ = s + s p, where s is a power of 2 and |p| < 0.42; x within ±708."""
    rounded = x * LOG2_E + ROUND
    whole = rounded - ROUND
    r = (x - whole * LN2_HIGH) - whole * LN2_LOW
    q = EXP_TERMS[11]
    q = q * r + EXP_TERMS[10]
    q = q * r + EXP_TERMS[9]
    q = q * r + EXP_TERMS[8]
    q = q * r + EXP_TERMS[7]
    q = q * r + EXP_TERMS[6]
    q = q * r + EXP_TERMS[5]
    q = q * r + EXP_TERMS[4]
    q = q * r + EXP_TERMS[3]
    q = q * r + EXP_TERMS[2]
    q = q * r + EXP_TERMS[1]
    q = q * r + EXP_TERMS[0]
    return _float((_bits(rounded) + EXPONENT_OF_1) << 52), r + r * r * q


@exact_part
def held(x, low, high):
    """x, but not below low nor above high; NaN stays."""
    x = low if x < low else x
    return high if x > high else x


@exact
def exp(x):
    """eˣ; 0 below x = −708, and held at e⁷⁰⁸ above."""
    s, p = exp_parts(held(x, -708.0, 708.0))
    return 0.0 if x < -708.0 else s + s * p


@exact
def tanh(x):
    s, p = exp_parts(held(2.0 * x, -80.0, 80.0))
    e = s * p + (s - 1.0)  # e²ˣ − 1, accurate near 0 as well
    return e / (e + 2.0)


@exact
def sigmoid(x):
    s, p = exp_parts(held(-x, -708.0, 708.0))
    return 1.0 / (1.0 + (s + s * p))


@exact
def log(x):
    """ln x for a positive and finite number that is not denormal; NaN stays."""
    exponent = (_bits(x) - SQRT_HALF_BITS) >> 52
    mantissa = _float(_bits(x) - (exponent << 52))  # from √½ to √2
    s = (mantissa - 1.0) / (mantissa + 1.0)
    s2 = s * s
    q = ARTANH_TERMS[11]
    q = q * s2 + ARTANH_TERMS[10]
    q = q * s2 + ARTANH_TERMS[9]
    q = q * s2 + ARTANH_TERMS[8]
    q = q * s2 + ARTANH_TERMS[7]
    q = q * s2 + ARTANH_TERMS[6]
    q = q * s2 + ARTANH_TERMS[5]
    q = q * s2 + ARTANH_TERMS[4]
    q = q * s2 + ARTANH_TERMS[3]
    q = q * s2 + ARTANH_TERMS[2]
    q = q * s2 + ARTANH_TERMS[1]
    # The exponent as a float, by the same trick as in exp_parts: not every processor converts vectors of integers.
    whole = _float(_bits(ROUND) + exponent) - ROUND
    small = 2.0 * s + (2.0 * s * s2 * q + whole * LN2_LOW)
    return whole * LN2_HIGH + small + (x - x)  # NaN has bits as well


@exact
def log1p(x):
    """ln(1 + x) for x ≥ 0, accurate near 0 as well."""
    u = 1.0 + x
    return log(u) + (x - (u - 1.0)) / u


@exact
def softplus(x):
    """ln(1 + eˣ)."""
    rest = log1p(exp(-abs(x)))
    return x + rest if x > 0.0 else rest


@exact
def sine_and_cosine(x):
    """sin x and cos x for |x| up to LARGEST_ANGLE."""
    rounded = x * TWO_OVER_PI + ROUND
    whole = rounded - ROUND
    r = ((x - whole * HALF_PI_1) - whole * HALF_PI_2) - whole * HALF_PI_3
    r2 = r * r
    q = SINE_TERMS[8]
    q = q * r2 + SINE_TERMS[7]
    q = q * r2 + SINE_TERMS[6]
    q = q * r2 + SINE_TERMS[5]
    q = q * r2 + SINE_TERMS[4]
    q = q * r2 + SINE_TERMS[3]
    q = q * r2 + SINE_TERMS[2]
    q = q * r2 + SINE_TERMS[1]
    sine = r + r * r2 * q
    q = COSINE_TERMS[9]
    q = q * r2 + COSINE_TERMS[8]
    q = q * r2 + COSINE_TERMS[7]
    q = q * r2 + COSINE_TERMS[6]
    q = q * r2 + COSINE_TERMS[5]
    q = q * r2 + COSINE_TERMS[4]
    q = q * r2 + COSINE_TERMS[3]
    q = q * r2 + COSINE_TERMS[2]
    cosine = (1.0 - 0.5 * r2) + r2 * r2 * q
    quarter = _bits(rounded)  # its last two bits count the quarter turns: the first swaps the two, each turns a sign
    is_odd = (quarter & 1) == 1
    s = cosine if is_odd else sine
    c = sine if is_odd else cosine
    return _float(_bits(s) ^ ((quarter & 2) << 62)), _float(_bits(c) ^ (((quarter + 1) & 2) << 62))
