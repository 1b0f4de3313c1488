"""Session files: read and written, with the disk's own faults in words. What is in them: app.session.format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.session.atomic import BACKUP_MARK, write_atomically
from app.session.disk import megabytes, not_read, not_written
from app.session.errors import SessionError
from app.session.format.limits import MAX_BYTES, check_text
from app.session.format.reading import Loaded, decode
from app.session.format.writing import encode
from app.session.schema import Session

SUFFIX = ".chalk"


def load(path: Path) -> Loaded:
    """Read a session file. Raises SessionError (the content) or OSError (the file; its strerror is for the person)."""
    return decode(read(path))


def save(session: Session, path: Path) -> str:
    """Write a session file, all or nothing; what stood there is kept beside it (name.chalk~).

    Returns what the person should know about the backup, "" when nothing.
    Raises SessionError (larger than what load takes) or OSError; the file that stood there is then untouched.
    """
    return write(content_of(session), path)


def read(path: Path) -> bytes:
    """The bytes of a session file. Raises SessionError where they are too many, or OSError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)  # not all of it: a device or a pipe tells no size, and may never end
    except OSError as error:
        raise not_read(error, path) from error
    if len(content) > MAX_BYTES:
        raise SessionError(f"the file is larger than {megabytes(MAX_BYTES)}, which is the most a session may have")
    return content


def content_of(session: Session) -> bytes:
    """The bytes to write for a session. Raises SessionError where they are more than what read takes."""
    content = encode(session)
    if len(content) > MAX_BYTES:
        raise SessionError(
            f"the session would make a file of {megabytes(len(content))}, and {megabytes(MAX_BYTES)} is the most "
            "that can be opened again; erase points, or make the networks smaller"
        )
    try:
        check_text(content)
    except SessionError as error:
        raise SessionError(f"{error.reason}; erase points, or make the networks smaller") from error
    return content


def write(content: bytes, path: Path, is_wanted: Callable[[], bool] = lambda: True) -> str:
    """Write a session's bytes, all or nothing; see save. is_wanted is asked last before the file is replaced.

    Raises OSError, its strerror for the person, or GivenUpError.
    """
    try:
        failure = write_atomically(path, content, keep_backup=True, is_wanted=is_wanted)
    except OSError as error:
        raise not_written(error, path, len(content)) from error
    if failure is None:
        return ""
    why = not_written(failure, path.with_name(path.name + BACKUP_MARK), len(content)).strerror
    return f"What was there before could not be kept as a backup: {why}."
