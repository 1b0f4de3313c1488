"""Saves on their way into a file, beside the window and in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.document import Document, Saving
from app.files.session_file import ChangedError, FileDesk, HeldError, Saved
from app.files.stamp import Stamp
from app.session.atomic import GivenUpError
from app.session.errors import SessionError
from app.window.file_access import FileAccess
from app.window.questions import ask_changed
from app.window.waiting import wait

SLOW_MS = 6000

Actions = Sequence[tuple[str, Callable[[], object]]]


class _Save:
    """One of them. is_wanted may be taken back until the file is replaced."""

    def __init__(self, path: Path, saving: Saving) -> None:
        self.path, self.saving = path, saving
        self.is_wanted = True
        self.is_current = True  # the document that it saves is still the open one


class Saves(QObject):
    """The saves of one window. What is edited while one is on its way is unsaved after it.

    save_as: asks the person for another file (set by whoever has the dialog).
    Signals: saved(path, notice); refused(str, actions), why something could not be saved, and what can be done then.
    """

    saved = Signal(object, str)
    refused = Signal(str, object)

    def __init__(self, document: Document, access: FileAccess, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._access, self._window = document, access, window
        self.save_as: Callable[[], object] = lambda: None
        self._saves: list[_Save] = []
        self._is_saved = False  # whether the newest one has come to a good end
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self._on_slow)

    def begin(self, path: Path, agreed: Stamp | None = None) -> None:
        """Save in this file. agreed: how the changed file looks that the person wants to be replaced."""
        save = _Save(path, self._document.begin_saving())
        self._is_saved = False
        self._saves.append(save)

        def job(desk: FileDesk) -> Saved:
            return desk.save(save.saving.session, path, lambda: save.is_wanted, agreed)

        self._access.begin(job, partial(self._on_done, save))
        self._slow.start()

    def wait(self) -> bool:
        """Wait for all of them, whatever is asked on the way. Returns whether the newest one is in its file."""
        if self._saves:
            path = self._saves[-1].path
            if not wait(self._window, lambda: not self._saves, f"Saving “{path.name}” in {path.parent}…", "Don't Wait"):
                self.give_up()
                why = f"the drive with {path.parent} does not answer"
                self.refused.emit(f"“{path.name}” was not saved: {why}.", self._elsewhere())
        return self._is_saved

    def forget(self) -> None:
        """Another document takes the place of the one that is being saved."""
        for save in self._saves:
            save.is_current = False

    @Slot()
    def give_up(self) -> None:
        """Wait no longer for saves that hang. What comes of them in the end replaces nothing."""
        for save in self._saves:
            save.is_wanted = False
            self._document.mark_not_saved()
        if self._saves:
            self._saves.clear()
            self._access.leave()
        self._slow.stop()

    def close(self) -> None:
        self._slow.stop()

    # What comes of it

    def _on_done(self, save: _Save, future: Future[Saved]) -> None:
        self._saves.remove(save)
        if not self._saves:
            self._slow.stop()
        try:
            saved = future.result()
        except ChangedError as error:
            self._document.mark_not_saved()
            self._on_changed(save.path, error.stamp)
        except HeldError as error:
            self._on_not_saved(save.path, f"it is open in another window of chalknet: {error.holder}")
        except SessionError as error:
            self._on_not_saved(save.path, error.reason)
        except OSError as error:
            self._on_not_saved(save.path, f"{error.strerror or error}. The old file is unharmed")
        except GivenUpError:
            self._on_not_saved(save.path, "it was given up")
        except BaseException:
            self._document.mark_not_saved()
            raise
        else:
            if save.is_current:
                self._is_saved = True
                self._document.mark_saved(save.path, save.saving)
                self._access.know(saved.file)
            self.saved.emit(save.path, saved.notice)

    def _on_not_saved(self, path: Path, why: str) -> None:
        self._document.mark_not_saved()
        self.refused.emit(f"“{path.name}” can't be saved: {why}.", self._elsewhere())

    def _on_changed(self, path: Path, stamp: Stamp) -> None:
        """Somebody else has changed the file since it was read."""
        answer = ask_changed(self._window, path.name, stamp)
        if answer == "replace":
            self.begin(path, stamp)
        elif answer == "save as":
            self.save_as()

    @Slot()
    def _on_slow(self) -> None:
        if self._saves:
            name, folder = self._saves[0].path.name, self._saves[0].path.parent
            self.refused.emit(
                f"“{name}” is still being saved: the drive with {folder} is slow, or does not answer. You can go on.",
                [("Save Elsewhere…", self._save_elsewhere), ("Give It Up", self.give_up)],
            )

    def _save_elsewhere(self) -> None:
        self.give_up()
        self.save_as()

    def _elsewhere(self) -> Actions:
        return [("Save As…", self.save_as)]
