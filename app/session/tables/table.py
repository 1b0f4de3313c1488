"""A table as it was read: its columns, the beginning of its rows, and what is to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from app.session.arrays import Floats
from app.session.tables import Fault
from app.session.tables.dialect import Dialect

MAX_DIFFERENT = 64  # values of a column that are kept as texts; more are no classes

Kind = Literal["numbers", "whole numbers", "texts", "mixed", "empty"]
Codes = np.ndarray[tuple[int], np.dtype[np.int32]]


class Odd(NamedTuple):
    """A cell that is not what it might be needed as, and the line in which its row begins."""

    text: str
    line: int


@dataclass(frozen=True, eq=False)
class Column:
    """One column of N cells.

    Attributes: numbers (N,), NaN where there is no number; codes (N,), each cell's place among `texts`, −1 where it is
    missing, and texts, the different values in the order of their first appearance (codes is None where they are more
    than MAX_DIFFERENT); first_text, the first cell that is neither a number nor missing; first_large, the first number
    that is infinite or beyond what a coordinate may be.
    """

    name: str
    numbers: Floats
    codes: Codes | None
    texts: tuple[str, ...]
    n_missing: int
    n_texts: int
    is_whole: bool
    first_text: Odd | None
    first_large: Odd | None

    @property
    def n_numbers(self) -> int:
        return len(self.numbers) - self.n_missing - self.n_texts

    @property
    def kind(self) -> Kind:
        """What the column holds, apart from missing values."""
        if not self.n_numbers:
            return "texts" if self.n_texts else "empty"
        if self.n_texts:
            return "mixed"
        return "whole numbers" if self.is_whole else "numbers"

    @property
    def constant(self) -> str:
        """The one value that all cells have, "" where they have several or none."""
        return self.texts[0] if self.codes is not None and len(self.texts) == 1 else ""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of n_rows rows.

    Attributes: preview, the cells of its first rows, and preview_lines, the lines in which these begin; notes, what was
    repaired or left out; faults, why it can't be imported whatever its columns are for.
    """

    dialect: Dialect
    columns: tuple[Column, ...] = ()
    n_rows: int = 0
    preview: tuple[tuple[str, ...], ...] = ()
    preview_lines: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
