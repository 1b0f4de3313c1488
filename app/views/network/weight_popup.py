"""A small window at a link: its weight, to be set in place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.look.look import Look
from app.views.network.shown import Block, Parameter, Structure
from app.views.network.weight_row import GRADIENT_TIP, WeightRow
from app.views.network.words import parameter_place


class WeightPopup(QFrame):
    """The number, its gradient and a lock. Enter, Esc or a click elsewhere closes it.

    Signals: edited(Parameter, float, object gesture); lock_clicked(Parameter, bool).
    """

    edited = Signal(object, float, object)
    lock_clicked = Signal(object, bool)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self._is_open = False
        self._where = QLabel()
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setProperty("role", "secondary")
        hint = QLabel("Type, turn the wheel over the number or drag it (Shift: finer).")
        hint.setProperty("role", "secondary")
        gradient = QLabel("next batch ∂L/∂w")
        gradient.setProperty("role", "secondary")
        gradient.setToolTip(GRADIENT_TIP)
        grid = QGridLayout()
        grid.addWidget(gradient, 0, 2, Qt.AlignmentFlag.AlignRight)
        self.row = WeightRow(look, grid, 1, self)
        self.row.edited.connect(self.edited)
        self.row.lock_clicked.connect(self.lock_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(10), look.px(6), look.px(10), look.px(6))
        column.setSpacing(look.px(4))
        column.addWidget(self._where)
        column.addLayout(grid)
        column.addWidget(hint)
        theme = look.theme
        for label in (self._where, hint, gradient):
            label.setFont(look.font(0.85))
        self.setStyleSheet(f"WeightPopup {{ background: {theme.panel}; border: 1px solid {theme.outline}; }}")

    @property
    def is_open(self) -> bool:
        """Whether it is about a link now: from show_parameter until it is closed."""
        return self._is_open

    @property
    def parameter(self) -> Parameter | None:
        return self.row.parameter

    def show_parameter(self, structure: Structure, parameter: Parameter) -> None:
        self._is_open = True
        words = parameter_place(structure.model, structure.data, *parameter)
        self._where.setText(words)
        self.row.show_parameter(parameter, "weight w", f"weight w: {words}")

    def show_numbers(self, structure: Structure, block: Block | None, gradient: Block | None) -> None:
        """Of the layer that the link leads to."""
        if self.parameter is None:
            return
        at = (self.parameter.source, self.parameter.unit)
        self.row.show_numbers(
            None if block is None else float(block.weights[at]),
            None if gradient is None else float(gradient.weights[at]),
            bool(structure.frozen_blocks[self.parameter.layer].weights[at]),
        )

    def show_at(self, place: QPoint) -> None:
        """Below a place on the screen, its field ready for typing."""
        self.adjustSize()
        screen = self.parentWidget().screen().availableGeometry()
        left = max(min(place.x() - self.width() // 2, screen.right() - self.width()), screen.left())
        below = place.y() + self._look.px(8)
        top = below if below + self.height() <= screen.bottom() else place.y() - self.height() - self._look.px(8)
        self.move(left, top)
        self.show()
        self.row.field.setFocus(Qt.FocusReason.TabFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._is_open = False
