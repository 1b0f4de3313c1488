"""Closing in mid-training and failing at start, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
import time

CLOSING = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import app.window.window_app as window_app

shown = window_app.WindowApp.__init__
def prepared(self, *arguments, **options):
    shown(self, *arguments, **options)
    self.filing.may_close = lambda: True
    def close():
        assert self.training.frame.shown_run.run.state.step > 0
        print(time.time(), flush=True)
        self.window.close()
    QTimer.singleShot(200, self.window.actions_["play"].trigger)
    QTimer.singleShot(900, close)
window_app.WindowApp.__init__ = prepared
code = window_app.run()
sys.exit(code)
"""


def test_closing_in_mid_training_ends_with_0_within_a_second():
    command = [sys.executable, "-X", "faulthandler", "-c", CLOSING]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    ended = time.time()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    # Generous for a loaded machine; a hang would last until a time-out of five seconds.
    assert ended - float(done.stdout.strip()) < 4.0
