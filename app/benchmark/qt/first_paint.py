"""A process that opens the window, says when it has been painted for the first time, and ends (see start.py)."""

from __future__ import annotations

import os
import time

from PySide6.QtCore import QEvent, QTimer

from app.benchmark.launch import LAUNCHED
from app.benchmark.memory import peak_megabytes
from app.session.create import first_session
from app.window import window_app
from app.window.garbage import GarbageCollection
from app.window.main_window import MainWindow
from app.window.preferences import Preferences

_event = MainWindow.event
_paintings: list[float] = []  # when


def _timed_event(window: MainWindow, event: QEvent) -> bool:
    """Handles the event, and reports once the first painting is done."""
    handled = _event(window, event)
    if event.type() == QEvent.Type.UpdateRequest:
        _paintings.append(time.time())
        if len(_paintings) == 1:
            print(_paintings[0] - float(os.environ[LAUNCHED]), peak_megabytes(), flush=True)
            QTimer.singleShot(0, window.close)
    return handled


def main() -> None:
    """As window_app.run() opens the window, but for what this user has set."""
    MainWindow.event = _timed_event  # type: ignore[method-assign, assignment]  # before there is a window: Qt looks it up once
    application = window_app.application()
    parts = window_app.WindowApp(first_session(), preferences=Preferences(remembered=False))
    parts.show()
    garbage = GarbageCollection(application)
    application.exec()
    parts.close()
    parts.dismantle()
    garbage.stop()


if __name__ == "__main__":
    main()
