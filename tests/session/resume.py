"""Goes on with session files in a process of its own, as a person does on the next day.

    python -m tests.session.resume

Each line read is a job, [path, steps, engine]: the file is opened, trained for so many steps by this choice of an
engine, and written again in its place. Each is answered by a line "done". So one start of a Python is enough for many
files.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.session.files import content_of, load
from app.training.engines import EngineChoice, Engines
from app.training.runner import Runner
from tests.session.sessions import as_saved


class Other:
    """Another process that goes on with files."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def go_on(self, path: Path, steps: int, engine: EngineChoice) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([str(path), steps, engine]) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n", "the other process has failed; see its message"


@contextmanager
def another_process() -> Iterator[Other]:
    command = [sys.executable, "-m", "tests.session.resume"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Other(process)


@cache
def engines(choice: EngineChoice) -> Engines:
    """The engines of a process, made ready."""
    made = Engines(choice)
    made.load()
    return made


def main() -> None:
    for line in sys.stdin:
        path, steps, choice = json.loads(line)
        loaded = load(Path(path))
        assert not loaded.notice
        runner = Runner(loaded.session, engines=engines(choice))
        runner.step(steps)
        Path(path).write_bytes(content_of(as_saved(runner)))
        print("done", flush=True)


if __name__ == "__main__":
    main()
