"""What the curves say at one place: true samples, the nearest to the pointer. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.session.schema import History
from app.views.curves.drawn import Curves
from app.views.curves.lines import Line, value_at_epoch_end
from app.views.curves.thinning import nearest
from app.views.numbers_text import count, number, percent


@dataclass(frozen=True)
class Sample:
    """One value: of which line, and where it really was measured. name says where, if that is not where others were."""

    line: Line
    x: float
    y: float
    text: str
    name: str


@dataclass(frozen=True)
class Reading:
    """All lines at one sample of x; title says which step and epoch that is."""

    x: float
    title: str
    samples: tuple[Sample, ...]


def reading_at(curves: Curves, history: History | None, x: float, reach: float = 0.0) -> Reading | None:
    """What to say when the pointer is at x; None where there is nothing to read.

    Lines count from their first sample to their last, and up to reach beyond.
    """
    near = [line for line in curves.every if line.x[0] - reach <= x <= line.x[-1] + reach]
    lines, pinned = [line for line in near if line.role != "pinned"], [line for line in near if line.role == "pinned"]
    if not near:
        return None
    show = percent if curves.quantity == "accuracy" else number
    leader = [*lines, *pinned][0]  # the batch losses where they are shown: they are the finest
    at_leader = nearest(leader.x, x)
    at, losses_before = float(leader.x[at_leader]), leader.losses_before(at_leader)
    samples = []
    for line in lines:
        # Beside a batch's loss stand the values of the last whole epoch: later ones were not known at that step. Values
        # of another loss don't stand beside it.
        index = nearest(line.x, at) if line is leader or leader.role != "batch" else _last_until(line, at)
        if index >= 0 and np.isfinite(line.y[index]) and line.losses_before(index) == losses_before:
            sample = float(line.y[index])
            samples.append(Sample(line, float(line.x[index]), sample, show(sample), line.name))
    for line in pinned:
        index = nearest(line.x, at)
        place, sample = float(line.x[index]), float(line.y[index])
        if np.isfinite(sample):
            name = line.name if place == at else f"{line.name}, {curves.by} {count(place)}"
            samples.append(Sample(line, place, sample, show(sample), name))
    if curves.by == "epoch":
        return Reading(at, f"epoch {count(at)}", tuple(samples))
    if history is None or not lines:
        return Reading(at, f"step {count(at)}", tuple(samples))
    epoch, _ = value_at_epoch_end(history, "train_loss", at)
    return Reading(at, f"step {count(at)}, epoch {'–' if np.isnan(epoch) else count(epoch)}", tuple(samples))


def _last_until(line: Line, x: float) -> int:
    return int(np.searchsorted(line.x, x, side="right")) - 1
