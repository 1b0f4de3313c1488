"""From text to a table of columns, each as numbers and as classes; what is wrong with the text is said in the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.session.arrays import Floats, frozen
from app.session.schema import MAX_COORDINATE
from app.session.tables import MAX_COLUMNS, MAX_ROWS, Fault, TableError, counted, grouped
from app.session.tables.cells import is_missing, number
from app.session.tables.dialect import Decimal, Dialect, rows_of
from app.session.tables.naming import column_names
from app.session.tables.own import plain
from app.session.tables.table import MAX_DIFFERENT, Codes, Column, Odd, Table

PREVIEW_ROWS = 100
# How much is read in one go: between the parts others get the interpreter, and the reading can be cancelled.
CELLS_AT_ONCE = 20_000


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Nobody wants the table any more."""


def read(text: str, dialect: Dialect, proceed: Callable[[], bool] = lambda: True) -> Table:
    """The table in a text. Raises Cancelled as soon as `proceed`, asked every few milliseconds, says no.

    A table with faults holds what could be read of it: rows of another length are cut, or filled with nothing.
    """
    rows = _Rows(text, dialect)
    width = len(rows.first)
    if not width:
        return Table(dialect=dialect, faults=tuple(rows.faults() or [Fault("the table is empty")]))
    if width > MAX_COLUMNS:
        fault = Fault(f"the table has {width} columns, and {MAX_COLUMNS} are the most that can be imported")
        return Table(dialect=dialect, faults=(fault,))
    if dialect.has_header:
        names, notes = column_names(rows.first)
    else:
        names, notes = [f"column {place}" for place in range(1, width + 1)], []
    builders = [_Builder(dialect.decimal, quick="_" not in text) for _ in range(width)]
    preview: list[tuple[str, ...]] = []
    preview_lines: list[int] = []
    while True:
        part, lines = rows.take(max(CELLS_AT_ONCE // width, 1))
        if not part:
            break
        if not proceed():
            raise Cancelled
        wanted = PREVIEW_ROWS - len(preview)
        preview += map(tuple, part[:wanted])
        preview_lines += lines[:wanted]
        for builder, cells in zip(builders, zip(*part, strict=True), strict=True):
            builder.add(cells, lines)
    if rows.n_blank:
        notes.append(f"{counted(rows.n_blank, 'empty line is', 'empty lines are')} left out")
    faults = rows.faults()
    if not rows.count and not faults:
        faults.append(Fault("the table has a row of names and nothing under it"))
    return Table(
        dialect=dialect,
        columns=tuple(builder.column(name) for builder, name in zip(builders, names, strict=True)),
        n_rows=min(rows.count, MAX_ROWS),
        preview=tuple(preview),
        preview_lines=tuple(preview_lines),
        notes=tuple(notes),
        faults=tuple(faults),
    )


class _Rows:
    """The rows of a text one after the other, all as wide as the first; counts what is not as it should be.

    Attributes: first, the cells of the first row; count, the rows taken so far; n_blank, the empty lines among them.
    """

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._rows = rows_of(text, dialect.delimiter)
        self._has_header = dialect.has_header
        self._ragged: tuple[int, int] | None = None  # line and length of the first row of another length
        self._n_ragged = 0
        self._broken = ""
        self._pending: tuple[int, list[str]] | None = None
        self._n_blank_so_far = 0
        self.count = self.n_blank = 0
        found = self._next()
        self.first = found[1] if found else []
        if not dialect.has_header:
            self._pending = found
        self._n_blank_so_far = 0  # empty lines above the table are not in it

    def take(self, most: int) -> tuple[list[list[str]], list[int]]:
        """The next rows, and the lines in which they begin."""
        rows: list[list[str]] = []
        lines: list[int] = []
        width = len(self.first)
        while len(rows) < most and self.count <= MAX_ROWS:
            found, self._pending = self._pending or self._next(), None
            if found is None:
                break
            self.count += 1
            if self.count > MAX_ROWS:
                break
            line, row = found
            self.n_blank = self._n_blank_so_far  # so that empty lines below the table are not in it either
            if len(row) != width:
                self._n_ragged += 1
                self._ragged = self._ragged or (line, len(row))
                row = [*row[:width], *[""] * (width - len(row))]
            rows.append(row)
            lines.append(line)
        return rows, lines

    def faults(self) -> list[Fault]:
        """What is wrong with the rows."""
        faults = []
        if self._broken:
            faults.append(Fault(self._broken))
        if self.count > MAX_ROWS:
            faults.append(Fault(f"the table has more than {grouped(MAX_ROWS)} rows, the most that can be imported"))
        if self._ragged:
            line, length = self._ragged
            first = "the header" if self._has_header else "the first row"
            more = f" ({counted(self._n_ragged - 1, 'more line is', 'more lines are')} like it)"
            faults.append(
                Fault(
                    f"line {line} has {counted(length, 'field')}, {first} has {len(self.first)}"
                    f"{more if self._n_ragged > 1 else ''}"
                )
            )
        return faults

    def _next(self) -> tuple[int, list[str]] | None:
        """The next row that is not empty."""
        while True:
            try:
                line, row = next(self._rows)
            except StopIteration:
                return None
            except TableError as error:
                self._broken = str(error)
                return None
            if any(row) and any(map(str.strip, row)):
                return line, row
            self._n_blank_so_far += 1


class _Builder:
    """Collects one column, part by part."""

    def __init__(self, decimal: Decimal, *, quick: bool) -> None:
        """quick: whether float() can be trusted, which also takes 1_000 for a number."""
        self._decimal = decimal
        self._quick = quick
        self._numbers: list[Floats] = []
        self._codes: list[Codes] | None = []
        self._code_of_cell: dict[str, int] = {}
        self._code_of_text: dict[str, int] = {}
        self._n_missing = self._n_texts = 0
        self._is_whole = True
        self._first_text: Odd | None = None
        self._first_large: Odd | None = None

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """The next cells, and the lines in which their rows begin."""
        numbers = self._quickly(cells)
        if numbers is None:
            numbers = self._carefully(cells, lines)
        self._numbers.append(numbers)
        if self._is_whole:
            self._is_whole = bool(np.all(np.isnan(numbers) | (numbers == np.floor(numbers))))
        if self._first_large is None:
            large = np.flatnonzero(np.abs(numbers) > MAX_COORDINATE)
            if len(large):
                self._first_large = Odd(cells[large[0]].strip(), lines[large[0]])
        if self._codes is not None:
            self._add_codes(cells)

    def column(self, name: str) -> Column:
        """All that was added."""
        return Column(
            name=name,
            numbers=frozen(np.concatenate([np.empty(0), *self._numbers])),
            codes=None if self._codes is None else np.concatenate([np.empty(0, np.int32), *self._codes]),
            texts=tuple(self._code_of_text),
            n_missing=self._n_missing,
            n_texts=self._n_texts,
            is_whole=self._is_whole,
            first_text=self._first_text,
            first_large=self._first_large,
        )

    def _quickly(self, cells: Sequence[str]) -> Floats | None:
        """The cells as numbers, if all of them are nothing else."""
        if not self._quick:
            return None
        if self._decimal == ",":
            if any("." in cell for cell in cells):
                return None
            cells = [cell.replace(",", ".") for cell in cells]
        try:
            numbers = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            return None
        return numbers if np.isfinite(numbers).all() else None

    def _carefully(self, cells: Sequence[str], lines: Sequence[int]) -> Floats:
        """The cells as numbers, NaN for what is none; counts what is missing and what is text."""
        known = {cell: number(cell, self._decimal) for cell in set(cells)}
        texts = {cell for cell, value in known.items() if value is None and not is_missing(cell)}
        found = (known[cell] for cell in cells)
        numbers = np.fromiter((np.nan if value is None else value for value in found), np.float64, len(cells))
        n_texts = 0
        if texts:
            is_text = np.fromiter(map(texts.__contains__, cells), np.bool_, len(cells))
            n_texts = int(is_text.sum())
            first = int(np.argmax(is_text))
            self._first_text = self._first_text or Odd(cells[first].strip(), lines[first])
        self._n_texts += n_texts
        self._n_missing += int(np.isnan(numbers).sum()) - n_texts
        return numbers

    def _add_codes(self, cells: Sequence[str]) -> None:
        """The cells as places among the column's different texts; given up where these are too many for classes."""
        for cell in dict.fromkeys(cells):  # in the order of their appearance
            if cell not in self._code_of_cell:
                text = plain(cell.strip())
                code = -1 if is_missing(text) else self._code_of_text.setdefault(text, len(self._code_of_text))
                self._code_of_cell[cell] = code
            if len(self._code_of_text) > MAX_DIFFERENT:
                self._codes = None
                self._code_of_cell.clear()
                self._code_of_text.clear()
                return
        if self._codes is not None:
            self._codes.append(np.fromiter(map(self._code_of_cell.__getitem__, cells), np.int32, len(cells)))
