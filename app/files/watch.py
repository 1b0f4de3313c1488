"""Notices that the open file was changed, or taken away, by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.files.errands import Errands
from app.files.stamp import Stamp, look_at

INTERVAL_MS = 2000
CLOSE_TIMEOUT_S = 0.5


class FileWatch(QObject):
    """Looks at one file every other second, and tells what is new about it once.

    It asks the disk on a thread of its own. QFileSystemWatcher asks on the window's, which hangs with a network drive
    that is gone, and is told nothing of what other machines write there.
    is_paused: asked before each look and after it: while this window itself writes the file, nothing is news.
    Signals: changed(Stamp), another content than known; gone(); back(), it is as it was known.
    """

    changed = Signal(object)
    gone = Signal()
    back = Signal()

    def __init__(self, parent: QObject | None = None, *, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self.is_paused: Callable[[], bool] = lambda: False
        self._errands = Errands("file watch", self)
        self._path: Path | None = None
        self._known: Stamp | None = None
        self._told: str | None = ""  # the content that was told of; None where the file is gone
        self._turn = 0
        self._timer = QTimer(self, interval=interval_ms)
        self._timer.timeout.connect(self.look)

    def watch(self, path: Path | None, known: Stamp | None) -> None:
        """Watch this file from now on, which is known to look so; or none."""
        self._path, self._known = path, known
        self._told = known.sha256 if known else ""
        self._turn += 1
        if path and known:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look now. A look that hangs is not joined by others."""
        if self._path and self._known and not self._errands.is_busy and not self.is_paused():
            self._errands.begin(partial(look_at, self._path, self._known), partial(self._on_seen, self._turn))

    def close(self) -> None:
        self._timer.stop()
        self._errands.close(CLOSE_TIMEOUT_S)

    def _on_seen(self, turn: int, future: Future[Stamp | None]) -> None:
        if turn != self._turn or self._known is None or self.is_paused():
            return
        try:
            now = future.result()
        except OSError:
            return  # it can't be asked now; what is not known is not told
        content = now.sha256 if now else None
        if now and now.has_content_of(self._known):
            self._known = now
        if content == self._told:
            return
        self._told = content
        if now is None:
            self.gone.emit()
        elif now.has_content_of(self._known):
            self.back.emit()
        else:
            self.changed.emit(now)
