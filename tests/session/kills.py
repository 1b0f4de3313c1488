"""Kills programs in the middle of saving, and looks at what they leave.

    python -m tests.session.kills FOLDER [COUNT]

A program of its own, because it forks: a child then costs milliseconds and not the start of a Python.
Prints one JSON object: kills, in_mid_save (the child was killed with a save begun), at_every_call (how many calls of
the system a save makes, before and after each of which a child was killed), corrupt, lost (acknowledged saves that are
not there any more), unlike_backup.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.files import content_of, write
from tests.session.faults import Fault, faulty, kills_after, kills_before

VERSIONS = 8
LONGEST_S = 0.01


def contents() -> list[bytes]:
    """Sessions that tell by their title which they are; large enough that a write takes a while."""
    session = new_session(usual_source("moons", points=3000))
    return [content_of(replace(session, title=str(number))) for number in range(VERSIONS)]


def number_in(path: Path, versions: list[bytes]) -> int | None:
    """Which of the contents lies in this file, to the last byte; None where it is none of them."""
    content = path.read_bytes() if path.exists() else b""
    return versions.index(content) if content in versions else None


def child(path: Path, versions: list[bytes], say: int, fault: tuple[int, Fault] | None) -> None:
    """Save one version after the other for ever, and say of each that it begins (b) and that it is saved (s)."""
    saved = 0
    while True:
        saved += 1
        os.write(say, b"b")
        if fault and saved == 2:
            with faulty(*fault):
                write(versions[saved % VERSIONS], path)
            os._exit(0)  # there was no such call any more
        write(versions[saved % VERSIONS], path)
        os.write(say, b"s")


def killed(path: Path, versions: list[bytes], wait_s: float, fault: tuple[int, Fault] | None) -> tuple[str, bool]:
    """What the child has said when it was killed, and whether it was."""
    read_end, write_end = os.pipe()
    process = os.fork()
    if not process:
        os.close(read_end)
        child(path, versions, write_end, fault)
    os.close(write_end)
    if not fault:
        said = os.read(read_end, 1)
        time.sleep(wait_s)
        os.kill(process, signal.SIGKILL)
    else:
        said = b""
    _, status = os.waitpid(process, 0)
    while part := os.read(read_end, 4096):
        said += part
    os.close(read_end)
    return said.decode(), os.WIFSIGNALED(status)


def look(path: Path, versions: list[bytes], said: str, found: dict[str, Any]) -> None:
    acknowledged = said.count("s")
    now, backup = (number_in(place, versions) for place in (path, path.with_name(path.name + "~")))
    begun = said.endswith("b")
    found["in_mid_save"] += begun
    allowed = {acknowledged % VERSIONS, (acknowledged + begun) % VERSIONS}
    if now is None:
        found["corrupt"] += 1
    elif now not in allowed:
        found["lost"] += 1
    if acknowledged > 1 and backup not in {(now - 1) % VERSIONS if now is not None else None, now}:
        found["unlike_backup"] += 1


def place_in(folder: Path) -> Path:
    folder.mkdir()
    return folder / "lesson.chalk"


def main(folder: Path, count: int) -> dict[str, Any]:
    versions = contents()
    found: dict[str, Any] = dict.fromkeys(
        ("kills", "in_mid_save", "at_every_call", "corrupt", "lost", "unlike_backup"), 0
    )
    draw = random.Random(0)
    for number in range(count):
        path = place_in(folder / str(number))
        write(versions[0], path)
        said, _ = killed(path, versions, draw.uniform(0.0, LONGEST_S), None)
        found["kills"] += 1
        look(path, versions, said, found)
    for fault in (kills_before, kills_after):
        for nth in range(1000):
            path = place_in(folder / f"{fault.__name__}-{nth}")
            write(versions[0], path)
            said, is_killed = killed(path, versions, 0.0, (nth, fault))
            if not is_killed:
                break
            found["kills"] += 1
            found["at_every_call"] += fault is kills_before
            look(path, versions, said, found)
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)))
