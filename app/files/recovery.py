"""What is kept for the case of a crash: one file for each running window, in a folder of the person's own.

A window holds a lock on its file as long as it runs. What nobody holds any more was left by a crash.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import time
from pathlib import Path
from typing import NamedTuple

import msgspec

from app.files.lock import Lock, claim_place
from app.files.stamp import Stamp
from app.session.atomic import write_atomically
from app.session.disk import not_written
from app.session.errors import SessionError
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Session

SUFFIX = ".recovery"
LOCK_SUFFIX = ".lock"
TRIES = 3


class About(msgspec.Struct, frozen=True):
    """The first line of a recovery file.

    path: the person's file, "" for what was never saved; stamp: how that file looked to the window that is gone;
    saved_at: seconds since 1970; sha256: of all that follows the line.
    """

    title: str
    path: str = ""
    stamp: Stamp | None = None
    saved_at: float = 0.0
    sha256: str = ""


class Recovered(NamedTuple):
    """What lay in a recovery file."""

    about: About
    session: Session


class Slot:
    """The place of one window in the folder of recoveries. Made by new_slot or abandoned_slots, which hold its lock.

    Thread: any, one call at a time.
    """

    def __init__(self, place: Path, lock: Lock) -> None:
        self.place = place
        self._lock = lock

    def write(self, session: Session, about: About) -> None:
        """Keep this session instead of the one before, all or nothing. Raises OSError, its strerror for the person."""
        content = encode(session)
        about = msgspec.structs.replace(about, saved_at=time.time(), sha256=hashlib.sha256(content).hexdigest())
        whole = msgspec.json.encode(about) + b"\n" + content
        try:
            write_atomically(self.place, whole)
        except OSError as error:
            raise not_written(error, self.place, len(whole)) from error

    def about(self) -> About:
        """What the file says about itself. Raises SessionError or OSError."""
        with self.place.open("rb") as file:
            return _about(file.readline())

    def read(self) -> Recovered:
        """What is kept. Raises SessionError, where the file is damaged, or OSError."""
        line, _, content = self.place.read_bytes().partition(b"\n")
        about = _about(line)
        if hashlib.sha256(content).hexdigest() != about.sha256:
            raise SessionError("the recovery file is damaged")
        return Recovered(about, decode(content).session)

    def clear(self) -> None:
        """Forget what is kept; the place stays this window's."""
        self.place.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget what is kept, and leave."""
        self.clear()
        self._lock.release()

    def release(self) -> None:
        """Leave it to the next start."""
        self._lock.release()


def new_slot(folder: Path) -> Slot:
    """A place for a window that starts. Raises OSError, its strerror for the person."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for _ in range(TRIES):  # another start, clearing up, may hold a new lock for a moment
            place = folder / f"{secrets.token_hex(8)}{SUFFIX}"
            lock = claim_place(place.with_suffix(LOCK_SUFFIX))
            if isinstance(lock, Lock):
                return Slot(place, lock)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    except OSError as error:
        raise not_written(error, folder / SUFFIX, 0) from error


def abandoned_slots(folder: Path) -> list[Slot]:
    """What windows that are gone have left, the newest first; each is this program's own from now on.

    A file that can't be read is among them: that it was there is to be told.
    """
    if not folder.is_dir():
        return []
    slots = []
    for place in folder.glob(f"*{SUFFIX}"):
        lock = claim_place(place.with_suffix(LOCK_SUFFIX))
        if not isinstance(lock, Lock):
            continue
        if place.exists():  # its window may have ended properly meanwhile
            slots.append(Slot(place, lock))
        else:
            lock.release()
    _clear_locks(folder)
    return sorted(slots, key=lambda slot: slot.place.stat().st_mtime, reverse=True)


def _clear_locks(folder: Path) -> None:
    """Remove locks of windows that were killed before they had anything to keep."""
    for place in folder.glob(f"*{LOCK_SUFFIX}"):
        if not place.with_suffix(SUFFIX).exists():
            lock = claim_place(place)
            if isinstance(lock, Lock):
                lock.release()


def _about(line: bytes) -> About:
    try:
        return msgspec.json.decode(line, type=About)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SessionError("the recovery file is damaged") from error
