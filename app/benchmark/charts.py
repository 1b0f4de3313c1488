"""Which curves the tables of a report make: times on a logarithmic axis, over what was varied."""

from __future__ import annotations

from dataclasses import dataclass

from app.benchmark.report import Report, Spread, Table
from app.benchmark.text import number_text

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}  # by the end of a column's key
DRAWN = ("training", "modules", "pictures", "points", "width", "depth", "classes", "grid")
AXES = {"points": "points", "width": "units", "depth": "hidden layers", "classes": "classes", "grid": "cells a side"}


@dataclass(frozen=True)
class Point:
    """A median between its quartiles, in seconds, at a place (x, or the number of a category)."""

    x: float
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """One curve."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """Curves over one axis. categories: where x is no number, the names along it, which is then 0, 1, …"""

    title: str
    caption: str
    series: tuple[Series, ...]
    categories: tuple[str, ...] = ()


def charts(report: Report) -> list[Chart]:
    """A chart for each table that has curves to show, in the order of the report."""
    return [chart_of(table) for table in report.tables if table.name in DRAWN]


def chart_of(table: Table) -> Chart:
    """All its times over its first columns."""
    times = [column for column in table.columns if column.key.rpartition("_")[2] in SECONDS]
    names = [column.key for column in table.columns if column not in times and "_over_" not in column.key]
    keys = list(zip(*map(table.column, names), strict=True))
    is_numeric = len(names) == 1 and all(isinstance(key[0], int) for key in keys)
    categories = () if is_numeric else tuple("\n".join(map(str, key)) for key in keys)
    places = [float(key[0]) if isinstance(key[0], int) else 0.0 for key in keys] if is_numeric else range(len(keys))
    series = []
    for column in times:
        factor = SECONDS[column.key.rpartition("_")[2]]
        cells = zip(places, table.column(column.key), strict=True)
        points = tuple(_point(x, cell, factor) for x, cell in cells if isinstance(cell, Spread))
        detail = column.unit.partition(",")[0] if "," in column.unit else ""
        series.append(Series(f"{column.head}, {detail}" if detail else column.head, points))
    per = times[0].unit.partition("/")[2]
    over = AXES.get(table.name, " and ".join(names))
    caption = f"time for a {per}, by {over}" if per else f"time, by {over}"
    return Chart(table.title, caption, tuple(series), categories)


def _point(x: float, cell: Spread, factor: float) -> Point:
    return Point(x, cell.median * factor, cell.low * factor, cell.high * factor)


def time_text(seconds: float) -> str:
    """A time in the unit that fits it."""
    for unit, factor in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.999 * factor:
            return f"{number_text(seconds / factor)} {unit}"
    return f"{number_text(seconds / 1e-9)} ns"


def ticks(low: float, high: float) -> list[float]:
    """Numbers to write at a logarithmic axis: powers of ten, with their double and fivefold where there are few."""
    steps = [10.0**power for power in range(-10, 7)]
    inside = [tick for tick in steps if low <= tick <= high]
    if len(inside) >= 3:
        return inside
    return [tick * factor for tick in steps for factor in (1, 2, 5) if low <= tick * factor <= high]
