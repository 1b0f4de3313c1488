"""Writing a file all or nothing.

Qt's QSaveFile has been seen to replace a good file by a truncated one on a full disk, so the steps stand here:
a temporary file beside the target, written, flushed to the disk, read back, put in place by one rename. On request the
content of before stays as a backup; at no moment is there no good file under the target's name.

Every call of the system is made through `os`, so that the tests can make each of them fail.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Callable
from pathlib import Path

BACKUP_MARK = "~"  # at the end of the file's own name, as editors do
MOST_LINKS = 40  # as many as Linux follows
BLOCK_BYTES = 2**20
ABANDONED_S = 3600.0  # what a killed program has left beside the file for so long, nobody is writing any more
_PREFIX, _SUFFIX = ".chalknet-", ".part"
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write \r\n


class GivenUpError(Exception):
    """Nobody wants the file to be written any more; it is what it was."""


def write_atomically(
    path: Path, content: bytes, *, keep_backup: bool = False, is_wanted: Callable[[], bool] = lambda: True
) -> OSError | None:
    """Replace the file by this content. Follows symbolic links and keeps the file's mode.

    keep_backup: what was there stays as a file of the same name with a ~. Where that fails, the content is written
    nevertheless, and the failure is returned. is_wanted is asked last before the file is replaced.
    Raises OSError or GivenUpError; then the file is what it was before, and nothing is left beside it.
    """
    target = target_of(path)
    mode = _mode(target)
    part = _written(target.parent, content, 0o666 if mode is None else 0o600)
    try:
        if mode is not None:
            os.chmod(part, mode)
        backup_failure = _keep(target, content) if keep_backup and mode is not None else None
        require(is_wanted)
        os.replace(part, target)
    except BaseException:
        _remove(part)
        raise
    # The new content is in place: a file system that can't flush a folder (EINVAL) is no reason to say otherwise.
    with contextlib.suppress(OSError):
        _flush_folder(target.parent)
        _clean(target.parent)
    return backup_failure


def backup_of(path: Path) -> Path:
    """Where the content of before is kept when this file is written."""
    target = target_of(path)
    return target.with_name(target.name + BACKUP_MARK)


def target_of(path: Path) -> Path:
    """The file that writing to this path replaces or makes, links followed.

    Raises OSError where something else than a file stands there, which a rename would quietly take away.
    """
    target = os.path.join(os.getcwd(), path)
    for _ in range(MOST_LINKS):  # step by step: os.path.realpath() takes a link that it can't read for no link
        try:
            mode = os.lstat(target).st_mode
        except FileNotFoundError:
            return Path(target)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if stat.S_ISREG(mode):
            return Path(target)
        if not stat.S_ISLNK(mode):
            reason = "a device, a pipe or a socket stands there; give the name of a file"
            raise OSError(errno.EINVAL, reason, str(path))
        target = os.path.join(os.path.dirname(target), os.readlink(target))
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def _written(folder: Path, content: bytes, mode: int) -> Path:
    """A new file beside the others that holds this content, on the disk and not only on its way there."""
    part = _new_name(folder)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        try:
            _write(descriptor, content)
            os.fsync(descriptor)
            os.lseek(descriptor, 0, os.SEEK_SET)
            if _read(descriptor) != content:
                raise OSError(errno.EIO, "the disk gave back other bytes than were written", str(part))
        finally:
            os.close(descriptor)  # a network drive may refuse the content only now
    except BaseException:
        _remove(part)
        raise
    return part


def require(is_wanted: Callable[[], bool]) -> None:
    """Raises GivenUpError once it is not wanted any more."""
    if not is_wanted():
        raise GivenUpError


def _keep(target: Path, content: bytes) -> OSError | None:
    """Keep what stands there as the backup, unless the new content is the same. Returns what is in the way."""
    try:
        if _content(target) == content:
            return None  # saved twice: what was kept the first time is worth more
        spare = _second_name(target)
        try:
            os.replace(spare, target.with_name(target.name + BACKUP_MARK))
        finally:
            _remove(spare)  # it is still there where both were names of one file already
    except OSError as error:
        return error
    return None


def _second_name(target: Path) -> Path:
    """What stands there, under another name beside it."""
    name = _new_name(target.parent)
    try:
        os.link(target, name)  # nothing is copied, and at no moment is anything missing
    except OSError:  # not every disk has links
        name = _written(target.parent, _content(target), 0o600)
        try:
            os.chmod(name, stat.S_IMODE(os.stat(target).st_mode))
        except BaseException:
            _remove(name)
            raise
    return name


def _content(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | _BINARY)
    try:
        return _read(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        count = os.write(descriptor, rest)
        if not count:
            raise OSError(errno.EIO, "the disk took nothing of what was to be written")
        rest = rest[count:]


def _read(descriptor: int) -> bytes:
    blocks = []
    while block := os.read(descriptor, BLOCK_BYTES):
        blocks.append(block)
    return b"".join(blocks)


def _mode(target: Path) -> int | None:
    """The mode of the file that stands there; None for a new one, which the umask decides about."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        return None


def _new_name(folder: Path) -> Path:
    """Not named after the target, whose name may be as long as a name can be."""
    return folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"


def _remove(part: Path) -> None:
    """Take away what is not needed; a disk that refuses even this has said already what is wrong with it."""
    with contextlib.suppress(OSError):
        os.unlink(part)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can open a folder (Windows can't)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clean(folder: Path) -> None:
    """Remove what killed programs have left here long ago."""
    long_ago = time.time() - ABANDONED_S
    for name in os.listdir(folder):
        part = folder / name
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX) and os.lstat(part).st_mtime < long_ago:
            os.unlink(part)
