"""How a table's text is cut into cells: by which sign, with which decimal sign, and whether its first row is names."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.session.tables import TableError, grouped, quoted
from app.session.tables.cells import is_missing, number

Delimiter = Literal[",", ";", "\t", "|"]
Decimal = Literal[".", ","]
DELIMITERS: dict[Delimiter, str] = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# A tab is in hardly any cell, and a comma in many: where two signs cut equally well, the first of these is taken.
_PREFERENCE: tuple[Delimiter, ...] = ("\t", ";", "|", ",")
SAMPLE_ROWS = 50
MAX_FIELD = 100_000  # characters


@dataclass(frozen=True)
class Dialect:
    """How the text is read."""

    delimiter: Delimiter = ","
    decimal: Decimal = "."
    has_header: bool = True


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of cells of a text, each with the line that it begins in (from 1); [] for an empty line.

    Raises TableError where quotation marks are wrong, or a cell is endless.
    """
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(_why_not_cut(str(error), line)) from error
        yield line, row


def _why_not_cut(said: str, line: int) -> str:
    """What the csv module says, in words for a person."""
    if "end of data" in said:
        return f"the quotation mark that is opened in line {line} is never closed"
    if "limit" in said:
        return f"a cell in line {line} has more than {grouped(MAX_FIELD)} characters; is a quotation mark not closed?"
    if "expected after" in said:
        return f"in line {line} a cell goes on after its closing quotation mark; inside a cell it is written twice"
    return f"line {line} can't be cut into cells: {said}"


def why_no_table(text: str) -> str:
    """Why a text is not taken for a table, "" where it is: it needs two rows of two cells at least."""
    if not text.strip():
        return "there is no text"
    dialect = guessed(text)
    rows = _sample(text, dialect.delimiter)
    if len(rows) < 2:
        return f"{quoted(text.strip())} is one line, and a table has several"
    if max(map(len, rows)) < 2:
        return "the lines are not parted into cells by commas, semicolons, tabs or bars"
    return ""


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends. (A StringIO would first copy the text at four bytes a character.)"""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def guessed(text: str) -> Dialect:
    """The dialect that fits the first rows best; the same for the same text."""
    delimiter, rows = _guessed_delimiter(text)
    decimal = _guessed_decimal(delimiter, rows)
    return Dialect(delimiter, decimal, _has_header(rows, decimal))


def with_delimiter(text: str, delimiter: Delimiter) -> Dialect:
    """The dialect that fits best among those with this delimiter."""
    rows = _sample(text, delimiter)
    decimal = _guessed_decimal(delimiter, rows)
    return Dialect(delimiter, decimal, _has_header(rows, decimal))


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The first rows that are not empty, as far as they can be read."""
    rows = []
    try:
        for _, row in rows_of(text, delimiter):
            if any(row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except TableError:  # said when the table is read; here what could be read is enough
        return rows
    return rows


def _guessed_delimiter(text: str) -> tuple[Delimiter, list[list[str]]]:
    """The sign that cuts most rows into one number of cells; then the one with most numbers; then with most cells."""
    best: Delimiter = ","
    best_rows = _sample(text, best)
    best_score = (0.0, 0.0, 0)
    for delimiter in _PREFERENCE:
        rows = _sample(text, delimiter)
        width, same = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        if width < 2:
            continue
        decimal = _guessed_decimal(delimiter, rows)
        cells = [cell for row in rows for cell in row]
        numbers = sum(number(cell, decimal) is not None for cell in cells)
        score = (round(same / len(rows), 1), round(numbers / len(cells), 1), width)
        if score > best_score:
            best, best_rows, best_score = delimiter, rows, score
    return best, best_rows


def _guessed_decimal(delimiter: str, rows: list[list[str]]) -> Decimal:
    """A comma where there are numbers with one and none with a point, and the comma does not part the cells."""
    if delimiter == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    with_comma = any("," in cell and number(cell, ",") is not None for cell in cells)
    with_point = any("." in cell and number(cell, ".") is not None for cell in cells)
    return "," if with_comma and not with_point else "."


def _has_header(rows: list[list[str]], decimal: Decimal) -> bool:
    """Whether the first row looks like names: no numbers in it, and below it numbers, or none of its texts again."""
    if len(rows) < 2 or any(number(cell, decimal) is not None for cell in rows[0]):
        return len(rows) == 1 and all(number(cell, decimal) is None for cell in rows[0])
    columns = list(itertools.zip_longest(*rows[1:], fillvalue=""))
    if any(sum(number(cell, decimal) is not None for cell in column) > len(column) / 2 for column in columns):
        return True
    named = [cell for cell in rows[0] if not is_missing(cell)]
    return not any(name in column for name, column in zip(rows[0], columns, strict=False) if name) and bool(named)
