"""Work beside the window keeps its order, and a disk that hangs holds up nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from app.files.errands import Errands


@pytest.fixture
def errands(qtbot) -> Iterator[Errands]:
    made = Errands("test")
    yield made
    assert made.close(5.0)


def test_in_their_order_and_on_another_thread(errands: Errands, qtbot) -> None:
    order, told, threads = [], [], set()

    def job(number: int) -> int:
        threads.add(threading.current_thread())
        order.append(number)
        return number

    for number in range(50):
        errands.begin(partial(job, number), lambda future: told.append(future.result()))
    assert errands.is_busy
    qtbot.waitUntil(lambda: len(told) == 50)
    assert order == told == list(range(50))
    assert threading.main_thread() not in threads
    assert not errands.is_busy


def test_a_failure_reaches_whoever_asks_for_the_result(errands: Errands, qtbot) -> None:
    def fail() -> None:
        raise OSError(5, "the disk is broken")

    futures = []
    errands.begin(fail, futures.append)
    errands.begin(lambda: "goes on", futures.append)
    qtbot.waitUntil(lambda: len(futures) == 2)
    with pytest.raises(OSError, match="the disk is broken"):
        futures[0].result()
    assert futures[1].result() == "goes on"


def test_what_hangs_is_left_behind(errands: Errands, qtbot) -> None:
    hangs, told = threading.Event(), []
    stuck: list[threading.Thread] = []

    def hang() -> None:
        stuck.append(threading.current_thread())
        hangs.wait()

    errands.begin(hang, told.append)
    errands.begin(lambda: "never", told.append)
    qtbot.waitUntil(lambda: bool(stuck))
    assert not errands._line.wait(0.0)
    errands.abandon()
    errands.begin(lambda: "now", told.append)
    qtbot.waitUntil(lambda: bool(told))
    hangs.set()
    stuck[0].join(5.0)
    errands.begin(lambda: "after", told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [future.result() for future in told] == ["now", "after"]


def test_nobody_is_told_after_the_end(qtbot) -> None:
    errands, told = Errands("test"), []
    errands.begin(lambda: 1, told.append)
    assert errands.close(5.0)
    qtbot.wait(1)
    assert told == []
