"""Tables of other programs: chosen, pasted or dropped, and looked at in a dialog before they change anything."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.document import Document
from app.look.look import Look
from app.session.tables import SUFFIXES
from app.session.tables.dialect import why_no_table
from app.views.importing.import_dialog import ImportDialog
from app.window.file_dialogs import reachable_or_home
from app.window.preferences import Preferences

FILTER = f"Tables ({' '.join(f'*{suffix}' for suffix in SUFFIXES)});;All files (*)"


class Importing(QObject):
    """Imports of one window; one dialog at a time.

    Signals: notice(str), a sentence to show. Attributes: dialog, the one that is open, None while there is none.
    """

    notice = Signal(str)

    def __init__(self, document: Document, look: Look, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._look, self._preferences, self._window = document, look, preferences, window
        self._dialog: ImportDialog | None = None

    @property
    def dialog(self) -> ImportDialog | None:
        return self._dialog if self._dialog is not None and shiboken6.isValid(self._dialog) else None

    @Slot()
    def choose(self) -> None:
        """Ask for a file and show its table."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import Table", str(self._folder()), FILTER)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Show the table in a file."""
        dialog = self._open()
        if dialog:
            dialog.read_file(path)

    @Slot()
    def paste(self) -> None:
        """Show the table in the clipboard, if that holds one."""
        text = QGuiApplication.clipboard().text()
        reason = why_no_table(text)
        if reason:
            self.notice.emit(f"The clipboard holds no table: {reason}.")
            return
        dialog = self._open()
        if dialog:
            dialog.read_text(text)

    @Slot()
    def close(self) -> None:
        """Give up the dialog that is open, and what it reads."""
        dialog = self.dialog
        if dialog:
            dialog.reject()

    def _open(self) -> ImportDialog | None:
        """A new dialog, None while there is one already."""
        if self.dialog:
            return None
        self._dialog = ImportDialog(self._document, self._look, self._window)
        self._dialog.imported.connect(self.notice)
        self._dialog.open()
        return self._dialog

    def _folder(self) -> Path:
        recent = self._preferences.recent
        return reachable_or_home(recent[0].parent) if recent else Path.home()
