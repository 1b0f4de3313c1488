"""Waiting for a disk with the window alive, and a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

GRACE_MS = 300  # a dialog that flashes by explains nothing
POLL_MS = 15
WIDTH_CHARS = 52


def wait(window: QWidget, is_done: Callable[[], bool], sentence: str, way_out: str) -> bool:
    """Wait until it is done. After a moment a dialog says for what, with one button that ends the waiting.

    The window paints and answers to the system meanwhile; what is clicked and typed has to wait.
    Returns whether it is done.
    """
    wait_briefly(is_done)
    if not is_done():
        dialog = WaitDialog(window, is_done, sentence, way_out)
        dialog.exec()
        dialog.deleteLater()  # not WA_DeleteOnClose: exec() would then delete it with itself still on the stack
    return is_done()


def wait_briefly(is_done: Callable[[], bool]) -> None:
    """Wait until it is done, but for no longer than nobody notices."""
    if is_done():
        return
    loop = QEventLoop()
    poll, end = QTimer(interval=POLL_MS), QTimer(interval=GRACE_MS, singleShot=True)

    def look() -> None:
        if is_done():
            loop.quit()

    poll.timeout.connect(look)
    end.timeout.connect(loop.quit)
    poll.start()
    end.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


class WaitDialog(QDialog):
    """Says what is being waited for, and closes by itself when it is done."""

    def __init__(self, window: QWidget, is_done: Callable[[], bool], sentence: str, way_out: str) -> None:
        super().__init__(window)
        self.setWindowTitle("chalknet")
        self._is_done = is_done
        self.text = QLabel(sentence)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * WIDTH_CHARS)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        self.way_out = QPushButton(way_out)
        self.way_out.setAutoDefault(False)
        self.way_out.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.way_out)
        column = QVBoxLayout(self)
        margin = self.fontMetrics().height()
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(margin)
        column.addWidget(self.text)
        column.addWidget(bar)
        column.addLayout(buttons)
        poll = QTimer(self, interval=POLL_MS)
        poll.timeout.connect(self._on_poll)
        poll.start()

    @Slot()
    def _on_poll(self) -> None:
        if self._is_done():
            self.accept()
