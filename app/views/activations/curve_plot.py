"""A plot of curves, below it how many points lie where, and below that the derivatives of the curves."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.look.pictures import empty_picture
from app.session.arrays import Floats
from app.views.activations.drawn import Curve, Dots, Picture, Range, pieces, span
from app.views.ticks import linear_text, tick_step, ticks

TITLE_PX, AXIS_PX, BAND_PX, GAP_PX, RIGHT_PX = 18, 36, 26, 6, 8
UPPER_SHARE = 0.6  # of the height that the two curves have
DOT_PX, RING_PX = 6.0, 12.0
TICK_PX = {"x": 56, "y": 24}  # at least so far from each other
DASHES = {"other": [5.0, 4.0], "steeper": [2.0, 3.0]}
What = Literal["value", "slope"]


class CurvePlot(QWidget):
    """Shows a Picture and the points on it.

    The curves are a picture that is painted again only when they change; the points are painted every time.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._picture: Picture | None = None
        self._curve_colors: list[QColor] = []
        self._dots: tuple[Dots, ...] = ()
        self._ring: Dots | None = None
        self._colors: list[QColor] = []  # of the dots
        self._density: Floats | None = None
        self._ground: QPixmap | None = None
        self._spans: dict[What, Range] = {"value": (0.0, 1.0), "slope": (0.0, 1.0)}
        self._left = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._on_look_changed)

    @property
    def curves(self) -> tuple[Curve, ...]:
        return self._picture.curves if self._picture else ()

    @property
    def dots(self) -> tuple[Dots, ...]:
        return self._dots

    @property
    def ring(self) -> Dots | None:
        return self._ring

    def show_picture(self, picture: Picture | None, colors: list[QColor]) -> None:
        """Draw these curves from now on, each in its color; without a picture, nothing."""
        self._picture, self._curve_colors = picture, colors
        if picture is not None:
            self._spans = {"value": span(picture.curves, "value"), "slope": span(picture.curves, "slope")}
        self._ground = None
        self.update()

    def show_points(
        self, dots: tuple[Dots, ...], colors: list[QColor], density: Floats, ring: Dots | None = None
    ) -> None:
        """Draw these points on them: dots with a color each, density (BINS,) over the range, at most 1, and a ring."""
        self._dots, self._colors, self._density, self._ring = dots, colors, density, ring
        self.update()

    def area(self, what: What) -> QRectF:
        """The ground of one of the two plots."""
        look = self._look
        title, band = look.px(TITLE_PX), look.px(BAND_PX) + 2 * look.px(GAP_PX)
        room = max(self.height() - 2 * title - band - look.px(AXIS_PX), 2)
        upper = round(room * UPPER_SHARE)
        width = max(self.width() - self._left - look.px(RIGHT_PX), 1)
        if what == "value":
            return QRectF(self._left, title, width, upper)
        return QRectF(self._left, 2 * title + upper + band, width, room - upper)

    def band(self) -> QRectF:
        """Where the density stands."""
        upper = self.area("value")
        return QRectF(upper.left(), upper.bottom() + self._look.px(GAP_PX), upper.width(), self._look.px(BAND_PX))

    def place(self, what: What, at: float, y: float) -> QPointF:
        """Where a value of one of the two plots is drawn."""
        area, (low, high) = self.area(what), self._spans[what]
        return QPointF(self._x(at), area.bottom() - (y - low) / (high - low) * area.height())

    def _x(self, at: float) -> float:
        low, high = self._picture.range if self._picture else (0.0, 1.0)
        area = self.area("value")
        return area.left() + (at - low) / (high - low) * area.width()

    def _polygon(self, what: What, at: Floats, y: Floats) -> QPolygonF:
        area, (low, high) = self.area(what), self._spans[what]
        x_low, x_high = self._picture.range if self._picture else (0.0, 1.0)
        x = area.left() + (at - x_low) / (x_high - x_low) * area.width()
        y = area.bottom() - (y - low) / (high - low) * area.height()
        return QPolygonF([QPointF(px, py) for px, py in zip(x.tolist(), y.tolist(), strict=True)])

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._look
        if self._picture is None:
            painter.fillRect(self.rect(), look.color("plot"))
            return
        if self._ground is None or self._ground.devicePixelRatio() != self.devicePixelRatioF():
            self._ground = self._paint_ground(self._picture)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_density(painter)
        for dots, color in zip(self._dots, self._colors, strict=True):
            pen = QPen(color, look.px(DOT_PX))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(self._polygon("value", dots.at, dots.value))
            painter.drawPoints(self._polygon("slope", dots.at, dots.slope))
        if self._ring is not None:
            painter.setPen(look.pen("text", 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = look.px(RING_PX) / 2
            for polygon in (
                self._polygon("value", self._ring.at, self._ring.value),
                self._polygon("slope", self._ring.at, self._ring.slope),
            ):
                for place in polygon:
                    painter.drawEllipse(place, radius, radius)

    def _paint_density(self, painter: QPainter) -> None:
        if self._density is None or not self._density.any():
            return
        band = self.band()
        color = self._look.color("accent")
        color.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        step = band.width() / len(self._density)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for number, height in enumerate(self._density.tolist()):
            if height > 0.0:
                high = max(height * band.height(), 1.5)  # a single point among many is still to be seen
                painter.drawRect(QRectF(band.left() + number * step, band.bottom() - high, max(step, 1.0), high))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_ground(self, shown: Picture) -> QPixmap:
        look = self._look
        metrics = QFontMetricsF(look.font(0.85))
        texts = [text for what in ("value", "slope") for _, text in self._y_ticks(what)]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        self._left = round(widest) + look.px(8)
        picture = empty_picture(self)
        picture.fill(look.color("plot"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(0.85))
        self._paint_flat_parts(painter, shown)
        self._paint_grid(painter, shown)
        self._paint_titles(painter, shown)
        for curve, color in zip(shown.curves, self._curve_colors, strict=True):
            self._paint_curve(painter, "value", curve, color)
            self._paint_curve(painter, "slope", curve, color)
        painter.end()
        return picture

    def _paint_flat_parts(self, painter: QPainter, shown: Picture) -> None:
        """The flat parts of the curve, through both plots: what lies there hardly learns."""
        top, bottom = self.area("value").top(), self.area("slope").bottom()
        for low, high in shown.flat:
            left, right = self._x(low), self._x(high)
            painter.fillRect(QRectF(left, top, right - left, bottom - top), self._look.color("hover"))

    def _paint_grid(self, painter: QPainter, shown: Picture) -> None:
        look = self._look
        line = QFontMetricsF(look.font(0.85)).height()
        upper, lower = self.area("value"), self.area("slope")
        for what, area in (("value", upper), ("slope", lower)):
            for value, text in self._y_ticks(what):
                y = self.place(what, 0.0, value).y()
                painter.setPen(look.pen("outline" if text == "0" else "hairline"))
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
                painter.setPen(look.color("secondary"))
                box = QRectF(0, y - line / 2, self._left - look.px(5), line)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        low, high = self._picture.range if self._picture else (0.0, 1.0)
        step = tick_step(low, high, max(2, int(upper.width() / look.px(TICK_PX["x"]))))
        metrics = QFontMetricsF(painter.font())
        for value in ticks(low, high, step):
            x = self._x(value)
            painter.setPen(look.pen("outline" if value == 0.0 else "hairline"))
            painter.drawLine(QPointF(x, upper.top()), QPointF(x, upper.bottom()))
            painter.drawLine(QPointF(x, lower.top()), QPointF(x, lower.bottom()))
            painter.setPen(look.color("secondary"))
            text = linear_text(value, step)
            width = metrics.horizontalAdvance(text) + 2
            left = min(max(x - width / 2, 0.0), self.width() - width)
            box = QRectF(left, lower.bottom() + look.px(3), width, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(look.color("secondary"))
        box = QRectF(lower.left(), lower.bottom() + look.px(3) + line, lower.width(), line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown.x_title)
        band = self.band()
        painter.setPen(look.pen("hairline"))
        painter.drawLine(band.bottomLeft(), band.bottomRight())

    def _y_ticks(self, what: What) -> list[tuple[float, str]]:
        low, high = self._spans[what]
        step = tick_step(low, high, max(2, int(self.area(what).height() / self._look.px(TICK_PX["y"]))))
        return [(value, linear_text(value, step)) for value in ticks(low, high, step)]

    def _paint_titles(self, painter: QPainter, shown: Picture) -> None:
        look = self._look
        upper, lower, title = self.area("value"), self.area("slope"), look.px(TITLE_PX)
        metrics = QFontMetricsF(look.font(0.85))
        x = upper.left()
        for curve, color in reversed(list(zip(shown.curves, self._curve_colors, strict=True))):
            painter.setPen(self._pen(curve, color))
            y = title / 2
            painter.drawLine(QPointF(x, y), QPointF(x + look.px(18), y))
            x += look.px(22)
            painter.setPen(color)
            width = metrics.horizontalAdvance(curve.name)
            painter.drawText(QRectF(x, 0, width + 2, title), Qt.AlignmentFlag.AlignVCenter, curve.name)
            x += width + look.px(12)
        painter.setPen(look.color("secondary"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        box = QRectF(lower.left(), lower.top() - title, lower.width(), title)
        painter.drawText(box, flags, metrics.elidedText(shown.slope_title, Qt.TextElideMode.ElideRight, box.width()))

    def _paint_curve(self, painter: QPainter, what: What, curve: Curve, color: QColor) -> None:
        painter.setPen(self._pen(curve, color))
        y = curve.value if what == "value" else curve.slope
        parts = pieces(curve.at, y)
        for x_part, y_part in parts:
            painter.drawPolyline(self._polygon(what, x_part, y_part))
        jump = self._look.pen(color)
        jump.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(jump)
        for (x_before, y_before), (x_after, y_after) in pairwise(parts):
            start = self.place(what, float(x_before[-1]), float(y_before[-1]))
            painter.drawLine(start, self.place(what, float(x_after[0]), float(y_after[0])))

    def _pen(self, curve: Curve, color: QColor) -> QPen:
        pen = self._look.pen(color, 2.0 if curve.role in ("own", "class") else 1.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if curve.role in DASHES:
            pen.setDashPattern(DASHES[curve.role])
        return pen

    @Slot()
    def _on_look_changed(self) -> None:
        self._ground = None
        self.updateGeometry()
        self.update()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground = None
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(180))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # what is more than that is given by the layout
