"""New, open, save: the document and its file, with a question before anything is lost."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.document import Document
from app.session.create import empty_session
from app.session.errors import SessionError
from app.session.files import SUFFIX, load, save
from app.session.schema import Session, View
from app.window.preferences import Preferences

FILTER = f"chalknet sessions (*{SUFFIX})"


def with_own_suffix(path: Path) -> Path:
    """The path with .chalk at its end; “rate 0.1” keeps its .1."""
    return path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")


class Filing(QObject):
    """Files of one window.

    Signals: asking(), before a question about unsaved work; notice(str), a sentence to show; refused(str), why a file
    could not be opened or saved.
    A failed opening leaves the open document as it is.
    """

    asking = Signal()
    notice = Signal(str)
    refused = Signal(str)

    def __init__(self, document: Document, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._preferences = preferences
        self._window = window

    def new(self) -> None:
        """Start with an empty plane."""
        if self.may_close():
            speed = self._document.view.steps_per_second  # as slow or fast as the teacher has set it
            self._document.open(replace(empty_session(), view=View(steps_per_second=speed)))

    def open(self) -> None:
        """Ask for a file and open it."""
        if not self.may_close():
            return
        name, _ = QFileDialog.getOpenFileName(self._window, "Open Session", str(self._folder()), FILTER)
        if name:
            self._open(Path(name))

    def open_path(self, path: Path) -> None:
        """Open this file, asking first where that would lose work."""
        if self.may_close():
            self._open(path)

    def open_example(self, session: Session) -> bool:
        """Open a session that belongs to no file of the person's. Returns whether that was wanted."""
        if not self.may_close():
            return False
        self._document.open(session)
        return True

    def save(self) -> bool:
        """Save in the document's own file. Returns whether all of it is saved."""
        return self._save(self._document.path) if self._document.path else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and save in it."""
        path = self._ask_where_to_save()
        return path is not None and self._save(path)

    def may_close(self) -> bool:
        """Whether the document may go: saved, or the person says that its changes may be lost."""
        if not self._document.is_dirty:
            return True
        self.asking.emit()
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("chalknet")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Save the changes to “{self._document.title}”?")
        box.setInformativeText("Points, network and trained weights since the last save would be lost.")
        box.setStandardButtons(
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel
        )
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        choice = box.exec()
        if choice == QMessageBox.StandardButton.Save:
            return self.save()
        return choice == QMessageBox.StandardButton.Discard

    def _ask_where_to_save(self) -> Path | None:
        """The file that the person chose, its name ending in .chalk; what stands there may be replaced."""
        dialog = QFileDialog(self._window, "Save Session", str(self._folder()), FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(f"{self._document.title.replace('/', '-')}{SUFFIX}")
        try:
            while dialog.exec():
                chosen = Path(dialog.selectedFiles()[0])
                path = with_own_suffix(chosen)
                # The dialog has asked about the name that it was given, and knows nothing of what is added to it.
                if path == chosen or not path.exists() or self._may_replace(path):
                    return path
            return None
        finally:
            dialog.deleteLater()

    def _may_replace(self, path: Path) -> bool:
        buttons = QMessageBox.StandardButton
        question = f"“{path.name}” already exists. Replace it?"
        answer = QMessageBox.warning(self._window, "Save Session", question, buttons.Yes | buttons.No, buttons.No)
        return answer == buttons.Yes

    def _open(self, path: Path) -> None:
        try:
            loaded = load(path)
        except SessionError as error:
            place = "" if error.place == "$" else f" (at {error.place})"
            self.refused.emit(f"“{path.name}” can't be opened: {error.reason}{place}.")
        except OSError as error:
            self._preferences.forget_recent(path)
            self.refused.emit(f"“{path.name}” can't be read: {error.strerror or error}.")
        else:
            self._document.open(loaded.session, path)
            self._preferences.add_recent(path)
            self.notice.emit(loaded.notice)

    def _save(self, path: Path) -> bool:
        try:
            save(self._document.to_save(), path)
        except SessionError as error:
            self.refused.emit(f"“{path.name}” can't be saved: {error.reason}.")
            return False
        except OSError as error:
            self.refused.emit(f"“{path.name}” can't be saved: {error.strerror or error}. The old file is unharmed.")
            return False
        self._document.mark_saved(path)
        self._preferences.add_recent(path)
        self.notice.emit(f"Saved as {path.name}.")
        return True

    def _folder(self) -> Path:
        if self._document.path:
            return self._document.path.parent
        recent = self._preferences.recent
        return recent[0].parent if recent else Path.home()
