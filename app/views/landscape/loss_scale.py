"""From losses to shades: linear, or logarithmic where they differ by powers of ten. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from app.session.arrays import Booleans, Floats
from app.views.ticks import linear_text, log_texts, log_ticks, nice_step, ticks
from nncore import EXPLODED

WIDE = 20.0  # the largest loss over the smallest: above, the scale is logarithmic
MOST_DECADES = 5.0  # below the largest loss; what is smaller still has the lightest shade
MOST_LEVELS = 10
TINY = 1e-100  # such losses are all 0, as far as anybody could tell
PLAIN = (-3.0, 4.0)  # powers of ten between which losses are written out
BEYOND = 1.5  # the share of what is beyond all bounds: no contour line lies there


@dataclass(frozen=True)
class LossScale:
    """Losses from low to high as shares from 0 to 1. With is_log, low and high are exponents of 10."""

    low: float
    high: float
    is_log: bool

    @classmethod
    def of(cls, values: Floats) -> Self:
        """The scale that shows all of these losses that are within bounds."""
        within = values[~is_beyond(values)]
        low, high = (float(within.min()), float(within.max())) if within.size else (0.0, 1.0)
        if high > TINY and high > WIDE * max(low, 0.0):
            top = math.log10(high)
            bottom = math.log10(low) if low > 0.0 else -math.inf
            return cls(max(bottom, top - MOST_DECADES), top, True)
        return cls(low, high, False)

    @property
    def is_flat(self) -> bool:
        """Whether all losses are the same, but for rounding."""
        return not self.high - self.low > 1e-9 * max(abs(self.low), abs(self.high), 1e-9)

    def shares(self, values: Floats) -> Floats:
        """Where losses lie between low (0) and high (1); BEYOND where they are beyond all bounds."""
        beyond = is_beyond(values)
        inside = np.where(beyond, 1.0, values)
        if self.is_log:
            inside = np.log10(np.maximum(inside, 10.0**self.low))
        if self.is_flat:
            return np.where(beyond, BEYOND, 0.5)
        return np.where(beyond, BEYOND, np.clip((inside - self.low) / (self.high - self.low), 0.0, 1.0))

    def levels(self, most: int = MOST_LEVELS) -> list[tuple[float, str]]:
        """Share and text of round losses, for contour lines and for the scale beside the map."""
        if self.is_flat:
            return []
        if self.is_log:
            exponents = _exponents(self.low, self.high, most)
            texts = log_texts(exponents)
            if exponents and PLAIN[0] <= exponents[0] and exponents[-1] <= PLAIN[1]:
                texts = [linear_text(10.0**at, 10.0 ** math.floor(at + 1e-6)) for at in exponents]
            return [(self._share(at), text) for at, text in zip(exponents, texts, strict=True)]
        step = nice_step(self.high - self.low, most)
        return [(self._share(at), linear_text(at, step)) for at in ticks(self.low, self.high, step)]

    def _share(self, at: float) -> float:
        return (at - self.low) / (self.high - self.low)


def _exponents(low: float, high: float, most: int) -> list[float]:
    """Powers of ten between two; with 2 and 5 times them, or 3 times, where there are few."""
    for factors in ((1, 2, 5), (1, 3)):
        decades = range(math.floor(low), math.ceil(high) + 1)
        found = [decade + math.log10(factor) for decade in decades for factor in factors]
        found = [exponent for exponent in found if low <= exponent <= high]
        if len(found) <= most:
            return found
    return log_ticks(low, high, most)


def is_beyond(values: Floats) -> Booleans:
    """Where losses are not finite, or so large that training counts as diverged."""
    with np.errstate(invalid="ignore"):
        return ~(values <= EXPLODED)
