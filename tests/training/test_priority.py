"""The training steps back behind the window, and nothing else does."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.training.priority import NICENESS, step_back


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def stepped_back() -> int:
    step_back()
    return niceness()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt sets the thread's priority")
def test_only_the_thread_that_asks_steps_back() -> None:
    before = niceness()
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(stepped_back).result() == min(before + NICENESS, 19)
    assert niceness() == before
