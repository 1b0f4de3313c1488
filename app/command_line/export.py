"""chalknet export FILE OUT: a session as a program, a notebook or a table, by the suffix of OUT."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.command_line.errors import UsageError, file_error
from app.command_line.files import read_session, require_writable
from app.export.code import CodeKind, as_notebook, as_script
from app.export.table import as_csv
from app.session.atomic import write_atomically
from app.session.schema import Session

SUFFIXES: dict[str, tuple[str, ...]] = {  # and the options that each can be told
    ".py": ("code",),
    ".ipynb": ("code",),
    ".csv": (),
}


def export(path: Path, out: Path, options: dict[str, Any]) -> int:
    """Write the session in the form that the suffix asks for. Raises CommandError or UsageError."""
    suffix = out.suffix.lower()
    _require_fitting(suffix, options)
    session = read_session(path)
    require_writable(out)
    _write(out, _text(suffix, session, path.stem, **options).encode())
    return 0


def _require_fitting(suffix: str, options: dict[str, Any]) -> None:
    if suffix not in SUFFIXES:
        raise UsageError(f"the name of what is written ends in one of {', '.join(SUFFIXES)}, not in {suffix!r}")
    for name in options:
        if name not in SUFFIXES[suffix]:
            fitting = ", ".join(other for other, known in SUFFIXES.items() if name in known)
            raise UsageError(f"--{name} is for {fitting}, and this is written as {suffix}")


def _text(suffix: str, session: Session, title: str, code: CodeKind = "torch") -> str:
    if suffix == ".csv":
        return as_csv(session)
    if suffix == ".ipynb":
        return as_notebook(session, code, title)
    return as_script(session, code, title)


def _write(out: Path, content: bytes) -> None:
    try:
        write_atomically(out, content)
    except OSError as error:
        raise file_error(out, f"not written: {error.strerror}") from error
