"""Opening and saving the session file of a window, with its lock and its stamp. No Qt: it runs beside the window."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.files.lock import Holder, Lock, claim, lock_place
from app.files.stamp import Stamp, look_at, stamp_of
from app.session.atomic import require
from app.session.disk import not_read
from app.session.files import content_of, read, write
from app.session.format.reading import decode
from app.session.schema import Session


class SessionFile(NamedTuple):
    """The file that a window works on: as it was when it was last read or written, and the lock on it, if there is one.

    stamp: None where that is not known.
    """

    path: Path
    stamp: Stamp | None
    lock: Lock | None


class Opened(NamedTuple):
    """What came of opening: the session, what the person should know about the file, and who else has it open.

    is_altered: its content is not what chalknet has signed.
    """

    session: Session
    notice: str
    is_altered: bool
    file: SessionFile
    holder: Holder | None


class Saved(NamedTuple):
    """What came of saving: the file as it is now, and what the person should know."""

    file: SessionFile
    notice: str


class HeldError(Exception):
    """Another window has the file open. Attributes: holder."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(str(holder))
        self.holder = holder


class ChangedError(Exception):
    """The file was changed from outside since it was read. Attributes: stamp, how it looks now."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__("the file was changed from outside")
        self.stamp = stamp


class FileDesk:
    """What a window does with its session file: opens it, saves in it, and holds the lock on it.

    Attributes: file, the one it works on, as it was last read or written; None for a session that has none.
    Thread: that of the window's errands alone, so that each finds the file as the one before has left it.
    """

    def __init__(self, file: SessionFile | None = None) -> None:
        self.file = file

    def open(self, path: Path, is_wanted: Callable[[], bool] = lambda: True, *, take_over: bool = False) -> Opened:
        """Lock and read a file. The desk goes on with its own one until take().

        Raises SessionError (the content), OSError (the file) or GivenUpError, and then holds no lock on it.
        """
        mine = self.file.lock if self.file and _is_same(self.file, path) else None
        claimed = mine or claim(path, take_over=take_over)
        lock = claimed if isinstance(claimed, Lock) else None
        try:
            content, stamp = _stamped(path)
            loaded = decode(content)
            require(is_wanted)
        except BaseException:
            if lock and lock is not mine:
                lock.release()
            raise
        holder = claimed if isinstance(claimed, Holder) else None
        return Opened(*loaded, SessionFile(path, stamp, lock), holder)

    def take(self, file: SessionFile | None) -> None:
        """Work on this file from now on; or on none."""
        before, self.file = self.file, file
        if before and before.lock and not (file and file.lock is before.lock):
            before.lock.release()

    def decline(self, file: SessionFile) -> None:
        """What was opened is not wanted after all."""
        if file.lock and not (self.file and self.file.lock is file.lock):
            file.lock.release()

    def take_unread(self, path: Path, stamp: Stamp | None) -> SessionFile | Holder:
        """Work on a file that looked so when its content was read, by a window that is gone.

        Returns the file; or who else has it open by now, and then the desk goes on with its own.
        """
        mine = self.file.lock if self.file and _is_same(self.file, path) else None
        claimed = mine or claim(path)
        if isinstance(claimed, Holder):
            return claimed
        file = SessionFile(path, stamp, claimed)
        self.take(file)
        return file

    def save(
        self,
        session: Session,
        path: Path,
        is_wanted: Callable[[], bool] = lambda: True,
        agreed: Stamp | None = None,
    ) -> Saved:
        """Write a session into this file and go on with it, locking it if it is another one, or is not locked yet.

        agreed: how the changed file looks that the person wants to be replaced.
        Raises SessionError, OSError, HeldError, ChangedError or GivenUpError; then the file is what it was.
        """
        content = content_of(session)
        known = self.file if self.file and _is_same(self.file, path) else None
        mine = known.lock if known else None
        claimed = mine or claim(path)
        if isinstance(claimed, Holder):
            raise HeldError(claimed)
        try:
            expected = agreed or (known.stamp if known else None)
            if expected:
                _require_unchanged(path, expected)
            notice = write(content, path, is_wanted)
        except BaseException:
            if claimed and claimed is not mine:
                claimed.release()
            raise
        file = SessionFile(path, _stamp_of_written(path, content), claimed)
        self.take(file)
        return Saved(file, notice)


def _require_unchanged(path: Path, known: Stamp) -> None:
    try:
        now = look_at(path, known)
    except OSError as error:
        raise not_read(error, path) from error
    if now and not now.has_content_of(known):
        raise ChangedError(now)


def _stamped(path: Path) -> tuple[bytes, Stamp]:
    try:
        status = os.stat(path)
    except OSError as error:
        raise not_read(error, path) from error
    content = read(path)
    return content, stamp_of(status, content)


def _stamp_of_written(path: Path, content: bytes) -> Stamp | None:
    """The file is written by now: that it can't be looked at any more is no reason to say otherwise."""
    try:
        return stamp_of(os.stat(path), content)
    except OSError:
        return None


def _is_same(file: SessionFile, path: Path) -> bool:
    """Whether this path leads to the desk's file, by whatever links."""
    if file.path == path:
        return True
    try:
        return file.lock is not None and file.lock.place == lock_place(path)
    except OSError:
        return False
