"""Keeps what is not saved yet, a few seconds after the last edit, for the case of a crash."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document import Document
from app.files.errands import Errands
from app.files.recovery import About, new_slot
from app.files.recovery import Slot as Place
from app.files.stamp import Stamp
from app.session.schema import Session

# A crash costs at most LONGEST_MS of editing: the quiet after an edit is waited for, since a drag is many edits.
QUIET_MS = 2000
LONGEST_MS = 8000
# What a run has learned since then, the same steps learn again: it may be farther apart.
TRAINED_MS = 30_000
SHARE = 0.1  # of the time, at the most, goes into writing: a session of many megabytes is kept less often
CLOSE_TIMEOUT_S = 3.0


class Autosave(QObject):
    """Keeps the unsaved work of one window in its place in the folder of recoveries.

    Nothing lies there while all is saved, nor after close(). The session is taken on the window's thread, which costs
    nothing, as sessions never change; it is encoded and written on another one.
    Signals: written(work), once what the document was at that count of its work is on the disk; failed(str), once for
    each reason, why it can't be kept.
    """

    written = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        folder: Path,
        parent: QObject | None = None,
        *,
        quiet_ms: int = QUIET_MS,
        longest_ms: int = LONGEST_MS,
        trained_ms: int = TRAINED_MS,
    ) -> None:
        super().__init__(parent)
        self._document, self._folder = document, folder
        self._quiet_ms, self._longest_ms = quiet_ms, longest_ms
        self.stamp: Callable[[], Stamp | None] = lambda: None
        self._errands = Errands("autosave", self)
        self._place: Place | None = None
        self._holds_something = False
        self._kept = document.work  # the count of the document's work that is on the disk, or on its way
        self._reason = ""
        self._seconds = 0.0
        self._quiet, self._longest, self._trained = (
            QTimer(self, singleShot=True, interval=interval) for interval in (quiet_ms, longest_ms, trained_ms)
        )
        for timer in (self._quiet, self._longest, self._trained):
            timer.timeout.connect(self._on_due)
        document.session_changed.connect(self._on_edited)
        document.parameters_changed.connect(self._on_edited)
        document.opened.connect(self._on_edited)
        document.status_changed.connect(self._on_status_changed)

    @Slot()
    def note_trained(self) -> None:
        """A run has gone on."""
        if not self._trained.isActive():
            self._trained.start()

    @Slot(bool)
    def note_playing(self, playing: bool) -> None:
        """Training begins, or ends: where it has come to rest is kept as soon as an edit would be."""
        if not playing:
            self._quiet.start()

    def adopt(self, place: Place) -> None:
        """Go on in the place of a window that crashed, whose session is the document's now."""
        self._stop()
        self._kept, self._holds_something = self._document.work, True
        self._errands.begin(partial(self._move_to, place), self._on_cleared)

    def close(self) -> None:
        """All is saved, or may be lost: leave nothing behind."""
        self._stop()
        self._errands.begin(partial(self._move_to, None), self._on_cleared)
        self._errands.close(CLOSE_TIMEOUT_S)

    @Slot()
    def _on_edited(self) -> None:
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()

    @Slot()
    def _on_status_changed(self) -> None:
        """Pinned curves, and files that are gone, are work without an edit; a save makes what is kept worthless."""
        if self._document.is_dirty:
            if self._document.work != self._kept and not self._quiet.isActive():
                self.note_trained()
        else:
            self._stop()
            self._clear()

    @Slot()
    def _on_due(self) -> None:
        document = self._document
        if not document.is_dirty or document.work == self._kept:
            return
        if self._errands.is_busy:  # a slow disk: when that is done, the newest is written and not all between
            self._quiet.start()
            return
        self._stop()
        self._kept = document.work
        self._holds_something = True
        about = About(document.title, str(document.path.absolute()) if document.path else "", self.stamp())
        self._errands.begin(partial(self._write, document.to_save(), about), partial(self._on_written, self._kept))

    def _on_written(self, work: int, future: Future[float]) -> None:
        try:
            seconds = future.result()
        except OSError as error:
            self._kept = -1
            self._trained.start()  # when it is tried again
            reason = error.strerror or str(error)
            if reason != self._reason:
                self._reason = reason
                self.failed.emit(f"Unsaved work can't be kept for the case of a crash: {reason}.")
            return
        self._reason = ""
        pause_ms = int(1000 * seconds / SHARE)
        self._quiet.setInterval(max(self._quiet_ms, pause_ms))
        self._longest.setInterval(max(self._longest_ms, pause_ms))
        self.written.emit(work)

    def _clear(self) -> None:
        if self._holds_something:
            self._holds_something = False
            self._kept = -1
            self._errands.begin(self._forget, self._on_cleared)

    def _on_cleared(self, future: Future[None]) -> None:
        try:
            future.result()
        except OSError as error:
            self.failed.emit(f"What was kept for the case of a crash can't be removed: {error.strerror or error}.")

    def _stop(self) -> None:
        for timer in (self._quiet, self._longest, self._trained):
            timer.stop()

    # On the errands' thread, and there alone, so that each finds the place as the one before has left it.

    def _write(self, session: Session, about: About) -> float:
        """Returns how long it took, in seconds."""
        start = time.monotonic()
        if self._place is None:
            self._place = new_slot(self._folder)
        self._place.write(session, about)
        return time.monotonic() - start

    def _forget(self) -> None:
        if self._place is not None:
            self._place.clear()

    def _move_to(self, place: Place | None) -> None:
        own, self._place = self._place, place
        if own is not None:
            own.discard()
