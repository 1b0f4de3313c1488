"""The session as something else: a file for other programs, written where the person says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.export.code import CodeKind, as_notebook, as_script
from app.export.table import as_csv
from app.look.look import Look
from app.session.atomic import write_atomically
from app.session.schema import Session
from app.training.moments import timeline_of
from app.training.training import Training
from app.window.figures.dialog import FigureDialog
from app.window.figures.film_dialog import FilmDialog
from app.window.file_dialogs import ask_where_to_write, reachable_or_home
from app.window.preferences import Preferences

CODE = (("Script", ".py"), ("Notebook", ".ipynb"))
POINTS = (("Table", ".csv"),)
ALL_NUMBERS = 2**62  # of remembered moments: none is left out


class Exporting(QObject):
    """Exports of one window; one dialog at a time.

    Signals: notice(str), a sentence to show; refused(str), why a file could not be written. Attributes: dialog, the one
    that is open, None while there is none.
    """

    notice = Signal(str)
    refused = Signal(str)

    def __init__(
        self, document: Document, training: Training, look: Look, preferences: Preferences, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._training, self._look = document, training, look
        self._preferences, self._window = preferences, window
        self._dialog: FigureDialog | None = None

    @property
    def dialog(self) -> FigureDialog | None:
        return self._dialog if self._dialog is not None and shiboken6.isValid(self._dialog) else None

    @Slot()
    def choose_points(self) -> None:
        """Ask for a file, and write all points as a table."""
        path = self._ask("Export Points", POINTS)
        if path is not None:
            self.write_points(path)

    @Slot()
    def choose_torch(self) -> None:
        """Ask for a file, and write the run that is shown as a program of PyTorch."""
        self._choose_code("torch", "Export as PyTorch")

    @Slot()
    def choose_numpy(self) -> None:
        """Ask for a file, and write the run that is shown as a program of NumPy."""
        self._choose_code("numpy", "Export as NumPy")

    @Slot()
    def choose_figure(self) -> None:
        """Show the dialog of a figure."""
        if self.dialog is None:
            self._open(FigureDialog(*self._subject()))

    @Slot()
    def choose_film(self) -> None:
        """Show the dialog of a film of the way up to here; training makes way for it."""
        self._training.pause()
        frame = self._training.frame
        moments = () if frame is None else frame.runs[frame.shown].moments
        if len(moments) < 2:
            self.notice.emit("There is no way to film yet: train for some steps first.")
        elif self.dialog is None:
            self._open(FilmDialog(moments, *self._subject()))

    def write_points(self, path: Path) -> None:
        """Write all points, with what the network answers, as a table."""
        self._write(path, as_csv(self._document.to_save()))

    def write_code(self, path: Path, kind: CodeKind) -> None:
        """Write the run that is shown, as it stands, as a script or, by the suffix, as a notebook."""
        written: Callable[..., str] = as_notebook if path.suffix.lower() == ".ipynb" else as_script
        self._write(path, written(self._document.to_save(), kind, self._document.title))

    @Slot()
    def close(self) -> None:
        """Give up the dialog that is open, and what it makes."""
        dialog = self.dialog
        if dialog:
            dialog.done(0)

    def _subject(self) -> tuple[Any, ...]:
        """What the dialogs are given: the session, at the moment that is seen, and where files go."""
        return (
            self._with_ways(self._document.to_save()),
            self._training.moment,
            self._look,
            self._folder(),
            self._document.title,
            self._window.findChild,
            self._window,
        )

    def _with_ways(self, session: Session) -> Session:
        """The session with all that its runs remember of their ways, for the landscape to show them."""
        frame = self._training.frame
        if frame is None or len(frame.runs) != len(session.runs):
            return session
        runs = [
            replace(run, timeline=timeline_of(seen.moments, seen.stride, ALL_NUMBERS))
            for run, seen in zip(session.runs, frame.runs, strict=True)
        ]
        return replace(session, runs=tuple(runs))

    def _open(self, dialog: FigureDialog) -> None:
        self._dialog = dialog
        dialog.notice.connect(self.notice)
        dialog.open()

    def _choose_code(self, kind: CodeKind, title: str) -> None:
        path = self._ask(title, CODE)
        if path is not None:
            self.write_code(path, kind)

    def _ask(self, title: str, forms: tuple[tuple[str, str], ...]) -> Path | None:
        return ask_where_to_write(self._window, title, self._folder(), self._document.title, forms)

    def _write(self, path: Path, content: str) -> None:
        try:
            write_atomically(path, content.encode())
        except OSError as error:
            self.refused.emit(f"“{path.name}” can't be written: {error.strerror or error}.")
        else:
            self.notice.emit(f"Exported as {path.name}.")

    def _folder(self) -> Path:
        if self._document.path:
            return reachable_or_home(self._document.path.parent)
        recent = self._preferences.recent
        return reachable_or_home(recent[0].parent) if recent else Path.home()
