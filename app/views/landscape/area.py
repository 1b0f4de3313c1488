"""Between coordinates of the landscape and pixels of its plot. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.session.arrays import Floats
from app.training.scan import Range, Window

SMALLEST, LARGEST = 0.01, 1e6  # what a window's width may be
FAR_PX = 1e5  # Qt's painter does not like larger numbers


@dataclass(frozen=True)
class Area:
    """A rectangle of pixels and the ranges that it shows. Pixel rows count downwards."""

    left: float
    top: float
    width: float
    height: float
    x_range: Range
    y_range: Range

    def to_pixels(self, places: ArrayLike) -> Floats:
        """Places (…, 2) in pixels; those far outside, or nowhere, at a bound."""
        at = (np.asarray(places, dtype=np.float64) - self._low) / self._span
        pixels = at * (self.width, -self.height) + (self.left, self.top + self.height)
        return np.asarray(np.clip(np.nan_to_num(pixels, nan=FAR_PX), -FAR_PX, FAR_PX))

    def to_places(self, pixels: ArrayLike) -> Floats:
        """Pixels (…, 2) as places."""
        at = (np.asarray(pixels, dtype=np.float64) - (self.left, self.top + self.height)) / (self.width, -self.height)
        return np.asarray(self._low + at * self._span)

    def contains(self, x: float, y: float) -> bool:
        """Whether a pixel lies in it."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height

    def room(self, start: Floats, vector: Floats) -> float:
        """By what factor a vector of pixels (2,) may be stretched until its tip is at the frame; 0 from outside it."""
        low, high = (self.left, self.top), (self.left + self.width, self.top + self.height)
        frame = np.where(vector > 0.0, high, low)
        moving = vector != 0.0
        return max(0.0, float(((frame - start)[moving] / vector[moving]).min(initial=np.inf)))

    @property
    def per_unit(self) -> Floats:
        """(2,): how many pixels a unit of each axis is, along x to the right and along y downwards."""
        return np.array([self.width, -self.height]) / self._span

    @property
    def _low(self) -> Floats:
        return np.array([self.x_range[0], self.y_range[0]])

    @property
    def _span(self) -> Floats:
        return np.array([self.x_range[1] - self.x_range[0], self.y_range[1] - self.y_range[0]])


def zoomed(window: Window, at: ArrayLike, factor: float) -> Window:
    """A window that shows less (factor below 1) or more; the place `at` (k,) stays where it is."""
    span = window[0][1] - window[0][0]
    factor = min(max(factor, SMALLEST / span), LARGEST / span)
    return tuple(
        (float(middle + factor * (low - middle)), float(middle + factor * (high - middle)))
        for (low, high), middle in zip(window, np.asarray(at, dtype=np.float64).tolist(), strict=True)
    )


def moved(window: Window, by: ArrayLike) -> Window:
    """A window as large, elsewhere by so much (k,)."""
    return tuple(
        (low + step, high + step)
        for (low, high), step in zip(window, np.asarray(by, dtype=np.float64).tolist(), strict=True)
    )
