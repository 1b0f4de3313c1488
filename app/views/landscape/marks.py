"""What lies on the landscape: paths, the present place, and the gradients there."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from app.look.clipping import line_inside
from app.look.look import Look
from app.look.pictures import wants_vectors
from app.session.arrays import Floats
from app.training.descent import Slopes
from app.views.landscape.area import Area

BATCH_COLOR = "#009E73"
DOTS = 100  # of a path at the most
TANGENT_PX = 56
HALO = 0.75
VISIBLE_PX = 1.5


def paint_path(painter: QPainter, look: Look, places: Floats, color: str) -> None:
    """A path (n, 2), in pixels: a line with its steps as dots; its start is a ring."""
    if not len(places):
        return
    places = thinned(places)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    start, is_drawing = QPointF(*places[0].tolist()), wants_vectors(painter)
    clip = painter.clipBoundingRect()
    if len(places) > 1:
        halo = look.color("plot")
        halo.setAlphaF(HALO)
        for pen in (look.pen(halo, 3.5), look.pen(color, 1.5)):
            painter.setPen(pen)
            if is_drawing:
                painter.drawPath(line_inside(places, clip))
            else:
                painter.drawPolyline(polygon(places))
        dots = polygon(places[:: -(-len(places) // DOTS)])
        painter.setPen(look.pen(color, 4.0))
        painter.drawPoints([dot for dot in dots if clip.contains(dot)] if is_drawing else dots)
    if not is_drawing or clip.contains(start):
        painter.setPen(look.pen(color, 2.0))
        painter.setBrush(look.color("plot"))
        painter.drawEllipse(start, look.px(4.5), look.px(4.5))


def paint_present(painter: QPainter, look: Look, place: QPointF) -> None:
    """The present parameters: a disc."""
    painter.setPen(look.pen("plot", 2.0))
    painter.setBrush(look.color("text"))
    painter.drawEllipse(place, look.px(6.5), look.px(6.5))


def paint_arrows(painter: QPainter, look: Look, slopes: Slopes, area: Area, rate: float) -> None:
    """Where the gradients lead, over two axes: each arrow is a step of descent at this learning rate."""
    if not rate > 0.0:
        return
    start = area.to_pixels(slopes.place)
    singles = np.empty((0, 2)) if slopes.singles is None else slopes.singles
    batch = None if slopes.batch is None else slopes.batch.descent
    known = [slopes.descent, *singles, *([] if batch is None else [batch])]
    vectors = np.array([vector if np.isfinite(vector).all() else np.zeros(2) for vector in known])
    vectors *= rate * area.per_unit
    painter.save()
    painter.setClipRect(QRectF(area.left, area.top, area.width, area.height))
    thin = look.color("text")
    thin.setAlphaF(0.45)
    painter.setPen(look.pen(thin))
    painter.drawLines(_thin_arrows(start, vectors[1 : 1 + len(singles)], look.px(4)))
    named = [(vectors[0], "text", "−∇L")]
    if batch is not None:
        named.append((vectors[-1], look.class_color(BATCH_COLOR).name(), "batch"))
    for vector, color, _ in reversed(named):
        _arrow(painter, look, start, vector, look.pen("plot", 5.5), 10.0)
        _arrow(painter, look, start, vector, look.pen(color, 2.5), 8.0)
    painter.restore()
    _name_tips(painter, look, start, named, area)
    _tell_rate(painter, look, rate, area)


def paint_tangents(painter: QPainter, look: Look, slopes: Slopes, ball: QPointF, area: Area) -> None:
    """The slopes as tangents, over one axis: of single points, of the batch, and of all."""
    thin = look.color("text")
    thin.setAlphaF(0.35)
    for single in [] if slopes.singles is None else slopes.singles:
        _tangent(painter, look, ball, -float(single[0]), area, look.pen(thin))
    if slopes.batch is not None:
        pen = look.pen(look.class_color(BATCH_COLOR).name(), 2.5)
        _tangent(painter, look, ball, -float(slopes.batch.descent[0]), area, pen)
    _tangent(painter, look, ball, float(slopes.slope[0]), area, look.pen("text", 2.5))


def polygon(places: Floats) -> QPolygonF:
    """Pixels (n, 2) for Qt."""
    return pg.functions.arrayToQPolygonF(places[:, 0], places[:, 1])


def thinned(places: Floats) -> Floats:
    """A path in pixels without the steps that can't be seen: those that stay in the pixel of the one before."""
    pixels = np.rint(places / VISIBLE_PX)
    return places[np.append(True, (np.diff(pixels, axis=0) != 0.0).any(axis=1))]


