"""An exception that nobody caught reaches the person once: what happened, details to copy, the session still there."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from app.training.frames import Failure

log = logging.getLogger("chalknet")


class FailureDialog(QObject):
    """Catches what reaches sys.excepthook and threading.excepthook, and tells the person.

    Each failure is shown once, however often it happens, and one at a time; the others are logged. The dialog does
    not block the window, and offers to save.
    Thread: made on the window's; the hooks may run on any, and only emit a signal.
    """

    _happened = Signal(object)

    def __init__(self, window: QWidget, save: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._save = window, save
        self._box: QMessageBox | None = None
        self._seen: set[str] = set()
        self._happened.connect(self.show)
        self._previous = sys.excepthook, threading.excepthook
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._previous

    @Slot(object)
    def show(self, failure: Failure) -> None:
        """Tell the person, unless this very failure was told before or another one is being told."""
        if failure.details in self._seen or self._box is not None:
            log.error("%s", failure.what)
            return
        log.error("%s\n%s", failure.what, failure.details)
        self._seen.add(failure.details)
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setWindowTitle("chalknet")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            "Something went wrong inside chalknet. Your session is still here: save it, best under another name.\n\n"
            + failure.what
        )
        box.setDetailedText(failure.details)
        box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Close)
        box.setModal(False)
        box.buttonClicked.connect(self._on_clicked)
        box.finished.connect(self._on_closed)
        self._box = box
        box.show()

    @Slot(QAbstractButton)
    def _on_clicked(self, button: QAbstractButton) -> None:
        if self._box and self._box.standardButton(button) == QMessageBox.StandardButton.Save:
            self._save()

    @Slot()
    def _on_closed(self) -> None:
        self._box = None

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        self._happened.emit(Failure(f"{kind.__name__}: {error}", details))

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)
