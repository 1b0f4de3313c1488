"""The reference's modules, which reuse their memory, beside modules that allocate it afresh at each call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.benchmark.bare import Allocating, Reusing
from app.benchmark.contest import CONTESTS, Contest
from app.benchmark.report import Cell, Column, Spread, Table, ratio
from app.benchmark.rounds import Effort, in_turns
from app.benchmark.training import CONTEST_COLUMNS


def measure(effort: Effort, say: Callable[[str], None], contests: Sequence[Contest] = CONTESTS) -> list[Table]:
    """Microseconds for a bare step of both, and the ratio."""
    rows: list[tuple[Cell, ...]] = []
    for contest in contests:
        say(f"{contest.network_name}, batch {contest.batch_size}")
        contestants = {"reusing": Reusing(contest).steps, "allocating": Allocating(contest).steps}
        times = {
            name: [1e6 * t for t in row] for name, row in in_turns(contestants, effort.rounds, effort.seconds).items()
        }
        spreads = [Spread.of(row) for row in times.values()]
        gain = ratio(times["allocating"], times["reusing"])
        rows.append((contest.network_name, contest.batch_size, *spreads, gain))
    columns = (
        *CONTEST_COLUMNS,
        Column("reusing_us", "reusing", "µs/step"),
        Column("allocating_us", "allocating", "µs/step"),
        Column("reusing_over_allocating", "reusing", "/ allocating"),
    )
    notes = (
        "The bare step: forward, loss, backward, update, on batches cut beforehand; no sampling, check or curve.",
        "allocating: the modules of an exported NumPy program, which make new arrays at each call.",
    )
    title = "The reference's modules beside ones that allocate at each call"
    return [Table("modules", title, columns, tuple(rows), notes)]
