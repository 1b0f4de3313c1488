"""The results as one picture: a chart for each table of times, PNG or SVG."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPaintDevice, QPainter, QPen
from PySide6.QtSvg import QSvgGenerator

from app.benchmark.charts import Chart, Series, charts, ticks, time_text
from app.benchmark.report import Report
from app.benchmark.text import machine_text, number_text
from app.look.look import BASE_FONT_PX
from app.look.markers import marker_path
from app.look.palette import CLASS_COLORS, MARKERS, THEMES, Theme, shown_color
from app.session.atomic import write_atomically
from app.window.window_app import application

COLUMNS = 2
CHART_SIZE = (640, 380)
MARGIN = 24.0
HEADER = 84.0
MARKER_PX = 9.0
LINE_HEIGHT = 20.0
TEXT_WIDTH = 160
SHORTEST_S = 1e-10
DENSITY = 2  # pixels of a PNG for each unit
MARGIN_SHARE = 0.08  # of an axis, free at both of its ends


def save_plot(report: Report, path: Path, theme: str) -> None:
    """Draw the report into a .png or .svg file. Raises OSError when it can't be written."""
    application()
    found, colors = charts(report), THEMES[theme]
    rows = max(1, math.ceil(len(found) / COLUMNS))
    size = QSize(COLUMNS * CHART_SIZE[0], round(HEADER) + rows * CHART_SIZE[1])
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if path.suffix.lower() == ".svg":
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(QRect(0, 0, size.width(), size.height()))
        generator.setTitle("chalknet bench")
        _paint(generator, QRectF(0, 0, size.width(), size.height()), report, found, colors)
    else:
        image = QImage(size * DENSITY, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(DENSITY)
        _paint(image, QRectF(0, 0, size.width(), size.height()), report, found, colors)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, PySide takes text only
    buffer.close()
    write_atomically(path, bytes(buffer.data().data()))


def _paint(device: QPaintDevice, area: QRectF, report: Report, found: list[Chart], theme: Theme) -> None:
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, QColor(theme.window))
    header = QRectF(MARGIN, 12, area.width() - 2 * MARGIN, HEADER - 12)
    _write(painter, header, machine_text(report, TEXT_WIDTH), theme.secondary)
    for number, chart in enumerate(found):
        row, column = divmod(number, COLUMNS)
        place = QRectF(column * CHART_SIZE[0], HEADER + row * CHART_SIZE[1], *CHART_SIZE)
        _ChartPainter(painter, place.adjusted(12, 8, -12, -8), chart, theme).paint()
    painter.end()


