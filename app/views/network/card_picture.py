"""The large picture of a neuron: with the axes of the plane, and the colors in numbers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.session.slice import Slice
from app.training.lenses.neurons import LayerPictures
from app.views.network.pictures import CURVE_REACH, PictureStrip
from app.views.numbers_text import number
from app.views.ranges import Range, Ranges
from app.views.ticks import linear_text, nice_step, ticks

SIDE_PX, SMALL_PX, LEAST_SIDE_PX = 240, 130, 64
LEFT_PX, BOTTOM_PX, TOP_PX, RIGHT_PX = 38, 34, 8, 74
BAR_PX, FLAT_BAR_PX = 10, 6
SMALL_BOTTOM_PX = 26  # of the small one: the colors, and their numbers
MOST_TICKS = 5
NOT_YET, NOT_FINITE = "Not computed yet.", "Its numbers are no numbers any more."


class CardPicture(QWidget):
    """A picture, small or, in detail, 240 px across with its axes. In one dimension: the curve, with its values.

    Attribute: is_detailed.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.strip = PictureStrip(look)
        self._unit = 0
        self.is_detailed = False
        self._side = look.px(SMALL_PX)
        self._why_empty = NOT_YET
        self._slice: Slice | None = None
        self._ranges: Ranges = ((-1.0, 1.0), (-1.0, 1.0))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Picture of what the neuron answers")
        look.changed.connect(self._on_look_changed)

    def show_axes(self, plane: Slice, ranges: Ranges) -> None:
        """Which plane the picture is of."""
        if (plane, ranges) != (self._slice, self._ranges):
            self._slice, self._ranges = plane, ranges
            self.update()

    def show_picture(self, pictures: LayerPictures | None, unit: int) -> None:
        """One of these pictures; None where there is none."""
        self._why_empty = NOT_YET if pictures is None else NOT_FINITE
        self.strip.show(pictures if pictures is not None and pictures.finite else None)
        self._unit = unit
        self.update()

    def fit(self, width: int, height: int) -> None:
        """Be smaller where there is no more room than this."""
        look = self._look
        around = self._around()
        most = min(width - around.width(), height - around.height())
        side = max(min(look.px(SIDE_PX if self.is_detailed else SMALL_PX), most), look.px(LEAST_SIDE_PX))
        if side != self._side:
            self._side = side
            self.updateGeometry()
            self.update()

    @property
    def square(self) -> QRectF:
        """Where the picture itself is."""
        if self.is_detailed:
            return QRectF(self._look.px(LEFT_PX), self._look.px(TOP_PX), self._side, self._side)
        return QRectF(1.0, 1.0, self._side, self._side)

    def _around(self) -> QSize:
        """What is not the picture itself."""
        px = self._look.px
        if self.is_detailed:
            return QSize(px(LEFT_PX + RIGHT_PX), px(TOP_PX + BOTTOM_PX))
        return QSize(2, 2 + px(SMALL_BOTTOM_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._slice is None:
            return
        look, box = self._look, self.square
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(look.pen("outline"))
        if len(self.strip):
            self.strip.paint(painter, box, self._unit)
        else:
            painter.setBrush(look.color("plot"))
            painter.drawRect(box)
            painter.setPen(look.color("secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._why_empty)
        painter.setFont(look.font(0.85))
        painter.setPen(look.color("secondary"))
        if not self.is_detailed:
            self._paint_ends(painter, box)
            return
        across, up = self._slice.axis_names
        self._paint_across(painter, box, self._ranges[0], across)
        if self.strip.is_line:
            center, end = self.strip.center, self.strip.scale / CURVE_REACH
            self._paint_up(painter, box, (center - end, center + end), "output")
        else:
            self._paint_up(painter, box, self._ranges[1], up)
            self._paint_bar(painter, box)

    def _paint_across(self, painter: QPainter, box: QRectF, shown: Range, name: str) -> None:
        look, (low, high) = self._look, shown
        step = nice_step(high - low, MOST_TICKS)
        row = look.px(15)
        for value in ticks(low, high, step):
            x = box.left() + (value - low) / (high - low) * box.width()
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + look.px(3)))
            place = QRectF(x - look.px(40), box.bottom() + look.px(3), look.px(80), row)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, linear_text(value, step))
        place = QRectF(box.left(), box.bottom() + look.px(3) + row, box.width(), row)
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_up(self, painter: QPainter, box: QRectF, shown: Range, name: str) -> None:
        look, (low, high) = self._look, shown
        step = nice_step(high - low, MOST_TICKS)
        right = box.left() - look.px(5)
        for value in ticks(low, high, step):
            y = box.bottom() - (value - low) / (high - low) * box.height()
            painter.drawLine(QPointF(box.left() - look.px(3), y), QPointF(box.left(), y))
            text = linear_text(value, step)
            top = min(max(y - look.px(8), box.top() - look.px(6)), box.bottom() - look.px(10))
            place = QRectF(0, top, right, look.px(16))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.save()
        painter.translate(look.px(7), box.center().y())
        painter.rotate(-90)
        length = box.height() * 0.5  # between the numbers, which may reach as far to the left
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(length))
        painter.drawText(QRectF(-length / 2, -look.px(8), length, look.px(14)), Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        """The colors from −scale to +scale around the center, upwards."""
        look = self._look
        bar = QRectF(box.right() + look.px(10), box.top(), look.px(BAR_PX), box.height())
        painter.fillRect(bar, _colors(look, QLinearGradient(bar.bottomLeft(), bar.topLeft())))
        for share in (1.0, 0.5, 0.0, -0.5, -1.0):
            value = self.strip.center + share * self.strip.scale
            y = bar.center().y() - share * bar.height() / 2
            top = min(max(y - look.px(8), box.top() - look.px(4)), box.bottom() - look.px(12))
            place = QRectF(bar.right() + look.px(4), top, look.px(50), look.px(16))
            text = "0" if value == 0.0 else number(value)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_ends(self, painter: QPainter, box: QRectF) -> None:
        """Under the small picture: the colors with their lowest and highest number, or the ends of the curve's axis."""
        look, strip = self._look, self.strip
        bar = QRectF(box.left(), box.bottom() + look.px(4), box.width(), look.px(FLAT_BAR_PX))
        reach = strip.scale / CURVE_REACH if strip.is_line else strip.scale
        low, high = (f"{strip.center + share * reach:.3g}".replace("-", "−", 1) for share in (-1.0, 1.0))
        middle = Qt.AlignmentFlag.AlignVCenter
        if strip.is_line:
            place = QRectF(box.left(), bar.top(), box.width(), look.px(16))
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | middle, f"↑ {low} … {high}")
            return
        painter.fillRect(bar, _colors(look, QLinearGradient(bar.topLeft(), bar.topRight())))
        place = QRectF(box.left(), bar.bottom(), box.width(), look.px(16))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | middle, low)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, high)

    @Slot()
    def _on_look_changed(self) -> None:
        self.strip.recolor()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self._around() + QSize(self._side, self._side)


def _colors(look: Look, gradient: QLinearGradient) -> QLinearGradient:
    """The colors of numbers, along a gradient from the lowest to the highest."""
    for place, name in ((0.0, "negative"), (0.5, "plot"), (1.0, "positive")):
        gradient.setColorAt(place, look.color(name))
    return gradient
