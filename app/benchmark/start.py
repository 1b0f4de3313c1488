"""From the launch to the first painted window: seconds, memory, and which imports they go into."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from app.benchmark.report import Cell, Column, Spread, Table
from app.benchmark.rounds import Effort

LAUNCHED = "CHALKNET_BENCH_LAUNCHED"  # the moment of the launch, for the child: seconds since 1970
LINE = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \| ( *)(\S+)")
LONGEST_S = 60.0  # a start that takes longer never ends
SMALL_MS = 1.0  # packages below this are counted together


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """The start as a whole, and import by import."""
    starts, imports = [], []
    with tempfile.TemporaryDirectory() as folder:
        say("a start to warm up")
        _launch(folder)
        for number in range(effort.starts):
            say(f"start {number + 1} of {effort.starts}")
            starts.append(_launch(folder))
        for number in range(effort.starts):
            say(f"start {number + 1} of {effort.starts}, import by import")
            imports.append(by_package(_launch(folder, "-X", "importtime").stderr))
    return [start_table(starts), imports_table(imports)]


class Start:
    """One start: seconds to the first painted window, MB then (None where the system does not tell), and stderr."""

    def __init__(self, stdout: str, stderr: str) -> None:
        seconds, megabytes = stdout.split()
        self.seconds = float(seconds)
        self.megabytes = None if megabytes == "None" else float(megabytes)
        self.stderr = stderr


def _launch(compiled: str, *options: str) -> Start:
    """One start, with Python's compiled modules in this folder, where the first start has put them."""
    command = [sys.executable, *options, "-m", "app.benchmark.qt.first_paint"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": compiled, LAUNCHED: repr(time.time())}
    done = subprocess.run(  # noqa: S603  ourselves
        command, env=environment, capture_output=True, text=True, check=True, timeout=LONGEST_S
    )
    return Start(done.stdout, done.stderr)


def start_table(starts: Sequence[Start]) -> Table:
    """Over several starts."""
    megabytes = [start.megabytes for start in starts if start.megabytes is not None]
    cells = Spread.of([start.seconds for start in starts]), Spread.of(megabytes) if megabytes else None
    columns = Column("seconds", "first paint", "s"), Column("megabytes", "memory then", "MB")
    note = "From the launch of Python, all files in the system's cache and modules compiled, to the first painting."
    return Table("start", "Start-up", columns, (cells,), (note,))


def imports_table(found: Sequence[Mapping[str, tuple[int, float]]]) -> Table:
    """Medians over several starts, the longest first: what python -X importtime tells of each package."""
    times = {
        name: statistics.median(one[name][1] if name in one else 0.0 for one in found)
        for name in {name for one in found for name in one}
    }
    counts = {name: modules for one in found for name, (modules, _) in one.items()}
    rows: list[tuple[Cell, ...]] = []
    rest_modules, rest_ms = 0, 0.0
    for name in sorted(times, key=lambda name: -times[name]):
        if times[name] < SMALL_MS:
            rest_modules, rest_ms = rest_modules + counts[name], rest_ms + times[name]
        else:
            rows.append((name, counts[name], times[name]))
    rows.append((f"others, each below {SMALL_MS:g} ms", rest_modules, rest_ms))
    rows.append(("all", sum(counts.values()), sum(times.values())))
    columns = Column("package", "package"), Column("modules", "modules"), Column("self_ms", "time", "ms")
    note = "python -X importtime, which itself takes time; without what the packages import in turn."
    return Table("imports", "Imports on the way to the first painted window", columns, tuple(rows), (note,))


def by_package(text: str) -> dict[str, tuple[int, float]]:
    """Number of modules and milliseconds of each top-level package in what python -X importtime has printed.

    A module of the standard library counts as a part of it.
    """
    modules: dict[str, int] = defaultdict(int)
    microseconds: dict[str, int] = defaultdict(int)
    for match in LINE.finditer(text):
        package = match[4].partition(".")[0]
        if package in sys.stdlib_module_names:
            package = "Python's own"
        modules[package] += 1
        microseconds[package] += int(match[1])
    return {package: (modules[package], microseconds[package] / 1e3) for package in modules}
