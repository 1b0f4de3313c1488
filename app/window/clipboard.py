"""Points in the clipboard: copied for other windows and for spreadsheets, pasted from both."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.document import Document
from app.drawing import Drawing
from app.export.table import as_tsv
from app.session.clip import Clip, clip_from_table, clip_of, decode_clip, encode_clip, paste_points
from app.session.edits import EditError
from app.session.tables import counted
from app.session.tables.dialect import guessed
from app.session.tables.reading import read
from app.views.canvas.selection import Selection
from app.window.importing import Importing

POINTS = "application/x-chalknet-points"
MAX_TEXT = 2_000_000  # characters that are read at once; a longer table is looked at in the dialog, which can wait


class Clipboard(QObject):
    """Copy and paste of one window. Signal: notice(str), a sentence to show."""

    notice = Signal(str)

    def __init__(self, document: Document, drawing: Drawing, selection: Selection, importing: Importing) -> None:
        super().__init__(importing)
        self._document, self._drawing, self._selection, self._importing = document, drawing, selection, importing

    @Slot()
    def copy(self) -> None:
        """Copy the selected points; all of them where none is selected."""
        session = self._document.session
        rows = self._selection.rows if len(self._selection) else np.arange(len(session.data.points))
        if not len(rows):
            self.notice.emit("There are no points to copy.")
            return
        data = QMimeData()
        data.setData(POINTS, encode_clip(clip_of(session, rows)))
        data.setText(as_tsv(session, rows))
        QGuiApplication.clipboard().setMimeData(data)
        self.notice.emit(f"Copied {counted(len(rows), 'point')}, also as a table for spreadsheets.")

    @Slot()
    def paste(self) -> None:
        """Add the points in the clipboard; a table that has other columns is shown in a dialog."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # there may be none at all
        clip = decode_clip(data.data(POINTS).data()) if data.hasFormat(POINTS) else None
        clip = clip or self._clip_in(data.text())
        if clip is None:
            self._importing.paste()
            return
        before, n = len(self._document.session.data.points), len(clip.x)
        try:
            self._document.apply(f"Paste {counted(n, 'point')}", lambda session: paste_points(session, clip))
        except EditError as error:
            self.notice.emit(str(error))
        else:
            self._selection.set(np.arange(before, before + n))
            self.notice.emit(f"Pasted {counted(n, 'point')}.")

    def _clip_in(self, text: str) -> Clip | None:
        """The points in a text with the columns of the session's data; None where it is something else."""
        if not text.strip() or len(text) > MAX_TEXT:
            return None
        data = self._document.session.data
        answer = self._drawing.value if data.target else min(self._drawing.label, len(data.classes) - 1)
        return clip_from_table(read(text, guessed(text)), data, float(answer), is_test=self._drawing.as_test)
