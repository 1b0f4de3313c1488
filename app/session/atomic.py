"""Writing a file all or nothing.

Qt's QSaveFile has been seen to replace a good file by a truncated one on a full disk, so the steps stand here:
a temporary file beside the target, written, flushed to the disk, read back, put in place by one rename.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file by this content. Follows symbolic links and keeps the file's mode.

    Raises OSError; then the file is what it was before, and nothing is left beside it.
    """
    target = target_of(path)
    mode = _mode(target)
    # Not named after the target, whose name may be as long as a name can be.
    descriptor, name = tempfile.mkstemp(prefix=".chalknet-", suffix=".part", dir=target.parent)
    try:
        _write(descriptor, content)
        _require_written(Path(name), content)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    # The new content is in place: a file system that can't flush a folder (EINVAL) is no reason to say otherwise.
    with contextlib.suppress(OSError):
        _flush_folder(target.parent)


def target_of(path: Path) -> Path:
    """The file that writing to this path replaces or makes, links followed.

    Raises OSError where something else than a file stands there, which a rename would quietly take away.
    """
    target = Path(os.path.realpath(path))  # Path.resolve() raises RuntimeError for links in a circle, stat() OSError
    with contextlib.suppress(FileNotFoundError):
        mode = target.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            reason = "a device, a pipe or a socket stands there; give the name of a file"
            raise OSError(errno.EINVAL, reason, str(path))
    return target


def _write(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _require_written(file: Path, content: bytes) -> None:
    if file.read_bytes() != content:
        raise OSError(errno.EIO, "the disk gave back other bytes than were written", str(file))


def _mode(target: Path) -> int:
    """The mode of the file that stands there, or that of a new file under the present umask."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can open a folder (Windows can't)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
