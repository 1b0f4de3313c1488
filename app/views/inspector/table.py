"""An array as a table of numbers on colored cells; a large one from its chosen part, with a picture of all of it."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.views.inspector.heat import cell_color, heat_image, largest
from app.views.inspector.stages import Shown
from app.views.inspector.symbols import digits
from app.views.numbers_text import count

HOW_TO_CHOOSE = "Click to fill in the formula for this point and neuron."
MOST_ROWS = 5
ROW_PX, PAD_PX = 20, 6
WIDEST_NUMBER = "−0.000e−0"
NAME_PX, MOST_NAMES = 64, 64  # the room for the names of rows, and how many decide about it
PICTURE_PX = 56  # height of the picture of a large array
BIGGEST_CELL_PX = 14


class Table(QWidget):
    """Signals: chosen(int, int), an entry that was clicked."""

    chosen = Signal(int, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: Shown | None = None
        self._entry = (0, 0)
        self._image: QImage | None = None
        self._scale = 1.0  # where the colors end
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_array(self, shown: Shown, entry: tuple[int, int]) -> None:
        """Show an array, this entry being the chosen one."""
        height = self.sizeHint().height()
        if self._shown is None or shown.values is not self._shown.values:
            self._scale, self._image = largest(shown.values), None
        self._shown, self._entry = shown, entry
        self.setAccessibleName(f"{shown.title} {shown.symbol}")
        rows, columns = shown.values.shape
        self.setAccessibleDescription(f"{rows} × {columns} numbers; {self._words(*entry)}")
        if self.sizeHint().height() != height:
            self.updateGeometry()
        self.update()

    def natural_width(self) -> int:
        """How wide it is with all its columns."""
        columns = self._shown.values.shape[1] if self._shown else 0
        return self._name_width() + columns * self._cell_width() + 1

    # Geometry

    def _name_width(self) -> int:
        shown = self._shown
        if shown is None:
            return 0
        metrics = QFontMetricsF(self.font())  # in whole pixels a name may be a little too wide for its own width
        widest = max((metrics.horizontalAdvance(name) for name in shown.row_names[:MOST_NAMES]), default=0.0)
        return min(ceil(widest), self._look.px(NAME_PX)) + self._look.px(PAD_PX)

    def _cell_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(WIDEST_NUMBER) + self._look.px(PAD_PX)

    def _visible_columns(self) -> int:
        shown = self._shown
        if shown is None:
            return 0
        room = max(1, (self.width() - self._name_width()) // self._cell_width())
        return int(min(room, shown.values.shape[1]))

    def _window(self) -> tuple[int, int, int, int]:
        """First row and column of those whose numbers are shown, and how many: the chosen entry is among them."""
        if self._shown is None:
            return 0, 0, 0, 0
        n_rows, n_columns = self._shown.values.shape
        rows, columns = min(MOST_ROWS, n_rows), self._visible_columns()
        top = min(max(self._entry[0] - rows + 1, 0), n_rows - rows)
        left = min(max(self._entry[1] - columns + 1, 0), n_columns - columns)
        return top, left, rows, columns

    def _is_whole(self) -> bool:
        """Whether every number can be seen."""
        _, _, rows, columns = self._window()
        return self._shown is not None and (rows, columns) == self._shown.values.shape

    def _table_height(self) -> int:
        rows = min(MOST_ROWS, len(self._shown.values)) if self._shown else 0
        return self._look.px(ROW_PX) * (rows + 1)

    def _cell(self, row: int, column: int) -> QRectF:
        """The place of a number, by its place in the window."""
        height, width = self._look.px(ROW_PX), self._cell_width()
        return QRectF(self._name_width() + column * width, (row + 1) * height, width, height)

    def _picture(self) -> QRectF:
        """Where the picture of all numbers is."""
        if self._shown is None or self._is_whole():
            return QRectF()
        rows, columns = self._shown.values.shape
        look = self._look
        top = self._table_height() + look.px(ROW_PX)  # a line says how many more there are
        room, high = self.width() - look.px(2), look.px(PICTURE_PX)
        cell = min(room / columns, high / rows, look.px(BIGGEST_CELL_PX))
        # Long arrays are stretched, so that their cells can be told apart.
        return QRectF(0, top, min(room, max(cell * columns, room * 0.4)), min(high, max(cell * rows, look.px(16))))

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        """The entry at a place."""
        if self._shown is None:
            return None
        picture = self._picture()
        n_rows, n_columns = self._shown.values.shape
        if picture.contains(point):
            row = int((point.y() - picture.top()) / picture.height() * n_rows)
            column = int((point.x() - picture.left()) / picture.width() * n_columns)
            return min(row, n_rows - 1), min(column, n_columns - 1)
        top, left, rows, columns = self._window()
        for row in range(rows):
            for column in range(columns):
                if self._cell(row, column).contains(point):
                    return top + row, left + column
        return None

    def _words(self, row: int, column: int) -> str:
        shown = self._shown
        if shown is None:
            return ""
        names = [name for name in (shown.row_names[row], shown.column_names[column]) if name]
        return f"{shown.symbol} at {', '.join(names)}: {float(shown.values[row, column])!r}"

    @Slot()
    def _on_look_changed(self) -> None:
        self.setFont(self._look.font(0.85))
        self._image = None
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        look, height = self._look, self._table_height()
        if self._shown is not None and not self._is_whole():
            height += look.px(ROW_PX) + round(self._picture().height()) + look.px(4)
        return QSize(look.px(300), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown, look = self._shown, self._look
        if shown is None:
            return
        painter = QPainter(self)
        painter.setFont(look.font(0.85))
        top, left, rows, columns = self._window()
        width, height = self._cell_width(), look.px(ROW_PX)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        metrics, pad = painter.fontMetrics(), look.px(PAD_PX) / 2
        for column in range(columns):
            box = QRectF(self._name_width() + column * width, 0, width - pad, height)
            painter.setPen(look.color("text" if left + column == self._entry[1] else "secondary"))
            name = shown.column_names[left + column]
            painter.drawText(box, right, metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width())))
        for row in range(rows):
            box = QRectF(0, (row + 1) * height, self._name_width() - look.px(PAD_PX), height)
            painter.setPen(look.color("text" if top + row == self._entry[0] else "secondary"))
            name = metrics.elidedText(shown.row_names[top + row], Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            for column in range(columns):
                value = float(shown.values[top + row, left + column])
                cell = self._cell(row, column)
                painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), cell_color(value, self._scale, look))
                painter.setPen(look.color("text"))
                painter.drawText(cell.adjusted(0, 0, -pad, 0), right, digits(value))
        entry_box = self._cell(self._entry[0] - top, self._entry[1] - left)
        painter.setPen(look.pen("accent", 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(entry_box.adjusted(1, 1, -1, -1))
        if not self._is_whole():
            self._paint_rest(painter, shown)

    def _paint_rest(self, painter: QPainter, shown: Shown) -> None:
        """How many more numbers there are, and the picture of all of them."""
        look, picture = self._look, self._picture()
        _, _, rows, columns = self._window()
        n_rows, n_columns = shown.values.shape
        parts = [f"⋮ {_more(n_rows - rows, 'row')}"] if n_rows > rows else []
        parts += [f"… {_more(n_columns - columns, 'column')}"] if n_columns > columns else []
        painter.setPen(look.color("secondary"))
        line = QRectF(0, self._table_height(), self.width(), look.px(ROW_PX))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        rest = "   ".join(parts)
        whole = f"{rest}; all {count(n_rows)} × {count(n_columns)} as colors:"
        fits = painter.fontMetrics().horizontalAdvance(whole) <= line.width()
        painter.drawText(line, left, whole if fits else rest)
        if self._image is None:
            self._image = heat_image(shown.values, self._scale, look)
        painter.drawImage(picture, self._image)
        painter.setPen(look.pen("hairline", 1.0))
        painter.drawRect(picture)
        row, column = self._entry
        wide, high = picture.width() / n_columns, picture.height() / n_rows
        box = QRectF(picture.left() + column * wide, picture.top() + row * high, max(wide, 3.0), max(high, 3.0))
        painter.setPen(look.pen("accent", 1.5))
        painter.drawRect(box)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self._at(QPointF(event.pos()))
            text = "" if entry is None else wrapped(f"{self._words(*entry)}\n{HOW_TO_CHOOSE}")
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        entry = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and entry is not None:
            self.chosen.emit(*entry)


def _more(n: int, what: str) -> str:
    return f"{count(n)} more {what}{'' if n == 1 else 's'}"
