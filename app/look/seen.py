"""Whether anybody can see a widget: what nobody sees is neither computed nor drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class Seen(QObject):
    """Watches one widget and the window that it is in. Qt calls what is in a minimized window visible; this does not.

    Signal: changed(bool), whether it can be seen now.
    """

    changed = Signal(bool)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWidget | None = None
        self._was = False
        widget.installEventFilter(self)

    @property
    def now(self) -> bool:
        """Whether the widget can be seen."""
        return self._widget.isVisible() and not self._widget.window().isMinimized()

    def _look(self) -> None:
        if self.now != self._was:
            self._was = not self._was
            self.changed.emit(self._was)

    def _watch(self, window: QWidget) -> None:
        if window is not self._window:
            if self._window is not None and self._window is not self._widget:
                self._window.removeEventFilter(self)
            self._window = window
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._widget and kind in (QEvent.Type.Show, QEvent.Type.Hide):
            self._watch(self._widget.window())
            self._look()
        elif watched is self._window and kind == QEvent.Type.WindowStateChange:
            self._look()
        return False
