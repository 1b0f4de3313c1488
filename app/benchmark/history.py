"""The curve of a run that lasts for ever: what a step of it costs, and how much memory it keeps."""

from __future__ import annotations

from collections.abc import Callable

from app.benchmark.memory import resident_megabytes
from app.benchmark.report import Cell, Column, Table
from app.benchmark.rounds import CLOCK, Effort
from nncore import History

STAGES = 10


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """A row for each tenth of so many steps."""
    history = History()
    append = history.steps.append
    before = resident_megabytes()
    rows: list[tuple[Cell, ...]] = []
    done, stage = 0, effort.appended // STAGES
    for _ in range(STAGES):
        say(f"{done:,} steps of a curve".replace(",", " "))
        begin = CLOCK()
        for step in range(done, done + stage):
            append(step, (step, 0.5))
        seconds = CLOCK() - begin
        done += stage
        now = resident_megabytes()
        grown = None if now is None or before is None else now - before
        rows.append((done, 1e9 * seconds / stage, len(history.steps), history.steps.array().nbytes / 1e3, grown))
    columns = (
        Column("steps", "steps"),
        Column("step_ns", "a step", "ns"),
        Column("rows", "rows kept"),
        Column("kilobytes", "kept", "kB"),
        Column("process_grew_mb", "process grew", "MB"),
    )
    note = "Each row is the mean of a tenth of the steps, in one pass; the loop that makes the steps is counted."
    return [Table("history", "The curve of losses, appended step by step", columns, tuple(rows), (note,))]
