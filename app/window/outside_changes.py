"""Tells the person that the open file was changed or taken away by somebody else, with what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication

from app.document import Document
from app.files.stamp import Stamp
from app.files.watch import FileWatch
from app.look.widgets.banner import Banner
from app.window.filing import Filing
from app.window.questions import when


class OutsideChanges(QObject):
    """Watches the file of one window. What it says has a banner of its own, which no other message takes away.

    Attributes: watch.
    """

    def __init__(self, document: Document, filing: Filing, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._filing, self._banner = document, filing, banner
        self.watch = FileWatch(self)
        self.watch.is_paused = lambda: document.is_saving
        self.watch.changed.connect(self._on_changed)
        self.watch.gone.connect(self._on_gone)
        self.watch.back.connect(self._on_back)
        filing.access.file_changed.connect(self._on_file_changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state_changed)

    def close(self) -> None:
        self.watch.close()

    @Slot()
    def _on_file_changed(self) -> None:
        file, holder = self._filing.access.file, self._filing.access.holder
        self.watch.watch(file.path if file else None, file.stamp if file else None)
        self._banner.clear()
        if file and holder:
            self._banner.show_message(
                f"“{file.path.name}” is open in another window of chalknet: {holder}. Here it can only be read.",
                [("Save As…", self._filing.save_as)],
            )

    @Slot(Qt.ApplicationState)
    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        """Whoever comes back from another program is told at once what that has done."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.watch.look()

    @Slot(object)
    def _on_changed(self, stamp: Stamp) -> None:
        file = self._filing.access.file
        if file is None:
            return
        self._document.mark_file_gone(False)
        mine = " It has not the changes that were made here." if self._document.is_dirty else ""
        self._banner.show_message(
            f"“{file.path.name}” was changed by another program {when(stamp)}.{mine}",
            [("Load It", self._filing.reload), ("Keep Mine", partial(self._filing.keep_mine, stamp))],
            "warning",
        )

    @Slot()
    def _on_gone(self) -> None:
        file = self._filing.access.file
        if file is None:
            return
        self._document.mark_file_gone(True)
        self._banner.show_message(
            f"“{file.path.name}” is not in {file.path.parent} any more: it was moved, renamed or deleted. "
            "Save writes it again.",
            [("Save", self._filing.save), ("Save As…", self._filing.save_as)],
            "warning",
        )

    @Slot()
    def _on_back(self) -> None:
        self._document.mark_file_gone(False)
        self._banner.clear()
