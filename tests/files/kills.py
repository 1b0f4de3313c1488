"""Kills programs in the middle of editing, and looks at what the next start would offer.

    python -m tests.files.kills FOLDER [COUNT]

Each child has a document that is edited every few milliseconds, as in a drag, and an autosave; there is no window.
Prints one JSON object: kills, with_work (something was to be offered), corrupt, lost (edits that an autosave had told
of are missing), longest_ms (the interval), oldest_lost_ms (how old the oldest edit that is gone was when the child was
killed, at the most).
"""

from __future__ import annotations

import json
import os
import random
import signal
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer

from app.document import Document
from app.files.autosave import Autosave
from app.files.recovery import abandoned_slots
from app.session.create import new_session, usual_source
from app.session.edits.points import add_points
from app.session.errors import SessionError

START_POINTS = 100
EDIT_MS = 2
QUIET_MS, LONGEST_MS = 20, 50
SHORTEST_S, LONGEST_S = 0.02, 0.25
RECORD = struct.Struct("=cqd")  # e edited or s saved; how many edits; the time


def child(folder: Path, say: int) -> None:
    application = QCoreApplication([])
    document = Document(new_session(usual_source("moons", points=START_POINTS)))
    autosave = Autosave(document, folder, quiet_ms=QUIET_MS, longest_ms=LONGEST_MS)
    first = document.work

    def edit() -> None:
        document.apply("Add point", lambda session: add_points(session, [[0.0, 0.0]], 0))
        os.write(say, RECORD.pack(b"e", document.work - first, time.monotonic()))

    def tell(work: int) -> None:
        os.write(say, RECORD.pack(b"s", work - first, time.monotonic()))

    autosave.written.connect(tell)
    timer = QTimer(interval=EDIT_MS)
    timer.timeout.connect(edit)
    timer.start()
    application.exec()


def killed(folder: Path, wait_s: float, after: bytes) -> tuple[list[tuple[bytes, int, float]], float]:
    """What the child has said, and when it was killed: so long after it was first edited (e) or saved (s)."""
    read_end, write_end = os.pipe()
    process = os.fork()
    if not process:
        os.close(read_end)
        child(folder, write_end)
    os.close(write_end)
    said = b""
    while after not in {kind for kind, _, _ in records(said)} and (part := os.read(read_end, RECORD.size)):
        said += part
    time.sleep(wait_s)
    os.kill(process, signal.SIGKILL)
    end = time.monotonic()
    os.waitpid(process, 0)
    while part := os.read(read_end, 65536):
        said += part
    os.close(read_end)
    return list(records(said)), end


def records(said: bytes) -> Iterator[tuple[bytes, int, float]]:
    whole = len(said) - len(said) % RECORD.size
    return RECORD.iter_unpack(said[:whole])


def main(folder: Path, count: int) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("kills", "with_work", "corrupt", "lost"), 0)
    found.update(longest_ms=LONGEST_MS, oldest_lost_ms=0.0)
    draw = random.Random(0)
    for nth in range(count):  # every other one has something to lose, however slow the disk is
        said, end = killed(folder, draw.uniform(SHORTEST_S, LONGEST_S), (b"e", b"s")[nth % 2])
        found["kills"] += 1
        acknowledged = max((number for kind, number, _ in said if kind == b"s"), default=0)
        there = 0
        for slot in abandoned_slots(folder):
            found["with_work"] += 1
            try:
                there = len(slot.read().session.data.points) - START_POINTS
            except SessionError:
                found["corrupt"] += 1
            slot.discard()
        found["lost"] += there < acknowledged
        gone = [moment for kind, number, moment in said if kind == b"e" and number > there]
        if gone:
            found["oldest_lost_ms"] = max(found["oldest_lost_ms"], round(1000 * (end - gone[0]), 1))
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)))
