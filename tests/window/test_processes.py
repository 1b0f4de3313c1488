"""Closing in mid-training and failing at start, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

CLOSING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import app.window.window_app as window_app

shown = window_app.WindowApp.__init__
def prepared(self, *arguments, **options):
    shown(self, *arguments, **options)
    self.filing.may_close = lambda: True
    def play():
        self.window.actions_["play"].trigger()
        close_once_it_trains()
    def close_once_it_trains():
        frame = self.training.frame
        if frame is None or not frame.shown_run.run.state.step:
            QTimer.singleShot(20, close_once_it_trains)
            return
        print(self.training.playing, flush=True)
        self.window.close()
    QTimer.singleShot(200, play)
close = window_app.WindowApp.close
def closing(self):
    ended_in_time = close(self)
    print(ended_in_time, flush=True)
    return ended_in_time
window_app.WindowApp.__init__, window_app.WindowApp.close = prepared, closing
code = window_app.run()
sys.exit(code)
"""


def test_closing_in_mid_training_ends_with_0_and_nothing_hangs():
    command = [sys.executable, "-X", "faulthandler", "-c", CLOSING]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "True\nTrue\n"  # it trained, and what ran beside the window ended before its time-out


IMPORTING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
import app.window.window_app as window_app

shown = window_app.WindowApp.show
def prepared(self):
    shown(self)
    def look():
        dialog = self.importing.dialog
        if dialog.is_reading:
            QTimer.singleShot(20, look)
            return
        print(dialog.summary.text(), self.document.path, flush=True)
        # The window goes with the dialog open, and another reading under way.
        dialog.read_text("a,b\\\\n" + "1,2\\\\n" * 90_000)
        self.window.close()
    QTimer.singleShot(200, look)
window_app.WindowApp.show = prepared
code = window_app.run(Path(sys.argv[1]))
sys.exit(code)
"""


def test_a_table_on_the_command_line_is_shown_and_the_window_closes_over_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\n1,2,x\n2,1,y\n")
    command = [sys.executable, "-X", "faulthandler", "-c", IMPORTING, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "2 points, 2 inputs, 2 classes. None\n"


SCALING = """
from PySide6.QtTest import QTest
import app.window.window_app as window_app
from app.session.create import first_session
from app.window.preferences import Preferences

application = window_app.application()
parts = window_app.WindowApp(first_session(), preferences=Preferences(remembered=False))
parts.window.resize(1280, 800)
parts.window.show()
QTest.qWait(50)
parts.window.stage.open("activations")
QTest.qWait(50)
for theme, scale in (("dark", 1.6), ("light", 1.6), ("light", 2.0), ("dark", 1.6), ("dark", 1.0)) * 3:
    parts.look.set_theme(theme)
    parts.look.set_scale(scale)
    parts.window.resize(1280, 800)
    QTest.qWait(50)
parts.window.stage.docks["activations"].toggleViewAction().trigger()
QTest.qWait(50)
print(*(name for name, dock in parts.window.panels.docks.items() if dock.isVisible()))
parts.close()
parts.dismantle()
"""


def test_panels_that_make_room_outlive_every_change_of_theme_and_scale():
    """A panel that comes may enlarge the window, which made QMainWindow move panels while it was moving them."""
    command = [sys.executable, "-X", "faulthandler", "-c", SCALING]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "data network training curves\n"
