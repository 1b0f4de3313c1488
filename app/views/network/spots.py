"""Neurons and links as places in the drawing: which one is under the mouse, and which is next to it for the keys."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from app.views.network.geometry import Column, Geometry
from app.views.network.links import nearest_link


class Spot(NamedTuple):
    """A neuron (source None) or a link into it: layer counts the hidden layers from 0, the output comes last."""

    layer: int
    unit: int
    source: int | None = None

    @property
    def is_link(self) -> bool:
        return self.source is not None


def spot_at(geometry: Geometry, x: float, y: float, reach: float) -> Spot | None:
    """The neuron at a place, or else the link that passes there."""
    for layer, column in enumerate(geometry.columns[1:]):
        if abs(x - column.x) <= max(column.side, 2.0 * reach) / 2:
            for unit, middle in zip(column.units, column.ys, strict=True):
                if abs(y - middle) <= column.row / 2:
                    return Spot(layer, unit)
    for layer, (source, target) in enumerate(pairwise(geometry.columns)):
        link = nearest_link(source, target, x, y, reach)
        if link is not None:
            return Spot(layer, link[1], link[0])
    return None


def place_of(geometry: Geometry, spot: Spot) -> tuple[float, float] | None:
    """The middle of a neuron or a link; None where it is not drawn."""
    source, target = geometry.columns[spot.layer : spot.layer + 2]
    end = _y(target, spot.unit)
    if spot.source is None or end is None:
        return None if end is None else (target.x, end)
    start = _y(source, spot.source)
    return None if start is None else ((source.right + target.left) / 2, (start + end) / 2)


def beside(geometry: Geometry, spot: Spot | None, across: int, down: int) -> Spot | None:
    """Where an arrow key leads: across from neurons to their links and on; up and down among those beside each other.

    None where there is nothing to go to at all.
    """
    columns = geometry.columns
    if spot is None or place_of(geometry, spot) is None:
        return _first(columns)
    source, target = columns[spot.layer : spot.layer + 2]
    if down:
        if spot.source is None:
            return spot._replace(unit=_step(target.units, spot.unit, down))
        return _next_link(source, target, spot, down)
    if across < 0:
        if spot.source is None:
            return spot._replace(source=_level(source, _y(target, spot.unit))) if source.units else spot
        return Spot(spot.layer - 1, spot.source) if spot.layer else spot
    if spot.source is not None:
        return Spot(spot.layer, spot.unit)
    if spot.layer + 2 < len(columns):
        after = columns[spot.layer + 2]
        return Spot(spot.layer + 1, _level(after, _y(target, spot.unit)), spot.unit)
    return spot


def _first(columns: tuple[Column, ...]) -> Spot | None:
    return next((Spot(layer, column.units[0]) for layer, column in enumerate(columns[1:]) if column.units), None)


def _next_link(source: Column, target: Column, spot: Spot, down: int) -> Spot:
    """The next link into the same neuron; after the last of them the first one into the next neuron."""
    pairs = [(unit, start) for unit in target.units for start in source.units]
    at = pairs.index((spot.unit, spot.source or 0))
    unit, start = pairs[min(max(at + down, 0), len(pairs) - 1)]
    return Spot(spot.layer, unit, start)


def _step(units: tuple[int, ...], unit: int, by: int) -> int:
    return units[min(max(units.index(unit) + by, 0), len(units) - 1)]


def _y(column: Column, unit: int) -> float | None:
    return column.ys[column.units.index(unit)] if unit in column.units else None


def _level(column: Column, y: float | None) -> int:
    """The neuron nearest to a height."""
    near = y or 0.0
    return min(zip(column.units, column.ys, strict=True), key=lambda pair: abs(pair[1] - near))[0]
