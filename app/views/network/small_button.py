"""A button that takes no more room than its text."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from app.look.look import Look


class SmallButton(QToolButton):
    """A tool button without padding, in the small font; a quiet one is in the secondary color."""

    def __init__(self, look: Look, text: str, tooltip: str, parent: QWidget, *, quiet: bool = False) -> None:
        super().__init__(parent)
        self._look, self._quiet = look, quiet
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(re.split("[:.]", tooltip, maxsplit=1)[0])
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        theme = look.theme
        color = theme.secondary if self._quiet else theme.text
        self.setFont(look.font(0.85))
        self.setStyleSheet(
            f"QToolButton {{ padding: 0; border-radius: {look.px(4)}px;"
            f" font-size: {look.font(0.85).pixelSize()}px; color: {color}; }}"
            f"QToolButton:disabled {{ color: {theme.disabled}; }}"
        )
