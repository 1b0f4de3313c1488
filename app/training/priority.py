"""Which of the threads goes first where there are fewer cores than there is work."""

from __future__ import annotations

import os
import sys
import threading

NICENESS = 5
"""Of the training. Measured on two cores beside a third program that is busy: a click was painted within 22 ms in place
of 34 (99th percentile). With 10 it took 108 with NumPy: a thread that is kept waiting while it holds the interpreter
keeps the window waiting as well."""


def step_back() -> None:
    """Let the window go first: training is what can wait. From the thread itself; Linux alone has a niceness for each.

    Elsewhere the priority with which Qt starts the thread does the same, which Linux ignores.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)
