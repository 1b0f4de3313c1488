"""What a command says when it can't do what was asked."""

from __future__ import annotations

from pathlib import Path


class CommandError(Exception):
    """The input is at fault: its text goes to stderr as it is, and the exit code is 1."""


class UsageError(Exception):
    """The options do not go together: its text is shown with the usage, and the exit code is 2."""


def file_error(path: Path, reason: str, place: str = "$") -> CommandError:
    """The error for something in a file: FILE: $.place: sentence."""
    return CommandError(f"{path}: {place}: {reason}")


def sentence(error: OSError) -> str:
    """What the system refused, in words."""
    match error:
        case FileNotFoundError():
            return "there is no such file or folder"
        case IsADirectoryError():
            return "this is a folder; a session file is needed"
        case NotADirectoryError():
            return "a part of this path is a file, not a folder"
        case PermissionError():
            return "the system does not permit it (check the owner and the mode of file and folder)"
    return error.strerror or str(error) or type(error).__name__
