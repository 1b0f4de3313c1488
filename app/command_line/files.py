"""Reading and writing sessions for the commands, with every failure as one line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.command_line.errors import file_error, sentence
from app.session.atomic import target_of
from app.session.errors import SessionError
from app.session.files import load, save
from app.session.format.reading import ALTERED
from app.session.schema import Session


def read_session(path: Path) -> Session:
    """The session in a file; what a person should know about the file goes to stderr. Raises CommandError."""
    try:
        session, notice, is_altered = load(path)
    except SessionError as error:
        raise file_error(path, error.reason, error.place) from error
    except OSError as error:
        raise file_error(path, sentence(error)) from error
    if is_altered:
        print(f"{path}: {ALTERED}.", file=sys.stderr)
    if notice:
        print(f"{path}: {notice}", file=sys.stderr)
    return session


def write_session(session: Session, path: Path) -> None:
    """Write a session file, all or nothing. Raises CommandError."""
    try:
        notice = save(session, path)
    except SessionError as error:
        raise file_error(path, f"not saved: {error.reason}") from error
    except OSError as error:
        raise file_error(path, f"not saved: {error.strerror}") from error
    if notice:
        print(f"{path}: {notice}", file=sys.stderr)


def require_writable(path: Path) -> None:
    """Say before a long run, not after it, that its result can't be written. Raises CommandError."""
    try:
        folder = target_of(path).parent
    except IsADirectoryError as error:
        raise file_error(path, "this is a folder; give the name of a file") from error
    except OSError as error:
        raise file_error(path, sentence(error)) from error
    if not folder.is_dir():
        raise file_error(path, "the folder to write to does not exist")
    if not os.access(folder, os.W_OK):
        raise file_error(path, "the folder to write to is read-only for you")
