"""New, open, save: the document and its file, with a question before anything is lost.

Disks are asked on another thread. Saving goes on beside the window; opening and closing wait for the disk, with the
window alive and a way out.
"""

from __future__ import annotations

import errno
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.files.lock import Holder
from app.files.session_file import FileDesk, Opened, SessionFile
from app.files.stamp import Stamp
from app.session.create import empty_session
from app.session.errors import SessionError
from app.session.schema import Session, View
from app.window.file_access import FileAccess
from app.window.file_dialogs import ask_what_to_open, ask_where_to_save, reachable_or_home
from app.window.preferences import Preferences
from app.window.questions import ask_altered, ask_held, ask_unsaved
from app.window.saves import Saves

COPY_TITLE = 180  # characters of the name that a copy's title takes over


class Filing(QObject):
    """Files of one window.

    Attributes: access (to the open file), saves (those on their way).
    Signals: asking(), before a question about unsaved work; notice(str), a sentence to show; refused(str, actions), why
    a file could not be opened or saved, and what can be done about it.
    A failed opening leaves the open document as it is.
    """

    asking = Signal()
    notice = Signal(str)
    refused = Signal(str, object)

    def __init__(self, document: Document, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._preferences, self._window = document, preferences, window
        self.access = FileAccess(window)
        self.saves = Saves(document, self.access, window)
        self.saves.save_as = self.save_as
        self.saves.saved.connect(self._on_saved)
        self.saves.refused.connect(self.refused)

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
            self.saves.begin(self._document.path)
        else:
            self.save_as()

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save in it."""
        path = self._ask_where_to_save()
        if path:
            self.saves.begin(path)

    def save_in(self, path: Path) -> bool:
        """Save in this file, and wait for it. Returns whether all of it is saved."""
        self.saves.begin(path)
        return self.saves.wait()

    @Slot()
    def reload(self) -> None:
        """Read the open file again."""
        if self._document.path:
            self.open_path(self._document.path)

    def keep_mine(self, stamp: Stamp) -> None:
        """The person knows that the file looks so by now, and wants it to be replaced by the next save."""
        if self.access.file:
            self.access.take(self.access.file._replace(stamp=stamp), self.access.holder)
            self._document.mark_file_gone(True)

    def may_close(self) -> bool:
        """Whether the document may go: saved, or the person says that its changes may be lost."""
        self.saves.wait()
        if not self._document.is_dirty:
            return True
        self.asking.emit()
        answer = ask_unsaved(self._window, self._document.title)
        if answer != "save":
            return answer == "discard"
        path = self._document.path or self._ask_where_to_save()
        return path is not None and self.save_in(path)

    # What the program asks for

    def begin_with(self, path: Path, opened: Opened) -> None:
        """Go on with a file that was read before there was a window, and is the document's already."""
        self._preferences.add_recent(path)
        self.notice.emit(opened.notice)
        self.access.take(opened.file, opened.holder)
        refused = opened.is_altered and not ask_altered(self._window, path.name)
        if refused or (opened.holder and not self._show_held(path, opened, opened.holder)):
            self._show(empty_session(), None)

    def open_recovered(self, session: Session, path: Path | None, stamp: Stamp | None) -> None:
        """Open what a window that crashed has left: unsaved, with its file, unless that is open elsewhere by now."""
        file, why = None, ""
        if path:
            future = self.access.fetch(
                lambda desk: desk.take_unread(path, stamp), f"Looking for “{path.name}”…", "Go On Without It"
            )
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
        self.saves.close()
        return self.access.close()

    # Opening

    def _open(self, path: Path, *, take_over: bool = False) -> None:
        is_wanted = True

        def job(desk: FileDesk) -> Opened:
            return desk.open(path, lambda: is_wanted, take_over=take_over)

        future = self.access.fetch(job, f"Opening “{path.name}”…", "Don't Open It")
        if future is None:
            is_wanted = False
            self.refused.emit(f"“{path.name}” was not opened: its drive does not answer.", ())
            return
        try:
            opened: Opened = future.result()
        except SessionError as error:
            place = "" if error.place == "$" else f" (at {error.place})"
            self.refused.emit(f"“{path.name}” can't be opened: {error.reason}{place}.", ())
        except OSError as error:
            if error.errno == errno.ENOENT:
                self._preferences.forget_recent(path)
            self.refused.emit(f"“{path.name}” can't be read: {error.strerror or error}.", ())
        else:
            if opened.is_altered and not ask_altered(self._window, path.name):
                self.access.decline(opened.file)
                return
            if opened.holder:
                self._show_held(path, opened, opened.holder)
                return
            self._show(opened.session, opened.file)
            self._preferences.add_recent(path)
            self.notice.emit(opened.notice)

    def _show_held(self, path: Path, opened: Opened, holder: Holder) -> bool:
        """Ask how to open a file that somebody else has, and do so. Returns whether it is to be opened at all."""
        answer = ask_held(self._window, path.name, holder)
        if answer == "copy":
            self._show(replace(opened.session, title=f"{path.stem[:COPY_TITLE]} (copy)"), None, is_unsaved=True)
        elif answer == "read":
            self._show(opened.session, opened.file, holder)
        elif answer == "take over":
            self._open(path, take_over=True)
        return answer != "cancel"

    def _show(
        self, session: Session, file: SessionFile | None, holder: Holder | None = None, *, is_unsaved: bool = False
    ) -> None:
        self.saves.forget()
        self._document.open(session, file.path if file else None, is_unsaved=is_unsaved)
        self.access.take(file, holder)

    # Saving

    @Slot(object, str)
    def _on_saved(self, path: Path, notice: str) -> None:
        self._preferences.add_recent(path)
        self.notice.emit(f"Saved as {path.name}.")
        if notice:
            self.refused.emit(f"Saved as {path.name}. {notice}", ())

    def _ask_where_to_save(self) -> Path | None:
        return ask_where_to_save(self._window, self._folder(), self._document.title)

    def _folder(self) -> Path:
        recent = self._preferences.recent
        folder = self._document.path.parent if self._document.path else recent[0].parent if recent else Path.home()
        return reachable_or_home(folder)
