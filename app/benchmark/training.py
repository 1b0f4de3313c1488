"""Training: each engine of chalknet beside the peers that are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.benchmark.contest import CONTESTS, Contest
from app.benchmark.engines import Engines, available_engines, why_not_compiled
from app.benchmark.peers import PEERS, available_peers
from app.benchmark.report import Cell, Column, Spread, Table, key, ratio
from app.benchmark.rounds import Effort, Steps, in_turns
from nncore import Trainer

CONTEST_COLUMNS = (Column("network", "network"), Column("batch", "batch"))


def measure(effort: Effort, say: Callable[[str], None], contests: Sequence[Contest] = CONTESTS) -> list[Table]:
    """The times, and the ratios of them."""
    engines, peers = available_engines(), available_peers()
    found: list[dict[str, list[float]]] = []
    for contest in contests:
        say(f"{contest.network_name}, batch {contest.batch_size}")
        contestants: dict[str, Steps] = dict(engine_steps(contest, engines))
        contestants |= {name: make(contest).steps for name, make in peers.items()}
        times = in_turns(contestants, effort.rounds, effort.seconds)
        found.append({name: [1e6 * t / contest.batch_size for t in row] for name, row in times.items()})
    missing = [f"{name} is not installed, so it is left out." for name in PEERS if name not in peers]
    if why_not_compiled():
        missing.append(f"compiled is left out: {why_not_compiled()}")
    return [times_table(contests, found, missing), ratios_table(contests, found, list(engines), list(peers))]


def engine_steps(contest: Contest, engines: Engines) -> dict[str, Steps]:
    """Each engine on its own trainer of the contest."""
    return {name: partial(_advance, contest.trainer(engine)) for name, engine in engines.items()}


def _advance(trainer: Trainer, steps: int) -> int:
    return trainer.advance(steps=steps)


def times_table(
    contests: Sequence[Contest], found: Sequence[dict[str, list[float]]], notes: Sequence[str] = ()
) -> Table:
    """Microseconds for each training sample, of samples of these for each contestant."""
    names = list(found[0])
    columns = [Column(f"{key(name)}_us", name, "µs/sample") for name in names]
    rows: list[tuple[Cell, ...]] = [
        (contest.network_name, contest.batch_size, *(Spread.of(times[name]) for name in names))
        for contest, times in zip(contests, found, strict=True)
    ]
    return Table(
        "training",
        "Training: microseconds for each sample",
        (*CONTEST_COLUMNS, *columns),
        tuple(rows),
        (
            "Same network, data, size of batches and loss; float64, plain gradient descent, one thread each, in turns.",
            "chalknet: draws its batches, checks for divergence and keeps the curve of losses.",
            "Not counted for anyone: the look at all points at an epoch's end.",
            "PyTorch: the bare step, eager, on batches cut beforehand.",
            "scikit-learn: partial_fit of an epoch, which shuffles, checks its input and sums up the loss.",
            *notes,
        ),
    )


def ratios_table(
    contests: Sequence[Contest], found: Sequence[dict[str, list[float]]], engines: Sequence[str], peers: Sequence[str]
) -> Table:
    """How many times faster each engine is than each peer, and than the engine before it."""
    pairs = [(fast, slow) for number, fast in enumerate(engines) for slow in (*engines[:number], *peers)]
    rows: list[tuple[Cell, ...]] = [
        (contest.network_name, contest.batch_size, *(ratio(times[slow], times[fast]) for fast, slow in pairs))
        for contest, times in zip(contests, found, strict=True)
    ]
    columns = [Column(f"{key(fast)}_over_{key(slow)}", fast, f"/ {slow}") for fast, slow in pairs]
    title = "Training: how many times as fast as others (the ratio within each round)"
    return Table("training_ratios", title, (*CONTEST_COLUMNS, *columns), tuple(rows))
