"""Inputs made by hand from the coordinates of a point: with x² and y² among them, a single neuron can draw a circle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nncore.arrays import Array
from nncore.errors import ShapeError


@dataclass(frozen=True)
class Feature:
    """One input of the network as a function of the point.

    label: as it is shown; formula: in words of mathematics, for a tooltip; columns: the coordinates it needs;
    function: takes these columns, each (N,), and returns (N,).
    """

    name: str
    label: str
    formula: str
    columns: tuple[int, ...]
    function: Callable[..., Array]


def _same(x: Array) -> Array:
    return x


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x", "x", "the first coordinate", (0,), _same),
        Feature("y", "y", "the second coordinate", (1,), _same),
        Feature("x^2", "x²", "the first coordinate, squared", (0,), np.square),
        Feature("y^2", "y²", "the second coordinate, squared", (1,), np.square),
        Feature("x*y", "xy", "the product of the two coordinates", (0, 1), np.multiply),
        Feature("sin(x)", "sin x", "the sine of the first coordinate (in radians)", (0,), np.sin),
        Feature("sin(y)", "sin y", "the sine of the second coordinate (in radians)", (1,), np.sin),
    )
}


def available_features(n_dimensions: int) -> tuple[str, ...]:
    """The names of the features that points with this many coordinates have."""
    return tuple(name for name, feature in FEATURES.items() if max(feature.columns) < n_dimensions)


def expand(points: Array, names: Sequence[str]) -> Array:
    """Turn points (N, D) into inputs (N, I), one column for each name.

    Raises: ShapeError if points is not (N, D); ValueError for an unknown name, or one that needs a coordinate that
    the points have not.
    """
    points = np.asarray(points, dtype=np.float64)
    if points.ndim != 2:
        raise ShapeError(f"Points have the shape (N, D), one row for each point; got {points.shape}.")
    n_points, n_dimensions = points.shape
    inputs = np.empty((n_points, len(names)))
    for column, name in enumerate(names):
        if name not in FEATURES:
            raise ValueError(f"There is no input {name!r}; choose among {', '.join(FEATURES)}.")
        feature = FEATURES[name]
        if max(feature.columns) >= n_dimensions:
            raise ValueError(
                f"The input {name!r} needs {max(feature.columns) + 1} coordinates, and the points have {n_dimensions}; "
                f"choose among {', '.join(available_features(n_dimensions))}."
            )
        inputs[:, column] = feature.function(*(points[:, c] for c in feature.columns))
    return inputs
