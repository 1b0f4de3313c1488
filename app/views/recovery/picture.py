"""A small picture of a session: what its network answers, and its points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from app.look.look import Look
from app.look.palette import region_table, value_table
from app.session.arrays import Floats
from app.session.carry import initial_state
from app.session.schema import Session
from app.session.slice import Slice, slice_of
from app.training.predictor import Predictor
from app.training.regions import LEVELS, Regions, RegionsPainter, RegionsRequest

CELLS = 64  # of the regions, along each side
MOST_POINTS = 400  # more don't fit into a small picture
MARGIN = 0.08  # of the points' extent, around them
DOT_SHARE = 1 / 16  # of the side
CORNER_PX = 6


class Sketch:
    """What the picture needs, computed on any thread: regions, and places (N, 2) of points in their unit square."""

    def __init__(self, session: Session) -> None:
        data, view = session.data, session.view
        plane = slice_of(data, view)
        chosen = np.unique(np.linspace(0, max(len(data.points) - 1, 0), MOST_POINTS).astype(int))
        chosen = chosen[: len(data.points)]
        places = plane.places(data.points)
        ranges = view.ranges or _ranges_around(places)
        self.classes = data.classes
        self.colors = tuple(entry.color for entry in data.classes)
        self.regions = _regions(session, plane, ranges)
        (x0, x1), (y0, y1) = ranges
        self.places: Floats = (places[chosen] - (x0, y0)) / (x1 - x0, y1 - y0)
        self.labels = None if data.points.values is not None else data.points.labels[chosen]


def paint_sketch(sketch: Sketch, look: Look, side_px: int, density: float) -> QPixmap:
    """The picture, so many widget pixels wide and high, in the colors of the theme."""
    picture = QPixmap(QSize(side_px, side_px) * density)
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    frame = QRectF(0, 0, side_px, side_px)
    outline = QPainterPath()
    outline.addRoundedRect(frame, look.px(CORNER_PX), look.px(CORNER_PX))
    painter.setClipPath(outline)
    painter.fillRect(frame, look.color("plot"))
    pixels = _pixels(sketch.regions, sketch.colors, look)
    height, width = pixels.shape
    painter.drawImage(frame, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32))
    _paint_points(painter, sketch, look, side_px)
    painter.setPen(look.pen("hairline"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline)
    painter.end()
    return picture


def _paint_points(painter: QPainter, sketch: Sketch, look: Look, side_px: int) -> None:
    size = side_px * DOT_SHARE
    for number, (across, up) in enumerate(sketch.places):
        center = QPointF(across * side_px, (1.0 - up) * side_px)
        if sketch.labels is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.color("text")))
            painter.drawEllipse(center, size / 2.5, size / 2.5)
        else:
            entry = sketch.classes[int(sketch.labels[number])]
            look.paint_marker(painter, center, size, entry.marker, entry.color)


def _regions(session: Session, plane: Slice, ranges: tuple[tuple[float, float], tuple[float, float]]) -> Regions:
    run = session.runs[session.view.run]
    state = run.state or initial_state(run, session.data)
    request = RegionsRequest(*ranges, CELLS, CELLS, "probability", border=False, slice=plane)
    return RegionsPainter(Predictor(run, session.data)).regions(request, state.parameters.array)


def _pixels(regions: Regions, class_colors: tuple[str, ...], look: Look) -> NDArray[np.uint32]:
    """The regions in the theme's colors, top row first."""
    if regions.table == "values":
        table = value_table(look.theme, LEVELS)
    else:
        table = region_table(class_colors, look.theme, LEVELS)
    red, green, blue, _ = table.astype(np.uint32).T
    colors = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return np.ascontiguousarray(colors[regions.index[::-1]])


def _ranges_around(places: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ranges that show all places (N, 2), with some room around them."""
    if not len(places):
        return (-1.0, 1.0), (-1.0, 1.0)
    low, high = places.min(axis=0), places.max(axis=0)
    half = np.maximum((high - low) * (0.5 + MARGIN), 1e-3)
    middle = (low + high) / 2
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return (x0, x1), (y0, y1)
