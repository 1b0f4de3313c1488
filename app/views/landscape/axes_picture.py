"""Axes of the plot: hairline grid, ticks, titles, and the room that they need."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.look.look import Look
from app.training.scan import Range
from app.views.landscape.area import Area
from app.views.ticks import linear_text, tick_step, ticks

TITLE_PX, TICK_PX, NUMBER_PX, TOP_PX, RIGHT_PX = 18, 20, 36, 8, 8


def plot_area(look: Look, width: float, height: float, x_range: Range, y_range: Range, scale_px: int) -> Area:
    """Where axes leave room for the plot. A map is square, with a scale of so many pixels at its right; 0: a curve."""
    top = look.px(TOP_PX)
    inner_height = height - top - look.px(TITLE_PX + TICK_PX)
    left = look.px(TITLE_PX) + _numbers_width(look, y_range, inner_height)
    inner_width = width - left - (scale_px or look.px(RIGHT_PX))
    if scale_px:
        side = max(min(inner_width, inner_height), 1.0)
        return Area(left + (inner_width - side) / 2, top, side, side, x_range, y_range)
    return Area(left, top, max(inner_width, 1.0), max(inner_height, 1.0), x_range, y_range)


def map_height(look: Look, width: float, scale_px: int) -> int:
    """How high a plot of this width has to be for the largest map that it has room for."""
    side = width - look.px(TITLE_PX + NUMBER_PX) - scale_px
    return round(side + look.px(TOP_PX) + look.px(TITLE_PX + TICK_PX))


def _numbers_width(look: Look, y_range: Range, height: float) -> int:
    """The room for the numbers of the vertical axis: always the same, unless they have many digits."""
    metrics = QFontMetricsF(look.font(0.85))
    step = _y_step(look, y_range, height)
    widest = max((metrics.horizontalAdvance(linear_text(at, step)) for at in ticks(*y_range, step)), default=0.0)
    return max(look.px(NUMBER_PX), round(widest) + look.px(10))


def _y_step(look: Look, y_range: Range, height: float) -> float:
    return tick_step(*y_range, max(2, int(height / look.px(36))))


def paint_axes(painter: QPainter, look: Look, area: Area, titles: tuple[str, str], *, grid: bool) -> None:
    """Ticks and titles around the area, and a hairline grid in it where there is one."""
    metrics = QFontMetricsF(painter.font())
    bottom, right = area.top + area.height, area.left + area.width
    hairline, text = look.pen("hairline"), look.color("secondary")
    x_step = tick_step(*area.x_range, max(2, int(area.width / look.px(64))))
    y_step = _y_step(look, area.y_range, area.height)
    for at in ticks(*area.x_range, x_step):
        x = float(area.to_pixels((at, area.y_range[0]))[0])
        painter.setPen(hairline)
        painter.drawLine(QPointF(x, area.top if grid else bottom), QPointF(x, bottom + look.px(3)))
        words = linear_text(at, x_step)
        painter.setPen(text)
        painter.drawText(
            QPointF(x - metrics.horizontalAdvance(words) / 2, bottom + look.px(4) + metrics.ascent()), words
        )
    for at in ticks(*area.y_range, y_step):
        y = float(area.to_pixels((area.x_range[0], at))[1])
        painter.setPen(hairline)
        painter.drawLine(QPointF(area.left - look.px(3), y), QPointF(right if grid else area.left, y))
        words = linear_text(at, y_step)
        painter.setPen(text)
        left = area.left - look.px(6) - metrics.horizontalAdvance(words)
        painter.drawText(QPointF(left, y + (metrics.ascent() - metrics.descent()) / 2), words)
    _paint_titles(painter, look, area, titles, metrics)


def _paint_titles(painter: QPainter, look: Look, area: Area, titles: tuple[str, str], metrics: QFontMetricsF) -> None:
    painter.setPen(look.color("secondary"))
    elide, middle = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignCenter
    line = metrics.height()
    below = QRectF(area.left, area.top + area.height + look.px(TICK_PX), area.width, line)
    painter.drawText(below, middle, metrics.elidedText(titles[0], elide, below.width()))
    painter.save()
    painter.translate(area.left - _numbers_width(look, area.y_range, area.height), area.top + area.height / 2)
    painter.rotate(-90.0)
    beside = QRectF(-area.height / 2, -line, area.height, line)
    painter.drawText(beside, middle, metrics.elidedText(titles[1], elide, beside.width()))
    painter.restore()
