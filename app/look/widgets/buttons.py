"""A square button with an icon."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped


class IconButton(QToolButton):
    """A tool button whose icon follows theme and scale; with a text, the text stands beside the icon."""

    def __init__(
        self,
        look: Look,
        icon_name: str,
        text: str = "",
        tooltip: str = "",
        checkable: bool = False,
        parent: QWidget | None = None,
        *,
        primary: bool = False,
        icon_px: int = 20,
    ) -> None:
        """A primary button is filled with the accent color: at most one in a window (Play)."""
        super().__init__(parent)
        self._look = look
        self._icon_name = icon_name
        self._icon_px = icon_px
        self._primary = primary
        self.setText(text)
        self.setToolTip(tooltip)
        self.setCheckable(checkable)
        self.setAutoRaise(True)
        self.setProperty("primary", primary)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text or tooltip.split(".", maxsplit=1)[0] or icon_name)
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    @property
    def icon_name(self) -> str:
        return self._icon_name

    def set_icon(self, icon_name: str) -> None:
        """Show another icon of resources/icons."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._on_look_changed()

    def setToolTip(self, tooltip: str) -> None:
        super().setToolTip(wrapped(tooltip))

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self.setIcon(look.icon_in(self._icon_name, "on_accent") if self._primary else look.icon(self._icon_name))
        self.setIconSize(look.icon_size(self._icon_px))
