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
    the window; clicks, starts: how many. appended: rows of the longest history. largest: points of the largest data.
    """

    name: str
    rounds: int
    seconds: float
    window_seconds: float
    clicks: int
    starts: int
    appended: int
    largest: int = 100_000


EFFORTS = {
    effort.name: effort
    for effort in (
        Effort("full", 31, 0.05, 8.0, 1000, 7, 10**7),
        Effort("quick", 5, 0.02, 1.5, 50, 2, 10**6),
        Effort("smoke", 2, 0.001, 0.2, 3, 1, 10**4, 1000),  # for the tests: all of it, and no figure to rely on
    )
}


def in_turns(
    contestants: Mapping[str, Steps], rounds: int, seconds: float, clock: Callable[[], float] = CLOCK
) -> dict[str, list[float]]:
    """Seconds for a step of each contestant: a figure for each round, in which all have their turn.

    Each is warmed up first, and then makes about so many steps in a turn as take it so many seconds. The round begins
    with another contestant each time, as the one after a large one may find the caches cold.
    """
    counts = {}
    for name, steps in contestants.items():
        steps(WARM_UP)
        begin = clock()
        done = steps(WARM_UP)
        counts[name] = max(1, int(done * seconds / max(clock() - begin, 1e-9)))
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


def each(work: Callable[[], object], rounds: int, seconds: float) -> list[float]:
    """Seconds for one call of this work, alone: a figure for each of about so many rounds, at least 3."""

    def steps(n: int) -> int:
        for _ in range(n):
            work()
        return n

    work()  # to warm up
    begin = CLOCK()
    work()
    once = CLOCK() - begin
    count = max(1, int(seconds / max(once, 1e-9)))
    times = []
    for _ in range(rounds if once < 1.0 else 3):
        begin = CLOCK()
        steps(count)
        times.append((CLOCK() - begin) / count)
    return times
