"""Somebody who answers the boxes that come up, each by the words on a button."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

PATIENCE = 300  # looks


class Person:
    """Presses one button after the other. Attributes: seen, the text of each box; left, the buttons not pressed yet."""

    def __init__(self, *buttons: str) -> None:
        self.seen: list[str] = []
        self.left = list(buttons)
        self._waited = 0
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._act)
        self._timer.start()

    def _act(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        self._waited += 1
        if self._waited > PATIENCE:  # so that a box that nobody has foreseen fails the test instead of holding it up
            self.left.append(f"a button of: {dialog.windowTitle()}")
            dialog.close()
        if not self.left:
            return
        for button in dialog.findChildren(QPushButton):
            if button.text().replace("&", "") == self.left[0] and button.isVisible():
                is_box = isinstance(dialog, QMessageBox)
                self.seen.append(dialog.text() if is_box else dialog.findChild(QLabel).text())
                self.left.pop(0)
                self._waited = 0
                button.click()
                return

    def gone(self) -> None:
        self._timer.stop()


@contextmanager
def person(*buttons: str) -> Iterator[Person]:
    """While this lasts somebody sits there, who in the end has pressed all these buttons."""
    made = Person(*buttons)
    try:
        yield made
    finally:
        made.gone()
    assert made.left == []
