"""Tables of other programs: read from text, understood column by column, and made into the data of a session.

The way of a table: bytes → text (encoding) → how its text is cut (dialect) → columns (reading) → what each column is
for (roles) → Data (making). Nothing here raises for a table that is only not fit to be imported: its faults are
sentences with a place, so that they can be shown beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
MAX_BYTES = 256 * 2**20
MAX_COLUMNS = 100
MAX_ROWS = 100_000


class TableError(ValueError):
    """A table that can't be read or made into data; its text is one sentence for the person, without its end."""


class Fault(NamedTuple):
    """Why a table can't be imported as it is: one sentence without its end; the column's number, None for no one."""

    sentence: str
    column: int | None = None


def is_table(path: Path) -> bool:
    """Whether a file is called like a table."""
    return path.suffix.lower() in SUFFIXES


def counted(number: int, one: str, many: str = "") -> str:
    """The number and its noun: "1 row", "2 500 rows"."""
    return f"{grouped(number)} {one if number == 1 else many or f'{one}s'}"


def grouped(number: int) -> str:
    """A whole number with spaces between its thousands."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def sentence(text: str) -> str:
    """A sentence without its end as one that stands alone."""
    return f"{text[0].upper()}{text[1:]}." if text else ""


def quoted(text: str, most: int = 30) -> str:
    """A text of the table in quotation marks, on one line and not endless."""
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:200])
    return f"“{line if len(line) <= most else f'{line[: most - 1]}…'}”"
