"""The loss along one direction, as a curve."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.look.look import Look
from app.look.palette import LOSS_COLOR
from app.session.arrays import Floats
from app.training.lenses.landscape import Field
from app.training.scan import Range
from app.views.landscape.area import Area
from app.views.landscape.loss_scale import is_beyond
from app.views.landscape.marks import polygon

STEEP = 6.0  # times the present loss, or the median one: what is higher may leave the plot
MARGIN = 0.06


def loss_range(field: Field, present: float | None) -> Range:
    """The losses to show: from the lowest one up; walls that are very high leave the plot."""
    shown = field.shown[~is_beyond(field.shown)]
    if not shown.size:
        return 0.0, 1.0
    low = float(min(shown.min(), field.values[~is_beyond(field.values)].min()))
    now = present if present is not None and np.isfinite(present) else low
    wall = low + STEEP * max(float(np.median(shown)) - low, now - low)
    high = max(min(float(shown.max()), wall), now) if wall > low else float(shown.max())
    span = high - low if high > low else max(abs(high), 1.0)
    return low - MARGIN * span, high + MARGIN * span


def losses_at(field: Field, at: Floats) -> Floats:
    """The losses between the samples of a curve, by straight lines; NaN outside. Any shape."""
    losses = field.shown
    return np.asarray(np.interp(at, np.linspace(*field.window[0], len(losses)), losses, left=np.nan, right=np.nan))


def paint_curve(painter: QPainter, look: Look, field: Field, area: Area) -> None:
    """The curve; with a penalty, the sum of both, and the loss alone as a thin line."""
    painter.save()
    painter.setClipRect(QRectF(area.left, area.top, area.width, area.height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if field.penalty is not None:
        painter.setPen(look.pen("secondary", 1.0))
        _paint_line(painter, field, field.values, area)
    painter.setPen(look.pen(look.class_color(LOSS_COLOR), 2.5))
    _paint_line(painter, field, field.shown, area)
    painter.restore()


def ball(area: Area, at: float, loss: float) -> QPointF:
    """Where the present value lies, in pixels."""
    return QPointF(*area.to_pixels((at, loss)).tolist())


def _paint_line(painter: QPainter, field: Field, values: Floats, area: Area) -> None:
    places = np.stack((np.linspace(*field.window[0], len(values)), values), axis=1)
    within = ~is_beyond(values)
    # A line for each run of losses within bounds.
    for part in np.split(np.arange(len(values)), np.flatnonzero(np.diff(within)) + 1):
        if within[part[0]] and len(part) > 1:
            painter.drawPolyline(polygon(area.to_pixels(places[part])))
