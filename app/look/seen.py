"""Whether anybody can see a widget: what nobody sees is neither computed nor drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget


class Seen(QObject):
    """Watches one widget and the window that it is in. Qt calls what is in a minimized window visible; this does not.

    Signal: changed(bool), whether it can be seen now.
    """

    changed = Signal(bool)
    _widget: QWidget | None = None  # also while Python takes this apart and Qt is still sending events

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._was = False
        widget.installEventFilter(self)

    @property
    def now(self) -> bool:
        """Whether the widget can be seen."""
        if self._widget is None or not self._widget.isVisible():
            return False
        window = self._widget.window().windowHandle()
        return window is None or not window.windowStates() & Qt.WindowState.WindowMinimized

    @Slot()
    def _look(self) -> None:
        if self.now != self._was:
            self._was = not self._was
            self.changed.emit(self._was)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._widget is not None and watched is self._widget:
            if event.type() == QEvent.Type.Show:
                # The window's signal, not its events: a filter would be called while the window is being deleted. And
                # nothing is kept of the window, which Qt makes anew whenever it likes.
                window = self._widget.window().windowHandle()
                if window is not None:
                    window.windowStateChanged.connect(self._look, Qt.ConnectionType.UniqueConnection)
            if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
                self._look()
        return False
