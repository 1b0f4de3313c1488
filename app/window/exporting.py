"""The session as something else: a file for other programs, written where the person says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.document import Document
from app.export.code import as_notebook, as_script
from app.export.table import as_csv
from app.session.atomic import write_atomically
from app.session.schema import Session
from app.window.preferences import Preferences


class Form(NamedTuple):
    """A form of export: its words and suffix in the file dialog, and how the session is written in it."""

    words: str
    suffix: str
    written: Callable[[Session, str], str]

    @property
    def filter(self) -> str:
        """The form as the dialog lists it."""
        return f"{self.words} (*{self.suffix})"


POINTS = (Form("Table", ".csv", lambda session, _title: as_csv(session)),)
CODE = (
    Form("PyTorch script", ".py", lambda session, title: as_script(session, "torch", title)),
    Form("PyTorch notebook", ".ipynb", lambda session, title: as_notebook(session, "torch", title)),
    Form("NumPy script", ".py", lambda session, title: as_script(session, "numpy", title)),
    Form("NumPy notebook", ".ipynb", lambda session, title: as_notebook(session, "numpy", title)),
)


class Exporting(QObject):
    """Exports of one window.

    Signals: notice(str), a sentence to show; refused(str), why a file could not be written.
    """

    notice = Signal(str)
    refused = Signal(str)

    def __init__(self, document: Document, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._preferences, self._window = document, preferences, window

    @Slot()
    def choose_points(self) -> None:
        """Ask for a file, and write all points as a table."""
        self._choose("Export Points", POINTS)

    @Slot()
    def choose_code(self) -> None:
        """Ask for a file, and write the run that is shown as a program."""
        self._choose("Export Code", CODE)

    def _choose(self, title: str, forms: tuple[Form, ...]) -> None:
        dialog = QFileDialog(self._window, title, str(self._folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([form.filter for form in forms])
        dialog.setDefaultSuffix(forms[0].suffix.removeprefix("."))
        # The dialog completes a name by the suffix of the form that is chosen when it is accepted.
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(_form(forms, words).suffix[1:]))
        dialog.selectFile(self._document.title.replace("/", "-"))
        try:
            if dialog.exec():
                self.write(Path(dialog.selectedFiles()[0]), _form(forms, dialog.selectedNameFilter()))
        finally:
            dialog.deleteLater()

    def write(self, path: Path, form: Form) -> None:
        """Write the session, as it stands, in this form."""
        content = form.written(self._document.to_save(), self._document.title)
        try:
            write_atomically(path, content.encode())
        except OSError as error:
            self.refused.emit(f"“{path.name}” can't be written: {error.strerror or error}.")
        else:
            self.notice.emit(f"Exported as {path.name}.")

    def _folder(self) -> Path:
        if self._document.path:
            return self._document.path.parent
        recent = self._preferences.recent
        return recent[0].parent if recent else Path.home()


def _form(forms: tuple[Form, ...], words: str) -> Form:
    return next((form for form in forms if form.filter == words), forms[0])