def _tangent(painter: QPainter, look: Look, at: QPointF, slope: float, area: Area, pen: QPen) -> None:
    if not np.isfinite(slope):
        return
    direction = np.array([1.0, slope]) * area.per_unit
    direction *= look.px(TANGENT_PX) / np.hypot(*direction)
    end = QPointF(*direction.tolist())
    painter.setPen(pen)
    painter.drawLine(at - end, at + end)


def _thin_arrows(start: Floats, vectors: Floats, head: float) -> list[QLineF]:
    """Arrows of three strokes each, all in one list: single ones would take Qt much longer."""
    tips = start + vectors
    along = vectors / np.maximum(np.hypot(vectors[:, 0], vectors[:, 1]), 1e-9)[:, None]
    across = np.stack((-along[:, 1], along[:, 0]), axis=1)
    back = tips - head * along
    ends = [np.broadcast_to(start, tips.shape), back + 0.5 * head * across, back - 0.5 * head * across]
    strokes = np.concatenate([np.hstack((end, tips)) for end in ends])
    return [QLineF(*stroke) for stroke in strokes.tolist()]


def _arrow(painter: QPainter, look: Look, start: Floats, vector: Floats, pen: QPen, head_px: float) -> None:
    length = float(np.hypot(*vector))
    if length < 1.0:
        return
    tip, along = start + vector, vector / length
    head = min(look.px(head_px), 0.6 * length)
    across = np.array([-along[1], along[0]])
    painter.setPen(pen)
    painter.drawLine(QPointF(*start), QPointF(*(tip - 0.6 * head * along)))
    painter.setBrush(QBrush(pen.color()))
    corners = np.array([tip, tip - head * along + 0.45 * head * across, tip - head * along - 0.45 * head * across])
    painter.drawPolygon(polygon(corners))


def _tell_rate(painter: QPainter, look: Look, rate: float, area: Area) -> None:
    """In the map's lower left corner, what the length of the arrows means."""
    words = f"arrows: −r ∇L, r = {rate:g}"
    metrics, pad = painter.fontMetrics(), look.px(4)
    width, height = metrics.horizontalAdvance(words) + 2 * pad, metrics.height()
    left, top = area.left + pad, area.top + area.height - height - pad
    _veil(painter, look, QRectF(left, top, width, height))
    painter.setPen(look.color("text"))
    painter.drawText(QPointF(left + pad, top + metrics.ascent()), words)


def _veil(painter: QPainter, look: Look, box: QRectF) -> None:
    ground = QColor(look.color("plot"))
    ground.setAlphaF(HALO)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, look.px(3), look.px(3))


def _name_tips(painter: QPainter, look: Look, start: Floats, named: list[tuple[Floats, str, str]], area: Area) -> None:
    """Names beyond the tips; where two would lie on each other, the second one goes below."""
    metrics = painter.fontMetrics()
    taken: list[Floats] = []
    for vector, color, words in named:
        length = float(np.hypot(*vector))
        if length < 1.0:
            continue
        width, height = metrics.horizontalAdvance(words), metrics.height()
        middle = start + vector * (1.0 + (look.px(10) + 0.5 * width) / length)
        for other in taken:
            if abs(middle[0] - other[0]) < width and abs(middle[1] - other[1]) < height:
                middle[1] = other[1] + height
        half = np.array([width / 2 + look.px(4), height / 2])
        low, high = np.array([area.left, area.top]), np.array([area.left + area.width, area.top + area.height])
        middle = np.clip(middle, low + half, high - half)
        if (np.abs(middle - start - vector) < half + look.px(2)).all():  # the frame pushes it onto the tip
            aside = np.array([-vector[1], vector[0]]) / length
            aside *= np.copysign(np.abs(aside) @ half + look.px(8), aside @ ((low + high) / 2 - start - vector))
            middle = np.clip(start + vector + aside, low + half, high - half)
        taken.append(middle)
        corner = middle - np.array([width, height]) / 2
        _veil(painter, look, QRectF(corner[0] - look.px(3), corner[1], width + look.px(6), height))
        painter.setPen(QColor(color) if color.startswith("#") else look.color(color))
        painter.drawText(QPointF(corner[0], corner[1] + metrics.ascent()), words)
