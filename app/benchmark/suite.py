"""All parts, each measured in a process of its own, so that none is slowed by what another has loaded."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec

import app
from app.benchmark.machine import load, machine
from app.benchmark.report import Report, Table
from app.benchmark.rounds import EFFORTS, Effort

PARTS = {
    "training": "training beside PyTorch and scikit-learn",
    "modules": "modules that reuse their memory beside ones that allocate",
    "pictures": "class regions and pictures of all neurons",
    "costs": "cost against points, width, depth, classes and grid",
    "history": "the curve of a very long run",
    "window": "frames, clicks and steps of the window in training",
    "start": "start-up, import by import, and memory",
}
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


class PartError(Exception):
    """A part could not be measured; the message is a sentence."""


class _Line(msgspec.Struct, omit_defaults=True):
    """What a process that measures says on its stdout: what it is at, and at its end the tables."""

    now: str = ""
    tables: tuple[Table, ...] | None = None


def report(parts: Iterable[str], effort: Effort, say: Callable[[int, str], None]) -> Report:
    """Measure these parts, one after the other. say: is told how many are done, and what is being measured.

    A part that fails is in the report's failures, and the others are measured all the same.
    """
    host = machine()
    tables: list[Table] = []
    failures = {}
    for done, part in enumerate(parts):
        say(done, part)
        try:
            tables += measured_apart(part, effort, partial(say, done))
        except PartError as error:
            failures[part] = str(error)
    host["load_after"] = load()
    return Report(host, effort.name, tuple(tables), failures)


def measured_apart(part: str, effort: Effort, say: Callable[[str], None]) -> tuple[Table, ...]:
    """The tables of one part, measured in a new process. Raises: PartError."""
    root = str(Path(app.__file__).parents[1])
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": paths}
    command = [sys.executable, "-m", "app.benchmark", part, effort.name]
    tables: tuple[Table, ...] | None = None
    with (
        tempfile.TemporaryFile("w+", errors="replace") as complaints,  # a pipe that nobody reads might fill up
        subprocess.Popen(  # noqa: S603  this very program
            command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as process,
    ):
        try:
            for text in process.stdout or ():
                line = msgspec.json.decode(text, type=_Line)
                tables = line.tables if line.tables is not None else tables
                say(line.now)
            code = process.wait()
        except BaseException:
            process.terminate()
            raise
        if tables is not None and code == 0:
            return tables
        complaints.seek(0)
        raise PartError(complaints.read().strip().rpartition("\n")[2] or f"it ended with exit code {code}")


def measure_here(part: str, effort: str) -> None:
    """What the process of one part does: measure it, and say so on stdout, a JSON object a line."""

    def say(line: _Line) -> None:
        print(msgspec.json.encode(line).decode(), flush=True)

    measure = importlib.import_module(f"app.benchmark.{part}").measure
    say(_Line(tables=tuple(measure(EFFORTS[effort], lambda now: say(_Line(now=now))))))
