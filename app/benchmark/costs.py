"""What grows with what: the cost of a step, a look and the pictures against points, width, depth, classes and grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from app.benchmark.contest import Contest
from app.benchmark.engines import available_engines
from app.benchmark.pictures import picture_columns, picture_times, session_of
from app.benchmark.report import Cell, Column, Spread, Table, key
from app.benchmark.rounds import Effort, Steps, in_turns, repeated
from app.benchmark.training import engine_steps
from app.training.assemble import trainer

BATCH = 10
HIDDEN = (8, 8)
POINTS = (100, 1000, 10_000, 100_000)
WIDTHS = (2, 8, 32, 64, 128, 256)
DEPTHS = (1, 2, 4, 8, 12)
CLASSES = (2, 4, 6, 8)
GRIDS = (50, 100, 200, 400)
CELLS = 100

Case = TypeVar("Case")


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """One table for each thing that grows."""
    shapes = (
        ("width", "units in each of two hidden layers", [(width, (width,) * 2, 2) for width in WIDTHS]),
        ("depth", "hidden layers of 8 units", [(depth, (8,) * depth, 2) for depth in DEPTHS]),
        ("classes", "classes, with hidden layers of 8 and 8", [(classes, HIDDEN, classes) for classes in CLASSES]),
    )
    return [
        _points(_some(POINTS, effort), effort, say),
        *(_shape(name, what, _some(cases, effort), effort, say) for name, what, cases in shapes),
        _grid(_some(GRIDS, effort), effort, say),
    ]


def _some(cases: Sequence[Case], effort: Effort) -> Sequence[Case]:
    return cases[: max(1, len(cases) - effort.left_out)]


def _points(counts: Sequence[int], effort: Effort, say: Callable[[str], None]) -> Table:
    """A step, a look at all points, and the taking up of data."""
    engines, rows = available_engines(), list[tuple[Cell, ...]]()
    for n in counts:
        say(f"{n} points")
        contest = Contest(HIDDEN, BATCH, n_points=n)
        session = session_of(HIDDEN, points=n)
        run, data = session.runs[0], session.data
        looks = {name: repeated(contest.trainer(engine).evaluate) for name, engine in engines.items()}
        taking = {name: repeated(partial(trainer, run, data, engine=engine)) for name, engine in engines.items()}
        rows.append((n, *_steps(contest, effort), *_milliseconds(looks, effort), *_milliseconds(taking, effort)))
    columns = (
        Column("points", "points"),
        *map(_step_column, engines),
        *(Column(f"look_{key(name)}_ms", "look at all", f"{name}, ms") for name in engines),
        *(Column(f"take_up_{key(name)}_ms", "taken up", f"{name}, ms") for name in engines),
    )
    return Table(
        "points",
        f"Against the number of points: {Contest(HIDDEN, BATCH).network_name} at batch {BATCH}",
        columns,
        tuple(rows),
        (
            "look at all: loss, accuracy and confusion matrix.",
            "taken up: a new trainer on other points, which looks at all of them.",
        ),
    )


def _shape(
    name: str,
    what: str,
    cases: Sequence[tuple[int, tuple[int, ...], int]],
    effort: Effort,
    say: Callable[[str], None],
) -> Table:
    """A step and the pictures of networks of different shapes: (what varies, hidden layers, classes)."""
    rows: list[tuple[Cell, ...]] = []
    for varied, hidden, classes in cases:
        say(f"{name} {varied}")
        pictures = picture_times(session_of(hidden, classes=classes), CELLS, effort)
        rows.append((varied, *_steps(Contest(hidden, BATCH, n_classes=classes), effort), *pictures))
    columns = (Column(name, name), *map(_step_column, available_engines()), *picture_columns())
    note = f"{name}: {what}. Pictures have {CELLS}×{CELLS} cells."
    return Table(name, f"Against the {name}, at batch {BATCH}", columns, tuple(rows), (note,))


def _grid(grids: Sequence[int], effort: Effort, say: Callable[[str], None]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    session = session_of(HIDDEN)
    for cells in grids:
        say(f"grid of {cells}×{cells}")
        rows.append((cells, *picture_times(session, cells, effort)))
    columns = (Column("cells", "cells a side"), *picture_columns())
    return Table("grid", "Against the grid of the pictures: 2-8-8-1", columns, tuple(rows))


def _steps(contest: Contest, effort: Effort) -> list[Cell]:
    """Microseconds for a step, of each engine."""
    times = in_turns(engine_steps(contest, available_engines()), effort.rounds, effort.seconds)
    return [Spread.of([1e6 * seconds for seconds in row]) for row in times.values()]


def _step_column(engine: str) -> Column:
    return Column(f"step_{key(engine)}_us", "step", f"{engine}, µs")


def _milliseconds(works: Mapping[str, Steps], effort: Effort) -> list[Cell]:
    times = in_turns(works, effort.rounds, effort.seconds, warm_up=2)
    return [Spread.of([1e3 * seconds for seconds in row]) for row in times.values()]
