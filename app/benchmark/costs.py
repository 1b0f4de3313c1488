"""What grows with what: the cost of a step, a look and the pictures against points, width, depth, classes and grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.benchmark.contest import Contest
from app.benchmark.engines import available_engines
from app.benchmark.pictures import COLUMNS as PICTURE_COLUMNS
from app.benchmark.pictures import picture_times, session_of
from app.benchmark.report import Cell, Column, Spread, Table
from app.benchmark.rounds import Effort, each, in_turns
from app.benchmark.training import engine_steps, key
from app.training.assemble import trainer

BATCH = 10
HIDDEN = (8, 8)
POINTS = (100, 1000, 10_000, 100_000)
WIDTHS = (2, 8, 32, 64, 128, 256)
DEPTHS = (1, 2, 4, 8, 12)
CLASSES = (2, 4, 6, 8)
GRIDS = (50, 100, 200, 400)
CELLS = 100


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """One table for each thing that grows."""
    points = [n for n in POINTS if n <= effort.largest]
    shapes = (
        ("width", "units in each of two hidden layers", [(width, (width,) * 2, 2) for width in WIDTHS]),
        ("depth", "hidden layers of 8 units", [(depth, (8,) * depth, 2) for depth in DEPTHS]),
        ("classes", "classes, with hidden layers of 8 and 8", [(classes, HIDDEN, classes) for classes in CLASSES]),
    )
    tables = [_points(points, effort, say)]
    tables += [_shape(name, what, cases, effort, say) for name, what, cases in shapes]
    return [*tables, _grid(GRIDS, effort, say)]


def _points(counts: Sequence[int], effort: Effort, say: Callable[[str], None]) -> Table:
    """A step, a look at all points, and the taking up of data."""
    engines, rows = available_engines(), []
    for n in counts:
        say(f"{n} points")
        contest = Contest(HIDDEN, BATCH, n_points=n)
        session = session_of(HIDDEN, points=n)
        run, data = session.runs[0], session.data
        look = each(contest.trainer().evaluate, effort.rounds, effort.seconds)
        take_up = each(partial(trainer, run, data), effort.rounds, effort.seconds)
        rows.append((n, *_steps(contest, effort), _milliseconds(look), _milliseconds(take_up)))
    columns = (
        Column("points", "points"),
        *(_step_column(name) for name in engines),
        Column("look_ms", "look at all", "ms"),
        Column("take_up_ms", "data taken up", "ms"),
    )
    return Table(
        "points",
        f"Against the number of points: {Contest(HIDDEN, BATCH).network_name} at batch {BATCH}",
        columns,
        tuple(rows),
        (
            "look at all: loss, accuracy and confusion matrix.",
            "data taken up: a new trainer on other points, which looks at all of them.",
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
    rows = []
    for varied, hidden, classes in cases:
        say(f"{name} {varied}")
        pictures = picture_times(session_of(hidden, classes=classes), CELLS, effort)
        rows.append((varied, *_steps(Contest(hidden, BATCH, n_classes=classes), effort), *pictures))
    columns = (Column(name, name), *map(_step_column, available_engines()), *PICTURE_COLUMNS)
    note = f"{name}: {what}. Pictures have {CELLS}×{CELLS} cells."
    return Table(name, f"Against the {name}, at batch {BATCH}", columns, tuple(rows), (note,))


def _grid(grids: Sequence[int], effort: Effort, say: Callable[[str], None]) -> Table:
    rows = []
    session = session_of(HIDDEN)
    for cells in grids:
        say(f"grid of {cells}×{cells}")
        rows.append((cells, *picture_times(session, cells, effort)))
    columns = (Column("cells", "cells a side"), *PICTURE_COLUMNS)
    return Table("grid", "Against the grid of the pictures: 2-8-8-1", columns, tuple(rows))


def _steps(contest: Contest, effort: Effort) -> list[Cell]:
    """Microseconds for a step, of each engine."""
    times = in_turns(engine_steps(contest, available_engines()), effort.rounds, effort.seconds)
    return [Spread.of([1e6 * seconds for seconds in row]) for row in times.values()]


def _step_column(engine: str) -> Column:
    return Column(f"{key(engine)}_step_us", f"step, {engine}", "µs")


def _milliseconds(seconds: Sequence[float]) -> Spread:
    return Spread.of([1e3 * value for value in seconds])
