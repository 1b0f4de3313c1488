"""A window that stays as large as it is while panels come and go in it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, QTimer, Slot
from PySide6.QtWidgets import QMainWindow


class SteadySize(QObject):
    """Panels that come before others have gone may make the window larger than it was; it goes back when this is over.

    It stays larger only where what stands in it in the end needs the room.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._kept: QSize | None = None
        self._back_soon = QTimer(self, singleShot=True, interval=0)
        self._back_soon.timeout.connect(self.go_back)

    @property
    def size(self) -> QSize:
        """The size that the window has, or will have gone back to."""
        return self._kept or self._window.size()

    @Slot()
    def keep(self) -> None:
        """Something is about to come or go."""
        if self._window.isVisible():
            self._kept = self._kept or self._window.size()
            self._back_soon.start()

    @Slot()
    def go_back(self) -> None:
        """Nothing more comes or goes."""
        self._back_soon.stop()
        kept, self._kept = self._kept, None
        if kept is not None and not self._window.isMaximized() and not self._window.isFullScreen():
            # What it needs at the least is measured anew: else it could not go below what stood in it a moment ago.
            self._window.centralWidget().updateGeometry()
            self._window.layout().activate()
            self._window.resize(kept)

    def on_resized(self) -> None:
        """The window has another size: a person's choice, unless it is just as large as its content needs it."""
        if self._kept is not None:
            kept, now, least = self._kept, self._window.size(), self._window.minimumSize()
            width = kept.width() if kept.width() < now.width() <= least.width() else now.width()
            height = kept.height() if kept.height() < now.height() <= least.height() else now.height()
            self._kept = QSize(width, height)
