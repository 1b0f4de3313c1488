"""What a benchmark has found: tables of measured numbers, each with its spread."""

from __future__ import annotations

import operator
import statistics
from collections.abc import Sequence
from typing import Any, Self

import msgspec


class Spread(msgspec.Struct, frozen=True):
    """One quantity, measured n times: the median, and the quartiles on both sides of it."""

    median: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, samples: Sequence[float]) -> Self:
        """Raises: ValueError without samples."""
        if not samples:
            raise ValueError("A spread needs at least one sample.")
        if len(samples) == 1:
            return cls(samples[0], samples[0], samples[0], 1)
        low, median, high = statistics.quantiles(samples, n=4, method="inclusive")
        return cls(median, low, high, len(samples))

    @property
    def relative(self) -> float:
        """Half the distance of the quartiles, as a share of the median."""
        return (self.high - self.low) / 2.0 / abs(self.median) if self.median else 0.0


def ratio(over: Sequence[float], under: Sequence[float]) -> Spread:
    """over / under, taken round by round: what slows the machine for a while slows both. Raises: ValueError."""
    if len(over) != len(under):
        raise ValueError(f"A ratio needs the same rounds on both sides; got {len(over)} and {len(under)}.")
    return Spread.of(list(map(operator.truediv, over, under)))


Cell = Spread | float | int | str | None
"""None: there is no such number."""


class Column(msgspec.Struct, frozen=True):
    """key: its name in JSON, unit included; head: the same for people; unit: as it stands below the head."""

    key: str
    head: str
    unit: str = ""


class Table(msgspec.Struct, frozen=True):
    """Rows of cells, one for each column. notes: what was counted and what not."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def column(self, key: str) -> list[Cell]:
        """The cells of one column. Raises: KeyError."""
        for place, column in enumerate(self.columns):
            if column.key == key:
                return [row[place] for row in self.rows]
        raise KeyError(key)

    def records(self) -> list[dict[str, Cell]]:
        """The rows by the keys of their columns."""
        return [{column.key: cell for column, cell in zip(self.columns, row, strict=True)} for row in self.rows]


class Report(msgspec.Struct, frozen=True):
    """All that one run of the benchmark has found.

    machine: what it ran on. effort: "quick" or "full". failures: the parts that could not be measured, with the reason.
    """

    machine: dict[str, Any]
    effort: str
    tables: tuple[Table, ...]
    failures: dict[str, str]

    def as_json(self) -> str:
        """One JSON object on one line; a number that does not exist is null."""
        tables = {
            table.name: {
                "title": table.title,
                "columns": {column.key: f"{column.head} {column.unit}".strip() for column in table.columns},
                "rows": table.records(),
                "notes": table.notes,
            }
            for table in self.tables
        }
        content = {"machine": self.machine, "effort": self.effort, "tables": tables, "failures": self.failures}
        return msgspec.json.encode(content).decode()


def key(name: str) -> str:
    """A name as a part of a key in JSON."""
    return name.lower().replace("-", "_").replace(" ", "_")
