"""How neurons and outputs are drawn: the pictures in them, and the marks on them."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from app.look.look import Look
from app.look.palette import mix
from app.session.schema import Data
from app.views.network.geometry import Column
from app.views.network.links import strength
from app.views.network.pictures import PictureStrip, corner_radius
from app.views.network.shown import Block
from app.views.network.words import output_symbol
from app.views.numbers_text import count

BIAS_SHARE = 0.8  # how much of the color of its sign a very large bias takes on
SHADES = 64  # of a bias: more can't be told apart
LEAST_PICTURE_PX = 7  # a smaller neuron shows its bias alone
MARK_PX = (3.0, 7.0)  # of the bias, at the lower left corner of a neuron
LOCK_PX = 12


def neuron_box(column: Column, y: float) -> QRectF:
    return QRectF(column.left, y - column.side / 2, column.side, column.side)


def paint_neurons(
    painter: QPainter, look: Look, column: Column, strip: PictureStrip, block: Block | None, locked: Block, ground: str
) -> None:
    """One layer on its ground: pictures where there are any, biases, locks, and how many if not all are drawn."""
    is_pictured = len(strip) == column.n and column.side >= look.px(LEAST_PICTURE_PX)
    frame = look.pen("outline", 1.0 if column.side < look.px(9) else 1.25)
    for unit, y in zip(column.units, column.ys, strict=True):
        box = neuron_box(column, y)
        color = bias_color(look, None if block is None else float(block.bias[unit]))
        painter.setPen(frame)
        if is_pictured:
            strip.paint(painter, box, unit, ground)
            painter.setPen(frame)
            _paint_bias(painter, look, box, color)
        else:
            painter.setBrush(color)
            radius = corner_radius(box, look)
            painter.drawRoundedRect(box, radius, radius)
        if locked.bias[unit] and locked.weights[:, unit].all():
            paint_lock(painter, look, box.topRight(), min(box.width() * 0.5, LOCK_PX * look.scale))
    if column.summary is not None:
        painter.setFont(look.font(0.85))
        painter.setPen(look.color("secondary"))
        box = QRectF(column.x - look.px(24), column.summary - look.px(9), look.px(48), look.px(18))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"⋮ {count(column.n)}")


def bias_color(look: Look, bias: float | None) -> QColor:
    """Orange or blue by its sign, the paler the nearer to 0."""
    if bias is None or not math.isfinite(bias):
        return look.color("plot")
    sign = look.theme.negative if bias < 0 else look.theme.positive
    return QColor(mix(look.theme.plot, sign, BIAS_SHARE * round(SHADES * strength(bias)) / SHADES))


def paint_outputs(painter: QPainter, look: Look, column: Column, data: Data, is_pictured: bool) -> None:
    """The names of the outputs and the signs of their classes: beside the pictures, or in place of them."""
    single = len(column.ys) == 1
    font = look.font(0.85)
    for unit, y in zip(column.units, column.ys, strict=True):
        side = min(column.side * 1.1, column.row, look.px(19))
        center = QPointF(column.x, y)
        is_above = is_pictured and not single and column.row >= font.pixelSize() * 2.5
        if is_pictured:
            side = min(look.px(9), column.row * 0.6)
            center = QPointF(column.right + look.px(5) + side / 2, y + (side * 0.7 if is_above else 0.0))
        if single:
            if not is_pictured:
                colors = [info.color for info in data.classes] or [look.theme.negative, look.theme.positive]
                _paint_disc(painter, look, center, side, colors)
        elif unit < len(data.classes):
            info = data.classes[unit]
            look.paint_marker(painter, center, side, info.marker, info.color)
        if column.row >= font.pixelSize() * 0.95:
            painter.setFont(font)
            painter.setPen(look.color("secondary"))
            middle = y - (look.px(7) if is_above else 0)
            left = column.right + look.px(4)
            if is_pictured and not single and not is_above:
                left += side + look.px(2)
            box = QRectF(left, middle - look.px(9), look.px(24), look.px(18))
            text = "ŷ" if single else output_symbol(unit)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def paint_lock(painter: QPainter, look: Look, corner: QPointF, side: float) -> None:
    """A closed lock on a disc, around the corner of what is frozen."""
    center = QPointF(corner.x() - side * 0.2, corner.y() + side * 0.2)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("panel"))
    painter.drawEllipse(center, side * 0.62, side * 0.62)
    icon = look.icon_in("lock", "text")
    icon.paint(painter, QRectF(center.x() - side / 2, center.y() - side / 2, side, side).toRect())
    painter.restore()


def paint_ring(painter: QPainter, box: QRectF, look: Look, color: QColor | str, width: float, gap: float) -> None:
    """A ring around a neuron."""
    gap *= look.scale
    ring = box.adjusted(-gap, -gap, gap, gap)
    painter.setPen(look.pen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = corner_radius(box, look) + gap
    painter.drawRoundedRect(ring, radius, radius)


def _paint_bias(painter: QPainter, look: Look, box: QRectF, color: QColor) -> None:
    """The bias as a small disc at the corner where it comes in."""
    side = min(max(0.22 * box.width(), MARK_PX[0] * look.scale), MARK_PX[1] * look.scale)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(box.left() + side * 0.2, box.bottom() - side * 0.2), side / 2, side / 2)


def _paint_disc(painter: QPainter, look: Look, center: QPointF, side: float, colors: list[str]) -> None:
    """One output that tells all classes apart: a disc with a band for each, the last class on top."""
    disc = QPainterPath()
    disc.addEllipse(center, side / 2, side / 2)
    painter.save()
    painter.setClipPath(disc)
    band = side / len(colors)
    for number, color in enumerate(reversed(colors)):
        top = center.y() - side / 2 + number * band
        painter.fillRect(QRectF(center.x() - side / 2, top, side, band + 1), look.class_color(color))
    painter.restore()
