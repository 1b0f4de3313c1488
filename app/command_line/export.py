"""chalknet export FILE OUT: a session as a program, a notebook, a table, a figure or a film, by the suffix of OUT."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.command_line.errors import UsageError
from app.command_line.figures import is_sequence, write, write_figure, write_film
from app.command_line.files import read_session, require_writable
from app.export.code import CodeKind, as_notebook, as_script
from app.export.table import as_csv
from app.session.schema import Session

LOOKS = ("what", "theme", "scale", "size", "dpi")
FILM = (*LOOKS, "epochs", "pictures")
SUFFIXES: dict[str, tuple[str, ...]] = {  # and the options that each can be told
    ".py": ("code",),
    ".ipynb": ("code",),
    ".csv": (),
    ".png": (*LOOKS, "transparent"),
    ".svg": (*LOOKS, "transparent"),
    ".pdf": (*LOOKS, "transparent"),
    ".gif": (*FILM, "per_second"),
}


def export(path: Path, out: Path, options: dict[str, Any]) -> int:
    """Write the session in the form that the suffix asks for. Raises CommandError or UsageError."""
    suffix = out.suffix.lower()
    _require_fitting(out, suffix, options)
    session = read_session(path)
    require_writable(out)
    if suffix == ".gif" or is_sequence(out):
        write_film(session, path, out, options)
    elif suffix in (".png", ".svg", ".pdf"):
        write_figure(session, out, options)
    else:
        write(out, _text(suffix, session, path.stem, **options).encode())
    return 0


def _require_fitting(out: Path, suffix: str, options: dict[str, Any]) -> None:
    if suffix not in SUFFIXES:
        raise UsageError(f"the name of what is written ends in one of {', '.join(SUFFIXES)}, not in {suffix!r}")
    known = {**SUFFIXES, ".png": FILM} if is_sequence(out) else SUFFIXES
    for name in options:
        if name not in known[suffix]:
            fitting = ", ".join(other for other, names in SUFFIXES.items() if name in names)
            raise UsageError(f"--{name.replace('_', '-')} is for {fitting}, and this is written as {suffix}")


def _text(suffix: str, session: Session, title: str, code: CodeKind = "torch") -> str:
    if suffix == ".csv":
        return as_csv(session)
    if suffix == ".ipynb":
        return as_notebook(session, code, title)
    return as_script(session, code, title)
