"""The eight class markers as outlines, so that classes differ by shape as well as by color."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from app.look.palette import MARKERS


@cache
def marker_path(name: str) -> QPainterPath:
    """The outline of a marker, centered on the origin, within a unit square; all have about the same weight.

    Treat the path as read-only: it is shared.
    Raises: KeyError if there is no such marker.
    """
    path = QPainterPath()
    if name == "disc":
        path.addEllipse(QRectF(-0.44, -0.44, 0.88, 0.88))
    elif name == "square":
        path.addRect(QRectF(-0.39, -0.39, 0.78, 0.78))
    elif name == "triangle-up":
        _add_polygon(path, [(0.0, -0.48), (0.5, 0.4), (-0.5, 0.4)])
    elif name == "triangle-down":
        _add_polygon(path, [(0.0, 0.48), (0.5, -0.4), (-0.5, -0.4)])
    elif name == "diamond":
        _add_polygon(path, [(0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)])
    elif name == "plus":
        arm, edge = 0.18, 0.48
        quarter = [(arm, -edge), (arm, -arm), (edge, -arm)]
        _add_polygon(path, [_turn(x, y, n) for n in range(4) for x, y in quarter])
    elif name == "star":
        radii = (0.5, 0.22)
        _add_polygon(path, [_polar(radii[n % 2], n / 10) for n in range(10)])
    elif name == "hexagon":
        _add_polygon(path, [_polar(0.48, n / 6) for n in range(6)])
    else:
        raise KeyError(f"no marker named {name!r}; there are {', '.join(MARKERS)}")
    return path


def _add_polygon(path: QPainterPath, corners: Iterable[tuple[float, float]]) -> None:
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()


def _polar(radius: float, turn: float) -> tuple[float, float]:
    """A point at a share of a full turn, clockwise from the top."""
    return radius * sin(2 * pi * turn), -radius * cos(2 * pi * turn)


def _turn(x: float, y: float, quarters: int) -> tuple[float, float]:
    for _ in range(quarters):
        x, y = -y, x
    return x, y
