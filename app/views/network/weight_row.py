"""One parameter on a line: what it belongs to, the number, its gradient, and a lock."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.views.network.shown import Parameter
from app.views.network.weight_field import WeightField
from app.views.numbers_text import number

GRADIENT_TIP = "∂L/∂w, the gradient of the next batch: how fast the loss L changes with this weight w."
LOCK_TIP = "Freeze {}: training leaves it alone. It can still be set by hand."
UNLOCK_TIP = "{} is frozen. Click to let training change it again."


class WeightRow(QObject):
    """Four widgets in a row of a grid.

    Signals: edited(Parameter, float, object gesture); lock_clicked(Parameter, bool), whether it is to be frozen.
    """

    edited = Signal(object, float, object)
    lock_clicked = Signal(object, bool)

    def __init__(self, look: Look, grid: QGridLayout, row: int, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.parameter: Parameter | None = None
        self._frozen: bool | None = None  # as the lock says
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.field = WeightField(look)
        self.gradient = QLabel()
        self.gradient.setProperty("role", "secondary")
        self.gradient.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.gradient.setToolTip(GRADIENT_TIP)
        self.lock = IconButton(look, "unlock", tooltip="Freeze", checkable=True, icon_px=16)
        for column, widget in enumerate((self.name, self.field, self.gradient, self.lock)):
            grid.addWidget(widget, row, column)
        self.field.edited.connect(self._on_edited)
        self.lock.clicked.connect(self._on_lock_clicked)
        self.restyle()

    @property
    def widgets(self) -> tuple[QLabel, WeightField, QLabel, IconButton]:
        return self.name, self.field, self.gradient, self.lock

    def show_parameter(self, parameter: Parameter, name: str, words: str, meaning: str = "") -> None:
        """Be about another parameter; words: the same in full; meaning: of what the weight is multiplied with."""
        if parameter != self.parameter:
            self.field.clearFocus()
            self._frozen = None
        self.parameter = parameter
        limit = self._look.px(62)
        self.name.setText(self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, limit))
        self.name.setToolTip(wrapped(f"{words}\n{meaning}"))
        self.field.setAccessibleName(words)
        self.lock.setAccessibleName(f"Freeze {words}")

    def show_numbers(self, value: float | None, gradient: float | None, frozen: bool) -> None:
        """The present numbers; None where they are not known."""
        self.field.setEnabled(value is not None)
        if value is not None:
            self.field.set_value(value)
        text = "" if gradient is None else number(gradient)
        if text != self.gradient.text():
            self.gradient.setText(text)
        if frozen == self._frozen:
            return
        self._frozen = frozen
        self.lock.setChecked(frozen)
        what = "bias b" if self.parameter is not None and self.parameter.source is None else "weight w"
        self.lock.set_icon("lock" if frozen else "unlock")
        self.lock.setToolTip(UNLOCK_TIP.format(f"This {what}") if frozen else LOCK_TIP.format(f"this {what}"))

    def set_visible(self, visible: bool) -> None:
        for widget in self.widgets:
            widget.setVisible(visible)

    def restyle(self) -> None:
        """Fixed widths, so that nothing moves while numbers change."""
        look = self._look
        self.field.setFont(look.font(0.85))
        self.gradient.setFont(look.font(0.85))
        self.field.fit_weight()
        self.gradient.setFixedWidth(self.gradient.fontMetrics().horizontalAdvance("−9.99e-99") + look.px(4))
        self.name.setFixedWidth(look.px(64))

    @Slot(float, object)
    def _on_edited(self, value: float, gesture: object) -> None:
        if self.parameter is not None:
            self.edited.emit(self.parameter, value, gesture)

    @Slot(bool)
    def _on_lock_clicked(self, checked: bool) -> None:
        self.lock.setChecked(not checked)  # the click is a wish; what comes back from the session is shown
        if self.parameter is not None:
            self.lock_clicked.emit(self.parameter, checked)
