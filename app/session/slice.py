"""Slices: which plane of the input space lies on the axes, as an affine map both ways.

One feature: it is on the horizontal axis, and upright is the value (regression) or nothing at all. Two: the plane
itself. More: two chosen features, all others held at one value each, or the first two principal components.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from msgspec.structs import replace

from app.session.arrays import Floats, Points, frozen
from app.session.schema import Data, Feature, View

PCA_POINTS = 20_000  # of more points, so many are taken, evenly: the directions are then all but the same


@dataclass(frozen=True)
class Slice:
    """A plane in a space of D dimensions, with places in it given in the units of the axes.

    origin: the point at (0, 0); across, up: what one step along the axes changes in space, D numbers each (up is all 0
    where the upright axis is no direction of space). axes: the features along the axes, or None for principal
    components; features: what the axes mean (names, center and scale in their units).
    has_value: the upright axis is the target's value. shares: how much of the points' variance lies along the principal
    components, 0 … 1 each.
    """

    origin: tuple[float, ...]
    across: tuple[float, ...]
    up: tuple[float, ...]
    axes: tuple[int, int] | None
    features: tuple[Feature, Feature | None]
    has_value: bool = False
    dual: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    shares: tuple[float, float] | None = None

    @property
    def dimensions(self) -> int:
        """D."""
        return len(self.origin)

    @property
    def is_line(self) -> bool:
        """Whether space has one dimension: all places above each other are the same point."""
        return self.dimensions == 1

    @property
    def axis_names(self) -> tuple[str, str]:
        """What stands at the axes; "" where there is nothing upright."""
        across, up = self.features
        return across.name, up.name if up else ""

    @property
    def axis_titles(self) -> tuple[str, str]:
        """What stands at the axes in full: principal components with their share of the variance."""
        if self.shares is None:
            return self.axis_names
        first, second = (
            f"{name} ({100 * share:.0f}\N{THIN SPACE}% of the variance)"
            for name, share in zip(self.axis_names, self.shares, strict=True)
        )
        return first, second

    def to_plane(self, x: Floats) -> Floats:
        """Where points x (N, D) are drawn: (N, 2), straight above their plane if they are beside it.

        On a line they lie at height 0; places() puts them at their value.
        """
        if self.axes == (0, 1) and self.dimensions == 2:
            return x
        if self.is_line:
            return np.hstack((x, np.zeros((len(x), 1))))
        if self.axes is not None:
            return x[:, self.axes]
        to_plane, start = self._to_plane
        return np.asarray(x @ to_plane - start)

    def places(self, points: Points) -> Floats:
        """Where all points are drawn: (N, 2)."""
        if self.has_value and points.values is not None:
            return np.column_stack((points.x[:, 0], points.values))
        return self.to_plane(points.x)

    def to_space(self, places: Floats) -> Floats:
        """The points in space at places (M, 2) of the plane: (M, D)."""
        if self.axes == (0, 1) and self.dimensions == 2:
            return places
        if self.axes is None:
            return np.asarray(places @ self._basis + self._origin)
        x = np.tile(self._origin, (len(places), 1))
        x[:, self.axes[0]] = places[:, 0]
        if not self.is_line:
            x[:, self.axes[1]] = places[:, 1]
        return x

    def offset_in_space(self, offset: Floats) -> tuple[Floats, float]:
        """What an offset (2,) in the plane changes: in space (D,), and in the value."""
        return np.asarray(offset @ self._basis), float(offset[1]) if self.has_value else 0.0

    @cached_property
    def _origin(self) -> Floats:
        return frozen(np.array(self.origin))

    @cached_property
    def _basis(self) -> Floats:
        """(2, D)."""
        return frozen(np.array([self.across, self.up]))

    @cached_property
    def _to_plane(self) -> tuple[Floats, Floats]:
        """(D, 2), and where the origin would be drawn without the subtraction of it: (2,)."""
        matrix = frozen(np.array(self.dual).T)
        return matrix, frozen(self._origin @ matrix)


def slice_of(data: Data, view: View) -> Slice:
    """What the view puts on the axes for this data."""
    features = data.features
    n = len(features)
    if n == 1:
        return Slice((0.0,), (1.0,), (0.0,), (0, 0), (features[0], data.target), has_value=data.target is not None)
    if view.principal and n > 2:
        return _principal(data)
    first, second = view.axes if max(view.axes) < n else (0, 1)
    held = view.held if len(view.held) == n else tuple(feature.center for feature in features)
    origin = tuple(0.0 if number in (first, second) else value for number, value in enumerate(held))
    return Slice(origin, _unit(first, n), _unit(second, n), (first, second), (features[first], features[second]))


def fitting_view(view: View, data: Data, before: Data | None = None) -> View:
    """The view without what this data has not: features on the axes or held, principal components, a class.

    Where the features are called otherwise than before, what was chosen and held of those means nothing any more.
    """
    n = len(data.features)
    if before is not None and _names(before) != _names(data):
        view = replace(view, axes=(0, 1), held=(), principal=False)
    return replace(
        view,
        one_class=max(min(view.one_class, len(data.classes) - 1), 0),
        axes=view.axes if max(view.axes) < max(n, 2) else (0, 1),
        held=view.held if len(view.held) in (0, n) else (),
        principal=view.principal and n > 2,
    )


def _names(data: Data) -> list[str]:
    return [feature.name for feature in data.features]


def _unit(column: int, n: int) -> tuple[float, ...]:
    return tuple(float(number == column) for number in range(n))


def _principal(data: Data) -> Slice:
    """The plane of the two directions along which the standardized points differ most, in standard deviations.

    Each direction points to where its largest part is positive. Points that don't differ leave it to the features in
    their order.
    """
    center = np.array([feature.center for feature in data.features])
    scale = np.array([feature.scale for feature in data.features])
    x = data.points.x[:: max(1, len(data.points) // PCA_POINTS)]
    standardized = (x - center) / scale
    n = len(center)
    mean, directions = np.zeros(n), np.eye(n)[:, :2]
    shares = None
    if len(x) > 1:
        mean = standardized.mean(axis=0)
        around = standardized - mean
        variances, vectors = np.linalg.eigh(around.T @ around / len(x))
        if variances.sum() > 0.0:
            shares = (float(variances[-1] / variances.sum()), float(variances[-2] / variances.sum()))
        directions = vectors[:, [-1, -2]]
        directions = directions * np.where(directions[np.abs(directions).argmax(axis=0), [0, 1]] < 0.0, -1.0, 1.0)
    across, up = (directions * scale[:, None]).T
    dual = (directions / scale[:, None]).T
    first, second = Feature(name="1st component"), Feature(name="2nd component")
    return Slice(
        tuple((center + scale * mean).tolist()),
        tuple(across.tolist()),
        tuple(up.tolist()),
        None,
        (first, second),
        dual=(tuple(dual[0].tolist()), tuple(dual[1].tolist())),
        shares=shares,
    )
