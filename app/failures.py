"""An exception that nobody caught reaches the person once: what happened, details to copy, the session still there."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.training.frames import Failure

log = logging.getLogger("chalknet")


class FailureDialog(QObject):
    """Catches what reaches sys.excepthook and threading.excepthook, and shows one dialog at a time, never a flood.

    Thread: made on the window's; the hooks may run on any, and only emit a signal.
    """

    _happened = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._box: QMessageBox | None = None
        self._more = 0
        self._happened.connect(self.show)
        self._previous = sys.excepthook, threading.excepthook
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._previous

    @Slot(object)
    def show(self, failure: Failure) -> None:
        """Tell the person; while a dialog is open, further failures are only counted and logged."""
        log.error("%s\n%s", failure.what, failure.details)
        if self._box is not None:
            self._more += 1
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setWindowTitle("chalknet")
        box.setText("Something went wrong inside chalknet. Your session is still here: save it now.")
        box.setInformativeText(failure.what)
        box.setDetailedText(failure.details)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.finished.connect(self._on_closed)
        self._box = box
        box.open()

    @Slot()
    def _on_closed(self) -> None:
        if self._more:
            log.error("%d more failures happened while the dialog was open", self._more)
        self._more = 0
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
