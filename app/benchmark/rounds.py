"""How things are timed: in turns, so that a machine that is busy for a while slows all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Steps = Callable[[int], int]
"""Makes about so many steps, and returns how many it made."""

WARM_UP = 20


def fair_clock() -> str:
    """The clock, by its name in time: of the processor's time that this process has had, so that what else the machine
    does is not counted, while more threads than one would be; the wall clock where the system's is a coarse one.
    """
    return "process_time" if time.get_clock_info("process_time").resolution < 1e-5 else "perf_counter"


CLOCK: Callable[[], float] = getattr(time, fair_clock())


@dataclass(frozen=True)
class Effort:
    """How long the measurements take.

    rounds: turns of everyone that is compared; seconds: about the length of a turn. window_seconds: at full speed with
    the window; clicks, starts: how many. steps: of the longest history. left_out: how many of the largest cases.
    """

    name: str
    rounds: int
    seconds: float
    window_seconds: float
    clicks: int
    starts: int
    steps: int
    left_out: int = 0


EFFORTS = {
    effort.name: effort
    for effort in (
        Effort("full", 31, 0.05, 8.0, 500, 7, 10**7),
        Effort("quick", 5, 0.01, 1.5, 30, 2, 10**6, left_out=1),
        Effort("smoke", 2, 0.001, 0.2, 3, 1, 10**4, left_out=3),  # for the tests: all of it, and no figure to rely on
    )
}


def repeated(work: Callable[[], object]) -> Steps:
    """This work as steps."""

    def steps(n: int) -> int:
        for _ in range(n):
            work()
        return n

    return steps


def in_turns(
    contestants: Mapping[str, Steps],
    rounds: int,
    seconds: float,
    warm_up: int = WARM_UP,
    clock: Callable[[], float] = CLOCK,
) -> dict[str, list[float]]:
    """Seconds for a step of each contestant: a figure for each round, in which all have their turn.

    Each is warmed up first, and then makes about so many steps in a turn as take it so many seconds. The round begins
    with another contestant each time, as the one after a large one may find the caches cold.
    """
    counts = {name: _steps_in(steps, seconds, warm_up, clock) for name, steps in contestants.items()}
    gc.collect()
    gc.freeze()  # what the libraries hold need not be looked through in anyone's turn
    times: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            begin = clock()
            done = contestants[name](counts[name])
            times[name].append((clock() - begin) / done)
    gc.unfreeze()
    return times


def _steps_in(steps: Steps, seconds: float, n: int, clock: Callable[[], float]) -> int:
    """Warm up, and find how many steps take about so many seconds.

    More and more are tried: where a call has a price of its own, a few steps would seem dearer than they are.
    """
    steps(n)
    while True:
        begin = clock()
        done = steps(n)
        elapsed = clock() - begin
        if elapsed >= seconds / 2.0:
            return max(1, round(done * seconds / elapsed))
        n *= 2
