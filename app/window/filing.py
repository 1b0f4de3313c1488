"""New, open, save: the document and its file, with a question before anything is lost.

Disks are asked on another thread. Saving goes on beside the window; opening and closing wait for the disk, with the
window alive and a way out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.document import Document, Saving
from app.files.errands import Errands
from app.files.lock import Holder
from app.files.session_file import ChangedError, FileDesk, HeldError, Opened, Saved, SessionFile
from app.files.stamp import Stamp
from app.session.atomic import GivenUpError
from app.session.create import empty_session
from app.session.errors import SessionError
from app.session.schema import Session, View
from app.window.file_dialogs import ask_what_to_open, ask_where_to_save
from app.window.preferences import Preferences
from app.window.questions import ask_changed, ask_held, ask_unsaved
from app.window.waiting import wait, wait_briefly

SLOW_MS = 6000
CLOSE_TIMEOUT_S = 3.0
COPY_TITLE = 180  # characters of the name that a copy's title takes over

Actions = Sequence[tuple[str, Callable[[], object]]]


class _Save:
    """A save on its way. is_wanted may be taken back until the file is replaced."""

    def __init__(self, path: Path, saving: Saving) -> None:
        self.path, self.saving = path, saving
        self.is_wanted = True
        self.is_current = True  # the document that it saves is still the open one


class Filing(QObject):
    """Files of one window.

    Attributes: file (the one that is open, as it was last read or written; None where there is none).
    Signals: asking(), before a question about unsaved work; notice(str), a sentence to show; refused(str, actions), why
    a file could not be opened or saved, and what can be done about it; file_changed(), `file` is another one, or looks
    otherwise.
    A failed opening leaves the open document as it is. Edits made while a save is on its way are unsaved after it.
    """

    asking = Signal()
    notice = Signal(str)
    refused = Signal(str, object)
    file_changed = Signal()

    def __init__(self, document: Document, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._preferences = preferences
        self._window = window
        self.file: SessionFile | None = None
        self._errands, self._folders = Errands("session file", self), Errands("folder", self)
        self._desk = FileDesk()
        self._saves: list[_Save] = []
        self._is_saved = False  # whether the newest save has come to a good end
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self._on_slow)

    # What a person asks for

    @Slot()
    def new(self) -> None:
        """Start with an empty plane."""
        speed = self._document.view.steps_per_second  # as slow or fast as the teacher has set it
        self.open_example(replace(empty_session(), view=View(steps_per_second=speed)))

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        if self.may_close():
            path = ask_what_to_open(self._window, self._folder())
            if path:
                self._open(path)

    def open_path(self, path: Path) -> None:
        """Open this file, asking first where that would lose work."""
        if self.may_close():
            self._open(path)

    def open_example(self, session: Session) -> bool:
        """Open a session that belongs to no file of the person's. Returns whether that was wanted."""
        if not self.may_close():
            return False
        self._show(session, None)
        return True

    @Slot()
    def save(self) -> None:
        """Save in the document's own file, beside the window."""
        if self._document.path:
            self._begin_save(self._document.path)
        else:
            self.save_as()

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save in it."""
        path = ask_where_to_save(self._window, self._folder(), self._document.title)
        if path:
            self._begin_save(path)

    def save_in(self, path: Path) -> bool:
        """Save in this file, and wait for it. Returns whether all of it is saved."""
        return self._wait_for(self._begin_save(path))

    @Slot()
    def reload(self) -> None:
        """Read the open file again."""
        if self._document.path:
            self.open_path(self._document.path)

    def keep_mine(self, stamp: Stamp) -> None:
        """The person knows that the file looks so by now, and wants it to be replaced by the next save."""
        if self.file:
            self._set_file(self.file._replace(stamp=stamp))

    def may_close(self) -> bool:
        """Whether the document may go: saved, or the person says that its changes may be lost."""
        if self._saves:
            self._wait_for(self._saves[-1])
        if not self._document.is_dirty:
            return True
        self.asking.emit()
        answer = ask_unsaved(self._window, self._document.title)
        if answer != "save":
            return answer == "discard"
        path = self._document.path or ask_where_to_save(self._window, self._folder(), self._document.title)
        return path is not None and self.save_in(path)

    # What the program asks for

    def begin_with(self, path: Path, opened: Opened) -> None:
        """Go on with a file that was read before there was a window, and is the document's already."""
        self._preferences.add_recent(path)
        self.notice.emit(opened.notice)
        self._set_file(opened.file)
        if opened.holder and not self._show_held(path, opened, opened.holder):
            self._show(empty_session(), None)

    def open_recovered(self, session: Session, path: Path | None, stamp: Stamp | None) -> None:
        """Open what a window that crashed has left: unsaved, with its file, unless that is open elsewhere by now."""
        file, why = None, ""
        if path:
            job = partial(self._desk.take_unread, path, stamp)
            future = self._fetch(job, f"Looking for “{path.name}”…", "Go On Without It")
            found: SessionFile | Holder | None = future.result() if future else None
            if isinstance(found, SessionFile):
                file = found
            elif found:
                why = f"“{path.name}” is open in another window of chalknet: {found}"
            else:
                why = f"The drive with “{path.name}” does not answer"
        self._show(session, file, is_unsaved=True)
        if why:
            self.refused.emit(f"{why}. What was recovered has no file yet.", [("Save As…", self.save_as)])

    def close(self) -> bool:
        """Let go of the file. Returns whether the disk has done all that it was asked for."""
        self._slow.stop()
        self._errands.begin(partial(self._desk.take, None), _require)
        self._folders.close(0.0)
        return self._errands.close(CLOSE_TIMEOUT_S)

    # Opening

    def _open(self, path: Path, *, take_over: bool = False) -> None:
        is_wanted = [True]
        job = partial(self._desk.open, path, lambda: is_wanted[0], take_over=take_over)
        future = self._fetch(job, f"Opening “{path.name}”…", "Don't Open It")
        if future is None:
            is_wanted[0] = False
            self.refused.emit(f"“{path.name}” was not opened: its drive does not answer.", ())
            return
        try:
            opened: Opened = future.result()
        except SessionError as error:
            place = "" if error.place == "$" else f" (at {error.place})"
            self.refused.emit(f"“{path.name}” can't be opened: {error.reason}{place}.", ())
        except OSError as error:
            self._preferences.forget_recent(path)
            self.refused.emit(f"“{path.name}” can't be read: {error.strerror or error}.", ())
        else:
            if opened.holder and self._show_held(path, opened, opened.holder):
                return
            if opened.holder is None:
                self._show(opened.session, opened.file)
                self._preferences.add_recent(path)
                self.notice.emit(opened.notice)

    def _show_held(self, path: Path, opened: Opened, holder: Holder) -> bool:
        """Ask how to open a file that somebody else has, and do so. Returns whether it is to be opened at all."""
        answer = ask_held(self._window, path.name, holder)
        if answer == "copy":
            self._show(replace(opened.session, title=f"{path.stem[:COPY_TITLE]} (copy)"), None, is_unsaved=True)
        elif answer == "read":
            self._show(opened.session, opened.file)
        elif answer == "take over":
            self._open(path, take_over=True)
        return answer != "cancel"

    def _show(self, session: Session, file: SessionFile | None, *, is_unsaved: bool = False) -> None:
        for save in self._saves:
            save.is_current = False
        self._document.open(session, file.path if file else None, is_unsaved=is_unsaved)
        self._set_file(file)

    def _set_file(self, file: SessionFile | None) -> None:
        self.file = file
        self._errands.begin(partial(self._desk.take, file), _require)
        self.file_changed.emit()

    # Saving

    def _begin_save(self, path: Path, agreed: Stamp | None = None) -> _Save:
        save = _Save(path, self._document.begin_saving())
        self._is_saved = False
        self._saves.append(save)
        job = partial(self._desk.save, save.saving.session, path, lambda: save.is_wanted, agreed)
        self._errands.begin(job, partial(self._on_saved, save))
        self._slow.start()
        return save

    def _on_saved(self, save: _Save, future: Future[Saved]) -> None:
        path = save.path
        self._saves.remove(save)
        if not self._saves:
            self._slow.stop()
        try:
            saved = future.result()
        except ChangedError as error:
            self._document.mark_not_saved()
            self._on_changed(path, error.stamp)
        except HeldError as error:
            why = f"it is open in another window of chalknet: {error.holder}"
            self._on_not_saved(path, why)
        except SessionError as error:
            self._on_not_saved(path, error.reason)
        except OSError as error:
            self._on_not_saved(path, error.strerror or str(error), ". The old file is unharmed")
        except GivenUpError:
            self._on_not_saved(path, "it was given up")
        except BaseException:
            self._document.mark_not_saved()
            raise
        else:
            self._preferences.add_recent(path)
            if save.is_current:
                self._is_saved = True
                self.file = saved.file
                self._document.mark_saved(path, save.saving)
                self.file_changed.emit()
            self.notice.emit(f"Saved as {path.name}. {saved.notice}".strip())

    def _on_not_saved(self, path: Path, why: str, comfort: str = "") -> None:
        self._document.mark_not_saved()
        self.refused.emit(f"“{path.name}” can't be saved: {why}{comfort}.", [("Save As…", self.save_as)])

    def _on_changed(self, path: Path, stamp: Stamp) -> None:
        """Somebody else has changed the file since it was read."""
        answer = ask_changed(self._window, path.name, stamp)
        if answer == "replace":
            self._begin_save(path, stamp)
        elif answer == "save as":
            self.save_as()

    @Slot()
    def _on_slow(self) -> None:
        if self._saves:
            name, folder = self._saves[0].path.name, self._saves[0].path.parent
            self.refused.emit(
                f"“{name}” is still being saved: the drive with {folder} is slow, or does not answer. You can go on.",
                [("Save Elsewhere…", self._save_elsewhere), ("Give It Up", self._give_up)],
            )

    def _save_elsewhere(self) -> None:
        self._give_up()
        self.save_as()

    def _give_up(self) -> None:
        """Wait no longer for saves that hang. What comes of them in the end replaces nothing."""
        for save in self._saves:
            save.is_wanted = False
            self._document.mark_not_saved()
        if self._saves:
            self._saves.clear()
            self._leave_errands()
        self._slow.stop()

    # Waiting

    def _wait_for(self, save: _Save) -> bool:
        """Wait until this save is done, whatever is asked on the way. Returns whether all of it is saved."""
        sentence = f"Saving “{save.path.name}” in {save.path.parent}…"
        if not wait(self._window, lambda: not self._saves, sentence, "Don't Wait"):
            self._give_up()
            self.refused.emit(
                f"“{save.path.name}” was not saved: the drive with {save.path.parent} does not answer.",
                [("Save As…", self.save_as)],
            )
        return self._is_saved

    def _fetch(self, job: Callable[[], Any], sentence: str, way_out: str) -> Future[Any] | None:
        """What comes of a job; None if the person would not wait for it."""
        came: list[Future[Any]] = []
        self._errands.begin(job, came.append)
        if wait(self._window, lambda: bool(came), sentence, way_out):
            return came[0]
        self._leave_errands()
        return None

    def _leave_errands(self) -> None:
        """Go on without the thread that hangs, and without what it may still do to its desk."""
        self._errands.abandon()
        self._desk = FileDesk(self.file)

    def _folder(self) -> Path:
        """Where a dialog begins: a dialog hangs with a folder whose drive does not answer."""
        recent = self._preferences.recent
        folder = self._document.path.parent if self._document.path else recent[0].parent if recent else Path.home()
        came: list[Future[bool]] = []
        self._folders.begin(folder.is_dir, came.append)
        wait_briefly(lambda: bool(came))
        if not came:
            self._folders.abandon()
        return folder if came and came[0].exception() is None and came[0].result() else Path.home()


def _require(future: Future[Any]) -> None:
    """What can't fail has not failed; else it is a fault in the program, and is told as one."""
    future.result()
