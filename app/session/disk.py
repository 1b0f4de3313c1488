"""What a disk refuses, in words that name the disk, the folder or the permission."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_SILENT = {
    getattr(errno, name)
    for name in ("ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENOTCONN", "ESTALE", "ENODEV", "ENXIO", "EREMOTEIO")
    if hasattr(errno, name)
}


def not_written(error: OSError, path: Path, needed_bytes: int) -> OSError:
    """The same error with a strerror for the person: why this file could not be written."""
    return _retold(error, path, _why_not_written(error, path, needed_bytes))


def not_read(error: OSError, path: Path) -> OSError:
    """The same error with a strerror for the person: why this file could not be read."""
    return _retold(error, path, _why_not_read(error, path))


def megabytes(size: int) -> str:
    """A size in bytes as a person reads it."""
    return f"{max(size / 2**20, 0.01):.3g} MB" if size < 1000 * 2**20 else f"{size / 2**30:.1f} GB"


def disk_with(folder: Path) -> str:
    """Words for the disk that a folder lies on: by where it is mounted, else by the folder."""
    place = folder
    try:
        while not os.path.ismount(place) and place != place.parent:
            place = place.parent
    except OSError:
        place = folder
    return f"the disk with {folder if place == place.parent else place}"


def _why_not_written(error: OSError, path: Path, needed_bytes: int) -> str:
    folder = _folder(path)
    if error.errno in _FULL:
        return f"{disk_with(folder)} is full: {megabytes(needed_bytes)} are needed{_free(folder)}"
    if error.errno == errno.EROFS:
        return f"{disk_with(folder)} is read-only"
    if error.errno in _FORBIDDEN:
        if os.path.isdir(folder) and not os.access(folder, os.W_OK):
            return f"you may not write in the folder {folder}"
        return f"the system does not permit writing {path} (check its owner and mode)"
    if error.errno == errno.ENOENT and not os.path.isdir(folder):
        return f"there is no folder {folder}"
    return _why_not_reached(error, path)


def _why_not_read(error: OSError, path: Path) -> str:
    if error.errno in _FORBIDDEN:
        return f"you have no permission to read {path}"
    if error.errno == errno.ENOENT:
        folder = _folder(path)
        return f"there is no such file in {folder}" if os.path.isdir(folder) else f"there is no folder {folder}"
    return _why_not_reached(error, path)


def _why_not_reached(error: OSError, path: Path) -> str:
    """What may be in the way of reading and writing alike."""
    if error.errno == errno.EIO:
        return f"{disk_with(_folder(path))} reports an error ({error.strerror})"
    if error.errno in _SILENT:
        return f"{disk_with(_folder(path))} does not answer ({error.strerror})"
    if error.errno == errno.ENOTDIR:
        return f"{_folder(path)} is a file, not a folder"
    if error.errno == errno.EISDIR:
        return "this is a folder; give the name of a file"
    if error.errno == errno.ENAMETOOLONG:
        return f"{disk_with(_folder(path))} does not take so long a name"
    return error.strerror or str(error) or type(error).__name__


def _free(folder: Path) -> str:
    try:
        return f", {megabytes(shutil.disk_usage(folder).free)} are free"
    except OSError:
        return ""


def _folder(path: Path) -> Path:
    """The folder that the file itself lies in, links followed as far as they lead."""
    try:
        return Path(os.path.realpath(path)).parent
    except OSError:
        return path.parent


def _retold(error: OSError, path: Path, why: str) -> OSError:
    return OSError(error.errno, why, str(path))
