"""The source of what runs, from the installed files themselves, cut into pieces that have a color. No Qt."""

from __future__ import annotations

import builtins
import inspect
import io
import keyword
import tokenize
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import nncore

Kind = Literal["keyword", "builtin", "string", "number", "comment", "name"]


@dataclass(frozen=True)
class Span:
    """A piece of one line (counted from 0): from this column to that one."""

    line: int
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Source:
    """The source of a class: its lines, the file (as the package calls it), and the number of the first line."""

    text: str
    file: str
    first: int
    spans: tuple[Span, ...]


@lru_cache(maxsize=64)
def source_of(kind: type) -> Source | None:
    """The source of a class, None where there is no file to read (a program that was packed into one)."""
    try:
        lines, first = inspect.getsourcelines(kind)
        path = Path(inspect.getfile(kind))
    except (OSError, TypeError):
        return None
    text = "".join(lines)
    root = Path(nncore.__file__).parent.parent
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return Source(text, file, first, _spans(text))


@lru_cache(maxsize=256)
def lines_of(kind: type, method: str) -> tuple[int, int] | None:
    """The numbers of the first and the last line of a method in its file; None if the class has not its own."""
    function = vars(kind).get(method)
    if function is None:
        return None
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError):
        return None
    return first, first + len(lines) - 1


def owner_of(kind: type, method: str) -> type:
    """The class, of this one and its bases, in which a method is written."""
    return next((base for base in kind.__mro__ if method in vars(base)), kind)


def _spans(text: str) -> tuple[Span, ...]:
    """What is colored. Tokens over several lines give a span for each line."""
    lines = text.splitlines()
    found: list[Span] = []
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    defines = False
    for token in tokens:
        kind = _kind_of(token, defines)
        defines = token.type == tokenize.NAME and token.string in ("def", "class")
        if kind is None:
            continue
        (top, start), (bottom, end) = token.start, token.end
        for line in range(top - 1, bottom):
            begin = start if line == top - 1 else 0
            found.append(Span(line, begin, end if line == bottom - 1 else len(lines[line]), kind))
    return tuple(found)


def _kind_of(token: tokenize.TokenInfo, defines: bool) -> Kind | None:
    if token.type == tokenize.NAME:
        if keyword.iskeyword(token.string):
            return "keyword"
        if defines:
            return "name"
        return "builtin" if token.string == "self" or hasattr(builtins, token.string) else None
    kinds: dict[int, Kind] = {
        tokenize.STRING: "string", tokenize.NUMBER: "number", tokenize.COMMENT: "comment",
    }  # fmt: skip
    return kinds.get(token.type)
