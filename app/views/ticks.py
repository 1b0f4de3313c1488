"""Few, round, legible ticks, linear and logarithmic. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.views.numbers_text import count

PLAIN_DECADES = range(-1, 4)  # 0.1 … 1000 are written out
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def nice_step(span: float, most: int, *, whole: bool = False) -> float:
    """The least step of 1, 2 or 5 times a power of ten with which at most so many ticks are needed."""
    if not (math.isfinite(span) and span > 0.0):
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(span / most))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude * most >= span * 0.999)
    return max(step, 1.0) if whole else step


def nice_steps(span: float, most: int, *, whole: bool = False) -> list[float]:
    """The nice_step(), and the two finer ones for a range that has a single multiple of it: that is no scale.

    One of the three has two multiples or more in any range of that span, and at most max(most + 1, 5); whole steps only
    where there are two whole numbers.
    """
    return [nice_step(span, factor * most, whole=whole) for factor in (1, 2, 4)]


def tick_step(low: float, high: float, most: int) -> float:
    """The coarsest of the nice_steps() with which a range has more than one tick."""
    steps = nice_steps(high - low, most)
    return next((step for step in steps if len(ticks(low, high, step)) > 1), steps[-1])


def ticks(low: float, high: float, step: float) -> list[float]:
    """The multiples of a step within a range."""
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [number * step for number in range(first, min(last, first + 100) + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Exponents for a logarithmic axis: whole decades, and 2 and 5 times them where there are few."""
    first, last = math.ceil(low - 1e-6), math.floor(high + 1e-6)
    decades = [float(exponent) for exponent in range(first, last + 1)]
    if len(decades) > most:
        stride = math.ceil(len(decades) / most)
        return [exponent for exponent in decades if exponent % stride == 0]
    if len(decades) >= 3:
        return decades
    finer = [
        exponent + math.log10(factor)
        for exponent in range(math.floor(low), math.ceil(high) + 1)
        for factor in (1, 2, 5)
    ]
    return [value for value in finer if low - 1e-6 <= value <= high + 1e-6]


def log_texts(exponents: Sequence[float]) -> list[str]:
    """One style for all numbers of an axis: 0.1, 1, 10 … where all can be written out, else 10⁻², 2·10⁻², 10⁰ …"""
    decades = [math.floor(exponent + 1e-6) for exponent in exponents]
    factors = [round(10.0 ** (exponent - decade)) for exponent, decade in zip(exponents, decades, strict=True)]
    parts = list(zip(factors, decades, strict=True))
    if all(decade in PLAIN_DECADES for decade in decades):
        return [linear_text(factor * 10.0**decade, 10.0**decade) for factor, decade in parts]
    return [power_of_ten(decade) if factor == 1 else f"{factor}·{power_of_ten(decade)}" for factor, decade in parts]


def linear_text(value: float, step: float) -> str:
    """A tick's number with just the decimals that its step has."""
    if abs(value) < step * 1e-6:
        return "0"
    decade = math.floor(math.log10(step) + 1e-9)
    if decade >= -3 and abs(value) < 1e7:
        return (count(value) if decade >= 0 else f"{value:.{-decade}f}").replace("-", "−")
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    return f"{value / 10.0**exponent:.{max(exponent - decade, 0)}f}·{power_of_ten(exponent)}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """10⁻² and its like."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)