def _font(*, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(BASE_FONT_PX)
    font.setBold(bold)
    return font


def _write(
    painter: QPainter,
    place: QRectF,
    text: str,
    color: str,
    *,
    where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
    bold: bool = False,
) -> None:
    painter.setFont(_font(bold=bold))
    painter.setPen(QColor(color))
    painter.drawText(place, where, text)


class _ChartPainter:
    """One chart in its place: title, legend, axes, curves."""

    def __init__(self, painter: QPainter, place: QRectF, chart: Chart, theme: Theme) -> None:
        self._painter, self._place, self._chart, self._theme = painter, place, chart, theme
        points = [point for series in chart.series for point in series.points]
        self._x = _Axis([point.x for point in points], logarithmic=not chart.categories)
        self._y = _Axis([value for point in points for value in (point.low, point.median, point.high)])
        self._legend = _rows([series.name for series in chart.series], place.width() - 2 * MARGIN)
        top = place.top() + 34 + LINE_HEIGHT * len(self._legend) + 10
        self._plot = QRectF(place.left() + 68, top, place.width() - 68 - MARGIN, place.bottom() - 66 - top)

    def paint(self) -> None:
        painter, place, theme = self._painter, self._place, self._theme
        painter.setPen(QPen(QColor(theme.hairline), 1))
        painter.setBrush(QColor(theme.plot))
        painter.drawRoundedRect(place, 6, 6)
        _write(painter, place.adjusted(16, 10, -16, 0), self._chart.title, theme.text, bold=True)
        self._paint_legend()
        self._paint_axes()
        for number, series in enumerate(self._chart.series):
            self._paint_series(number, series)

    def _color(self, number: int) -> str:
        return shown_color(CLASS_COLORS[number % len(CLASS_COLORS)], self._theme)

    def _paint_legend(self) -> None:
        number, top = 0, self._place.top() + 34
        for row in self._legend:
            left = self._place.left() + 16
            for name in row:
                self._mark(number, QPointF(left + MARKER_PX / 2, top + LINE_HEIGHT / 2))
                width = QFontMetricsF(_font()).horizontalAdvance(name)
                middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                text = QRectF(left + MARKER_PX + 5, top, width + 4, LINE_HEIGHT)
                _write(self._painter, text, name, self._theme.text, where=middle)
                left += width + MARKER_PX + 25
                number += 1
            top += LINE_HEIGHT

    def _paint_axes(self) -> None:
        painter, plot, theme = self._painter, self._plot, self._theme
        for tick in self._y.ticks():
            y = plot.bottom() - self._y.share(tick) * plot.height()
            painter.setPen(QPen(QColor(theme.hairline), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            label = QRectF(plot.left() - 68, y - 10, 62, 20)
            _write(painter, label, time_text(tick), theme.secondary, where=right)
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for x, name in self._x_labels():
            at = plot.left() + self._x.share(x) * plot.width()
            label = QRectF(at - 60, plot.bottom() + 4, 120, 2 * LINE_HEIGHT)
            _write(painter, label, name, theme.secondary, where=middle)
        label = QRectF(plot.left(), self._place.bottom() - 26, plot.width(), LINE_HEIGHT)
        _write(painter, label, self._chart.caption, theme.secondary, where=middle)

    def _x_labels(self) -> list[tuple[float, str]]:
        if self._chart.categories:
            return [(float(number), name) for number, name in enumerate(self._chart.categories)]
        places = sorted({point.x for series in self._chart.series for point in series.points})
        return [(x, number_text(x)) for x in places]

    def _paint_series(self, number: int, series: Series) -> None:
        painter, color = self._painter, QColor(self._color(number))
        places = [self._at(point.x, point.median) for point in series.points]
        if not self._chart.categories:
            painter.setPen(QPen(color, 1.5))
            for before, after in itertools.pairwise(places):
                painter.drawLine(before, after)
        for point, place in zip(series.points, places, strict=True):
            painter.setPen(QPen(color, 1.5))
            painter.drawLine(self._at(point.x, point.low), self._at(point.x, point.high))
            self._mark(number, place)

    def _at(self, x: float, y: float) -> QPointF:
        plot = self._plot
        return QPointF(plot.left() + self._x.share(x) * plot.width(), plot.bottom() - self._y.share(y) * plot.height())

    def _mark(self, number: int, place: QPointF) -> None:
        painter = self._painter
        painter.save()
        painter.translate(place)
        painter.scale(MARKER_PX, MARKER_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._color(number)))
        painter.drawPath(marker_path(MARKERS[number % len(MARKERS)]))
        painter.restore()


class _Axis:
    """From numbers to shares of an axis."""

    def __init__(self, values: list[float], *, logarithmic: bool = True) -> None:
        self._logarithmic = logarithmic
        places = [self._place(value) for value in values] or [0.0]
        room = MARGIN_SHARE * ((max(places) - min(places)) or 1.0)
        self._low, self._high = min(places) - room, max(places) + room

    def share(self, value: float) -> float:
        return (self._place(value) - self._low) / (self._high - self._low)

    def ticks(self) -> list[float]:
        return ticks(10.0**self._low, 10.0**self._high)

    def _place(self, value: float) -> float:
        return math.log10(max(value, SHORTEST_S)) if self._logarithmic else value


def _rows(names: list[str], width: float) -> list[list[str]]:
    """The names of a legend, broken into rows that are no wider than this."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for name in names:
        needed = QFontMetricsF(_font()).horizontalAdvance(name) + MARKER_PX + 25
        if rows[-1] and used + needed > width:
            rows.append([])
            used = 0.0
        rows[-1].append(name)
        used += needed
    return rows
