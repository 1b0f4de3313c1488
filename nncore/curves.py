"""The curves of the data sets with values: points (N, D) → the value of each (N,), without noise."""

from __future__ import annotations

import numpy as np

from nncore.arrays import Array


def sine(x: Array) -> Array:
    return np.asarray(np.sin(x[:, 0]))


def step(x: Array) -> Array:
    return np.where(x[:, 0] < 0.0, -1.0, 1.0)


def hat(x: Array) -> Array:
    return np.maximum(1.5 - np.abs(x[:, 0]), 0.0)


def temperature(x: Array) -> Array:
    """°C at an hour from 0 to 24: between 8 and 22."""
    return np.asarray(15.0 - 7.0 * np.cos((x[:, 0] - 4.0) * np.pi / 12.0))


def hill(x: Array) -> Array:
    return _bump(x, (2.0, 1.5)) * 1.5 - _bump(x, (-2.0, -1.5)) * 1.5


def _bump(x: Array, top: tuple[float, float]) -> Array:
    """1 at the top, falling off to all sides."""
    return np.asarray(np.exp(-((x - top) ** 2).sum(axis=1) / 5.0))
