"""How a file looked when it was last read or written, so that a change from outside is noticed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec


class Stamp(msgspec.Struct, frozen=True):
    """Size, time of the last change, number of the file on its disk, and the SHA-256 of its content."""

    size: int
    changed_ns: int
    number: int
    sha256: str

    def has_content_of(self, other: Stamp) -> bool:
        return self.sha256 == other.sha256


def stamp_of(status: os.stat_result, content: bytes) -> Stamp:
    """The stamp of a file with this content. The status is to be taken before the content was read.

    Taken after it, a change in between would pass for known.
    """
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino, hashlib.sha256(content).hexdigest())


def look_at(path: Path, known: Stamp) -> Stamp | None:
    """How the file looks now; `known` itself where nothing has changed, None where it is gone. Raises OSError.

    Only a file that was written to is read again, so that looking costs nothing.
    """
    try:
        status = os.stat(path)
        if (status.st_size, status.st_mtime_ns, status.st_ino) == (known.size, known.changed_ns, known.number):
            return known
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ino, digest)
