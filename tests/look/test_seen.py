"""Whether a widget can be seen, in a window that comes and goes."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.look.seen import Seen


def test_it_tells_of_hidden_and_of_minimized_windows_once_each(qapp: QApplication, qtbot: QtBot) -> None:
    window, widget = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(widget)
    seen, told = Seen(widget), list[bool]()
    seen.changed.connect(told.append)
    assert not seen.now
    window.show()
    qtbot.waitExposed(window)
    assert told == [True]
    window.showMinimized()
    qtbot.waitUntil(lambda: told == [True, False])
    widget.hide()
    window.showNormal()
    qtbot.waitExposed(window)
    assert not seen.now
    widget.show()
    assert told == [True, False, True]
    window.hide()
    assert told == [True, False, True, False]


def test_what_python_has_taken_apart_lets_events_pass(qapp: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    seen = Seen(widget)
    widget.show()
    seen.__dict__.clear()
    widget.hide()
    assert not seen.now
