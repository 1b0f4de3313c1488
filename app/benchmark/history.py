"""The curve of a run that lasts for ever: what a step of it costs, and how much memory it keeps."""

from __future__ import annotations

from collections.abc import Callable

from app.benchmark.contest import Contest
from app.benchmark.engines import COMPILED, available_engines
from app.benchmark.memory import resident_megabytes
from app.benchmark.report import Cell, Column, Table
from app.benchmark.rounds import CLOCK, Effort
from nncore import History

STAGES = 10
COLUMNS = (
    Column("steps", "steps"),
    Column("step_ns", "a step", "ns"),
    Column("rows", "rows kept"),
    Column("kilobytes", "kept", "kB"),
    Column("process_grew_mb", "process grew", "MB"),
)


def measure(effort: Effort, say: Callable[[str], None]) -> list[Table]:
    """Rows appended to a curve; and, where the compiled engine makes so many steps in a short time, a run of them."""
    history = History()
    append = history.steps.append

    def appended(start: int, stop: int) -> None:
        for step in range(start, stop):
            append(step, (step, 0.5))

    note = "Each row is the mean of a tenth of the steps, in one pass; the loop that makes the steps is counted."
    rows = _tenths(appended, history, effort.steps, say)
    tables = [Table("history", "The curve of losses, appended step by step", COLUMNS, rows, (note,))]
    engine = available_engines().get(COMPILED)
    if engine is not None:
        contest = Contest((4,), 1)
        trainer = contest.trainer(engine)
        rows = _tenths(lambda start, stop: trainer.advance(steps=stop - start), trainer.history, effort.steps, say)
        title = f"A long run: {contest.network_name} at batch 1, trained by the compiled engine"
        tables.append(Table("long_run", title, COLUMNS, rows, ("Curve and remembered moments are kept meanwhile.",)))
    return tables


def _tenths(
    work: Callable[[int, int], object], history: History, total: int, say: Callable[[str], None]
) -> tuple[tuple[Cell, ...], ...]:
    """A row for each tenth of so many steps: work(start, stop) makes them, and they are kept in this history."""
    before = resident_megabytes()
    rows: list[tuple[Cell, ...]] = []
    done, stage = 0, total // STAGES
    for _ in range(STAGES):
        say(f"{done:,} of {total:,} steps".replace(",", " "))
        begin = CLOCK()
        work(done, done + stage)
        seconds = CLOCK() - begin
        done += stage
        now = resident_megabytes()
        grown = None if now is None or before is None else now - before
        rows.append((done, 1e9 * seconds / stage, len(history.steps), history.steps.array().nbytes / 1e3, grown))
    return tuple(rows)
