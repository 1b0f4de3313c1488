"""After a crash: offers what was kept, and goes on from it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.files.autosave import Autosave
from app.files.errands import Errands
from app.look.look import Look
from app.views.recovery.found import Found, look_for
from app.views.recovery.recovery_dialog import RecoveryDialog
from app.window.filing import Filing

CLOSE_TIMEOUT_S = 1.0


class Recovering(QObject):
    """Recoveries of one window; one dialog at a time.

    Attributes: dialog, the one that is open, None while there is none.
    Signals: notice(str), a sentence to show.
    """

    notice = Signal(str)

    def __init__(self, folder: Path, filing: Filing, autosave: Autosave, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._folder, self._filing, self._autosave, self._look, self._window = folder, filing, autosave, look, window
        self._errands = Errands("recovery", self)
        self._dialog: RecoveryDialog | None = None

    @property
    def dialog(self) -> RecoveryDialog | None:
        return self._dialog if self._dialog is not None and shiboken6.isValid(self._dialog) else None

    def offer(self) -> None:
        """At the start: show what there is, and nothing if there is nothing."""
        self._look_for(says_nothing=True)

    @Slot()
    def choose(self) -> None:
        """From the menu: show what there is, or say that there is nothing."""
        self._look_for(says_nothing=False)

    def close(self) -> None:
        """Leave to the next start what was not decided about."""
        dialog = self.dialog
        if dialog:
            dialog.reject()
        self._errands.close(CLOSE_TIMEOUT_S)

    def _look_for(self, *, says_nothing: bool) -> None:
        if not self.dialog and not self._errands.is_busy:
            self._errands.begin(partial(look_for, self._folder), partial(self._on_found, says_nothing))

    def _on_found(self, says_nothing: bool, future: Future[list[Found]]) -> None:
        found = future.result()
        if found:
            self._dialog = RecoveryDialog(found, self._look, self._window)
            self._dialog.done_with.connect(self._on_done_with)
            self._dialog.opened.connect(self._on_opened)
            self._dialog.open()
        elif not says_nothing:
            self.notice.emit("There is nothing to recover: everything was saved, or ended properly.")

    @Slot(object, object)
    def _on_done_with(self, discarded: Sequence[Found], kept: Sequence[Found]) -> None:
        for found in discarded:
            self._errands.begin(found.slot.discard, self._on_done)
        for found in kept:
            self._errands.begin(found.slot.release, self._on_done)

    @Slot(object)
    def _on_opened(self, found: Found) -> None:
        session, about = found.session, found.about
        if session is None:
            return
        if not self._filing.may_close():
            self._errands.begin(found.slot.release, self._on_done)
            return
        self._filing.open_recovered(session, Path(about.path) if about.path else None, about.stamp)
        self._autosave.adopt(found.slot)  # it is offered again if this window crashes as well
        self.notice.emit("Recovered. It is not saved yet.")

    def _on_done(self, future: Future[None]) -> None:
        try:
            future.result()
        except OSError as error:
            self.notice.emit(f"It can't be thrown away: {error.strerror or error}.")
