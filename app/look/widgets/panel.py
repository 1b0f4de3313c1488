"""A panel with a small quiet title, and the grid of labeled fields inside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.look.look import Look
from app.look.tooltips import wrapped

GRID_PX = 8
FIGURE_PX = 4  # around a figure


class Panel(QWidget):
    """A titled area on the panel ground, separated from others by space.

    Attributes: content, the vertical layout for the panel's widgets; header, the layout right of the title.
    """

    def __init__(self, look: Look, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = QLabel(title)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "title")
        self._title.setVisible(bool(title))
        self._is_figure = False
        self.setAccessibleName(title)
        self.header = QHBoxLayout()
        self.header.addWidget(self._title)
        self.header.addStretch(1)
        self.content = QVBoxLayout()
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(self.header)
        self._outer.addLayout(self.content, 1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def as_figure(self) -> None:
        """Show what is drawn and nothing else, for a figure: no title, no controls, no ground."""
        self._is_figure = True
        for place in range(self.header.count()):
            widget = self.header.itemAt(place).widget()
            if widget is not None:
                widget.hide()
        self._on_look_changed()

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a widget or a layout to the content."""
        if isinstance(item, QLayout):
            self.content.addLayout(item, stretch)
        else:
            self.content.addWidget(item, stretch)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a small control at the right end of the title's line."""
        self.header.addWidget(widget)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        side, gap = look.px(12), look.px(GRID_PX)
        if self._is_figure:
            side = gap = look.px(FIGURE_PX)
        self._outer.setContentsMargins(side, gap, side, side)
        self._outer.setSpacing(0 if self._is_figure else gap)
        self.content.setSpacing(look.px(GRID_PX))
        self.header.setSpacing(look.px(4))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_figure:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("panel"))
        painter.drawRoundedRect(self.rect(), self._look.px(6), self._look.px(6))


class FieldGrid(QWidget):
    """Labels on the left, fields on the right, aligned in one column; a pair puts two fields into one row."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, row_gap_px: int = GRID_PX) -> None:
        super().__init__(parent)
        self._look = look
        self._row_gap_px = row_gap_px
        self._pairs: list[QHBoxLayout] = []
        self._of_field: dict[QWidget, list[QWidget]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def add(self, label: str, widget: QWidget, tooltip: str = "", symbol: str = "") -> QLabel:
        """Append a row and return its label. The lecture's symbol follows the label; the tooltip is on both."""
        row = self._grid.rowCount()
        shown = self._make_label(label, widget, tooltip, symbol)
        self._grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(widget, row, 1)
        self._of_field[widget] = [shown, widget]
        return shown

    def add_pair(
        self,
        first_label: str,
        first: QWidget,
        second_label: str,
        second: QWidget,
        *,
        tooltips: tuple[str, str] = ("", ""),
        symbols: tuple[str, str] = ("", ""),
    ) -> None:
        """Append one row of two fields: the first in the column of all fields, the second beside it."""
        row = self._grid.rowCount()
        left = self._make_label(first_label, first, tooltips[0], symbols[0])
        right = self._make_label(second_label, second, tooltips[1], symbols[1])
        line = QHBoxLayout()
        line.setSpacing(self._look.px(GRID_PX))
        line.addWidget(first, 1)
        line.addWidget(right)
        line.addWidget(second, 1)
        self._pairs.append(line)
        self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addLayout(line, row, 1)
        self._of_field[first] = [left, first]
        self._of_field[second] = [right, second]

    def add_wide(self, widget: QWidget) -> None:
        """Append a row that spans both columns."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)
        self._of_field[widget] = [widget]

    def set_tooltip(self, widget: QWidget, tooltip: str) -> None:
        """Change the tooltip of a field and of its label."""
        for part in self._of_field[widget]:
            part.setToolTip(wrapped(tooltip))
        widget.setAccessibleDescription(tooltip)

    def set_row_visible(self, widget: QWidget, visible: bool) -> None:
        """Show or hide a field together with its label."""
        for part in self._of_field[widget]:
            part.setVisible(visible)

    def set_row_enabled(self, widget: QWidget, enabled: bool) -> None:
        """Make a field and its label usable or not. The focus does not jump from there to another field."""
        focus = QApplication.focusWidget()
        for part in self._of_field[widget]:
            if not enabled and focus is not None and (part is focus or part.isAncestorOf(focus)):
                focus.clearFocus()
            part.setEnabled(enabled)

    def _make_label(self, text: str, widget: QWidget, tooltip: str, symbol: str) -> QLabel:
        label = QLabel(f"{text} {symbol}".strip())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "secondary")
        label.setBuddy(widget)
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        widget.setAccessibleName(text)
        if tooltip:
            label.setToolTip(wrapped(tooltip))
            widget.setToolTip(wrapped(tooltip))
            widget.setAccessibleDescription(tooltip)
        return label

    @Slot()
    def _on_look_changed(self) -> None:
        self._grid.setHorizontalSpacing(self._look.px(12))
        self._grid.setVerticalSpacing(self._look.px(self._row_gap_px))
        for line in self._pairs:
            line.setSpacing(self._look.px(GRID_PX))
