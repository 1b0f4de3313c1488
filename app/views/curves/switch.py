"""Two or three words in a row, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.look.look import Look


class Switch(QWidget):
    """A quiet switch of words: (key, label, tooltip) each.

    Signals: chosen(str), the new key, only when the user has changed it.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, options: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        for key, label, tooltip in options:
            button = QToolButton()
            button.setText(label)
            button.setToolTip(tooltip)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setAccessibleName(label)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("key", key)
            self._group.addButton(button)
            self._line.addWidget(button)
            self._buttons[key] = button
        self._buttons[options[0][0]].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def key(self) -> str:
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_key(self, key: str) -> None:
        """Show another choice. No signal."""
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> QToolButton:
        return self._buttons[key]

    @Slot(QAbstractButton)
    def _on_clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(str(button.property("key")))

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(2))
        for button in self._buttons.values():
            button.setFont(self._look.font(0.85, bold=True))
