"""Who has a session file open: a small file beside it, held by a lock of the operating system.

Beside the file and not in a folder of this machine: people on different machines share folders, and only there does
each of them see the lock of the others. Where the folder can't be written to there is no lock, and no need for one:
a save replaces the file in its folder, so nobody can save there either.

The system lets go of a dead program's lock by itself, so nothing is guessed from process numbers that come again. Only
across machines may a lock not reach; then the name of the machine in the file tells.
"""

from __future__ import annotations

import contextlib
import errno
import getpass
import hashlib
import os
import socket
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from app.session.atomic import target_of

LONGEST_NAME = 255  # bytes
TRIES = 10
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_BUSY = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


class Holder(msgspec.Struct, frozen=True):
    """Who has a file open: user, host, process number, since when (ISO 8601, with the zone)."""

    user: str = ""
    host: str = ""
    process: int = 0
    since: str = ""

    @property
    def is_here(self) -> bool:
        """On this machine."""
        return self.host == socket.gethostname()

    def __str__(self) -> str:
        """As it stands in a sentence: “anna on lab-3, since 10:32 (process 4711)”."""
        if not self.user:
            return "somebody"
        return f"{self.user} on {self.host}{_since(self.since)} (process {self.process})"


class Lock:
    """A lock that this program holds until release(), or until it ends, however it ends."""

    def __init__(self, place: Path, descriptor: int) -> None:
        self.place = place
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go, and take the file away. A second time does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if os.name == "nt":  # no open file can be deleted there
            os.close(descriptor)
        with contextlib.suppress(OSError):  # a lock that is left behind is known to be nobody's
            os.unlink(self.place)
        if os.name != "nt":
            os.close(descriptor)


def lock_place(path: Path) -> Path:
    """Where the lock of a session file lies. Raises OSError."""
    target = target_of(path)
    name = f".{target.name}.lock"
    if len(os.fsencode(name)) > LONGEST_NAME:
        name = f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()}.lock"
    return target.with_name(name)


def claim(path: Path, *, take_over: bool = False) -> Lock | Holder | None:
    """Lock a session file; see claim_place. None also where the file itself can't be reached."""
    try:
        return claim_place(lock_place(path), take_over=take_over)
    except OSError:
        return None


def claim_place(place: Path, *, take_over: bool = False) -> Lock | Holder | None:
    """Hold this file as a lock. Returns who has it, if somebody else does; None where there can be no lock.

    take_over: a lock of another machine counts as left behind.
    """
    try:
        for _ in range(TRIES):
            found = _try_claim(place, take_over=take_over)
            if found is not None:
                return found
    except OSError:
        return None
    return None


def _try_claim(place: Path, *, take_over: bool) -> Lock | Holder | None:
    """One attempt; None where the file was taken away meanwhile. Raises OSError."""
    try:
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise
        return _try_foreign(place)
    try:
        is_locked = _locked(descriptor)
        holder = _holder(descriptor)
        is_dead = holder is None or (holder.is_here and (is_locked or not _is_alive(holder.process)))
        if is_locked is False or not (is_dead or (take_over and holder and not holder.is_here)):
            os.close(descriptor)
            return holder or Holder()
        if not _is_at(descriptor, place):
            os.close(descriptor)
            return None
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, msgspec.json.encode(_myself()))
    except BaseException:
        with contextlib.suppress(OSError):
            os.close(descriptor)
        raise
    return Lock(place, descriptor)


def _try_foreign(place: Path) -> Holder | None:
    """Another person's lock, which may only be read; taken away where it was left behind. Raises OSError."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        holder = _holder(descriptor) or Holder()
        if _locked(descriptor) and holder.is_here:
            os.unlink(place)
            return None
        return holder
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool | None:
    """Whether this program holds the lock of the operating system now; None where the disk knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 2**20, os.SEEK_SET)  # beyond the text, which others want to read
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _BUSY else None
    return True


def _holder(descriptor: int) -> Holder | None:
    """Who is written in the file; None where nobody is."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 4096)
    try:
        return msgspec.json.decode(text, type=Holder)
    except (msgspec.DecodeError, ValueError):
        return None


def _is_at(descriptor: int, place: Path) -> bool:
    """Whether the open file still is the one with that name: its holder may have let go and deleted it meanwhile."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(place))
    except FileNotFoundError:
        return False


def _is_alive(process: int) -> bool:
    """Asked only where the disk knows no locks."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _myself() -> Holder:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return Holder(user, socket.gethostname(), os.getpid(), since)


def _since(text: str) -> str:
    try:
        since = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return ""
    today = datetime.now().astimezone().date()
    return f", since {since:%H:%M}" if since.date() == today else f", since {since:%Y-%m-%d %H:%M}"
