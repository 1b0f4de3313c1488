"""Between the units of the axes and pixels: the arithmetic of the visible range. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.session.arrays import Booleans, Floats
from app.views.ranges import Range, Ranges

SMALLEST_SPAN, LARGEST_SPAN = 1e-6, 1e7
MARGIN = 0.08  # around all points, as a share of their extent


@dataclass(frozen=True)
class Projection:
    """Which part of the plane a rectangle of pixels shows. Pixel rows count downwards."""

    left: float
    top: float
    width: float
    height: float
    x_range: Range
    y_range: Range

    @property
    def per_pixel(self) -> Floats:
        """How much a pixel is along x and y: (2,), both positive."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        return np.array([(x1 - x0) / max(self.width, 1.0), (y1 - y0) / max(self.height, 1.0)])

    def to_plane(self, pixels: ArrayLike) -> Floats:
        """Pixels (…, 2) in the units of the axes."""
        at = np.asarray(pixels, dtype=np.float64) - (self.left, self.top + self.height)
        origin = np.array([self.x_range[0], self.y_range[0]])
        return np.asarray(origin + at * self.per_pixel * (1.0, -1.0))

    def to_pixels(self, plane: ArrayLike) -> Floats:
        """Points (…, 2) in pixels."""
        at = np.asarray(plane, dtype=np.float64) - (self.x_range[0], self.y_range[0])
        return np.asarray(at / self.per_pixel * (1.0, -1.0) + (self.left, self.top + self.height))

    def contains(self, pixels: ArrayLike) -> Booleans:
        """Which of the pixels (…, 2) lie in the rectangle: (…,)."""
        at = np.asarray(pixels, dtype=np.float64) - (self.left, self.top)
        return np.asarray(((at >= 0.0) & (at < (self.width, self.height))).all(axis=-1))

    def clamped(self, pixel: ArrayLike) -> Floats:
        """The nearest pixel (2,) of the rectangle."""
        low = np.array([self.left, self.top])
        return np.clip(np.asarray(pixel, dtype=np.float64), low, low + np.array([self.width, self.height]))


def are_ranges(ranges: Ranges) -> bool:
    """Whether the numbers can be shown at all: a file may say anything."""
    return all(
        np.isfinite((low, high)).all()
        and SMALLEST_SPAN <= high - low <= LARGEST_SPAN
        and max(-low, high) <= LARGEST_SPAN
        for low, high in ranges
    )


def at_equal_scale(ranges: Ranges, width: float, height: float) -> Ranges:
    """The smallest ranges around the given ones that make a unit equally long along x and y."""
    (x0, x1), (y0, y1) = ranges
    unit = max((x1 - x0) / max(width, 1.0), (y1 - y0) / max(height, 1.0))
    return _widened(ranges[0], unit * width), _widened(ranges[1], unit * height)


def around(x: Floats, least: float = 1.0) -> Ranges:
    """Ranges that show all points (N, 2) with a margin; no span is smaller than least."""
    low, high = x.min(axis=0), x.max(axis=0)
    center, half = (low + high) / 2, np.maximum((high - low) * (0.5 + MARGIN), least / 2)
    (x0, y0), (x1, y1) = (center - half).tolist(), (center + half).tolist()
    return (x0, x1), (y0, y1)


def together(a: Ranges, b: Ranges) -> Ranges:
    """The smallest ranges that show what either shows."""
    x, y = ((min(p[0], q[0]), max(p[1], q[1])) for p, q in zip(a, b, strict=True))
    return x, y


def zoomed(ranges: Ranges, center: tuple[float, float], factor: float, axes: tuple[bool, bool]) -> Ranges:
    """Ranges with every distance from the center multiplied by a factor, kept within what can be drawn."""
    spans = [high - low for low, high in ranges]
    for span, moves in zip(spans, axes, strict=True):
        if moves:
            factor = min(max(factor, SMALLEST_SPAN / span), LARGEST_SPAN / span)
    x, y = (
        (c + (low - c) * factor, c + (high - c) * factor) if moves else (low, high)
        for (low, high), c, moves in zip(ranges, center, axes, strict=True)
    )
    return x, y


def moved(ranges: Ranges, offset: tuple[float, float]) -> Ranges:
    """Ranges moved by an offset in the units of the axes; never so far out that pixels lose their meaning."""
    x, y = (
        (low, high) if max(abs(low + by), abs(high + by)) > LARGEST_SPAN else (low + by, high + by)
        for (low, high), by in zip(ranges, offset, strict=True)
    )
    return x, y


def _widened(span: Range, size: float) -> Range:
    """A range of so much, about the same center."""
    center = (span[0] + span[1]) / 2
    return center - size / 2, center + size / 2
