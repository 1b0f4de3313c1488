"""From the launch to the first painted window: seconds, memory, and which imports they go into."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from app.benchmark.launch import LAUNCHED
from app.benchmark.report import Cell, Column, Spread, Table
from app.benchmark.rounds import Effort

LINE = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \| ( *)(\S+)")
LONGEST_S = 60.0  # a start that takes longer never ends
SMALL_MS = 1.0  # packages below this are counted together
DEAREST = 20  # modules that are named
IMPORT_NOTE = "python -X importtime, which itself takes time; without what is imported in turn."


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """The start as a whole, and import by import."""
    starts, imports = [], []
    with tempfile.TemporaryDirectory() as folder:
        say("a start to warm up")
        launch(folder)
        for number in range(effort.starts):
            say(f"start {number + 1} of {effort.starts}")
            starts.append(launch(folder))
        for number in range(effort.starts):
            say(f"start {number + 1} of {effort.starts}, import by import")
            imports.append(by_module(launch(folder, "-X", "importtime").stderr))
    return [start_table(starts), packages_table(imports), modules_table(imports)]


class Start:
    """One start: seconds to the first painted window, MB then (None where the system does not tell), and stderr."""

    def __init__(self, stdout: str, stderr: str) -> None:
        seconds, megabytes = stdout.split()
        self.seconds = float(seconds)
        self.megabytes = None if megabytes == "None" else float(megabytes)
        self.stderr = stderr


def launch(compiled: str, *options: str) -> Start:
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


def packages_table(found: Sequence[Mapping[str, float]]) -> Table:
    """Milliseconds of by_module() over several starts, by package, the longest first."""
    counts: Counter[str] = Counter()
    times: defaultdict[str, float] = defaultdict(float)
    for module, milliseconds in _medians(found).items():
        counts[package_of(module)] += 1
        times[package_of(module)] += milliseconds
    rows: list[tuple[Cell, ...]] = []
    rest_modules, rest_ms = 0, 0.0
    for package, milliseconds in sorted(times.items(), key=lambda item: -item[1]):
        if milliseconds < SMALL_MS:
            rest_modules, rest_ms = rest_modules + counts[package], rest_ms + milliseconds
        else:
            rows.append((package, counts[package], milliseconds))
    rows.append((f"others, each below {SMALL_MS:g} ms", rest_modules, rest_ms))
    rows.append(("all", counts.total(), sum(times.values())))
    columns = Column("package", "package"), Column("modules", "modules"), Column("self_ms", "time", "ms")
    return Table("packages", "Imports on the way to the first painted window", columns, tuple(rows), (IMPORT_NOTE,))


def modules_table(found: Sequence[Mapping[str, float]]) -> Table:
    """The modules that take longest to import, one by one."""
    times = _medians(found)
    dearest = sorted(times, key=lambda module: -times[module])[:DEAREST]
    columns = Column("module", "module"), Column("self_ms", "time", "ms")
    rows = tuple((module, times[module]) for module in dearest)
    return Table("imports", f"The {len(rows)} dearest of these imports", columns, rows, (IMPORT_NOTE,))


def _medians(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Of each module over the starts that imported it."""
    modules = {module for one in found for module in one}
    return {module: statistics.median(one[module] for one in found if module in one) for module in modules}


def by_module(text: str) -> dict[str, float]:
    """Milliseconds of each module itself in what python -X importtime has printed."""
    return {match[4]: int(match[1]) / 1e3 for match in LINE.finditer(text)}


def package_of(module: str) -> str:
    """Its top-level package; the standard library counts as one."""
    package = module.partition(".")[0]
    return "Python's own" if package in sys.stdlib_module_names else package
