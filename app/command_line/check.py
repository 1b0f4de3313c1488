"""chalknet check FILE…: one line for each file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.command_line.errors import CommandError
from app.command_line.files import read_session


def check(paths: Sequence[Path]) -> int:
    """Print FILE: ok, or FILE: $.place: sentence. Returns 1 if any file is no session."""
    code = 0
    for path in paths:
        try:
            read_session(path)
        except CommandError as error:
            print(error)
            code = 1
        else:
            print(f"{path}: ok")
    return code
