"""Remembered moments of a run, and what they are worth after an edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.session.carry import fresh_optimizer, parameter_count, same_order, same_structure
from app.session.schema import Data, Run, Timeline
from app.training.assemble import checkpoint_from, state_from
from nncore import Checkpoint, Path

MAX_KEPT_NUMBERS = 2**20  # of all moments in a file, about 20 MB


def carried(moment: Checkpoint, old: Run, old_data: Data, new: Run, new_data: Data) -> Checkpoint | None:
    """A moment of the old run as one of the new run: the same parameters; None where the network is another one.

    From it the new run can go on. What then means nothing any more begins anew, as it does for the run itself: the
    optimizer's memory with another optimizer, the present epoch with other batches or another number of points.
    """
    return next(iter(all_carried([moment], old, old_data, new, new_data)), None)


def carried_path(path: Path, old: Run, old_data: Data, new: Run, new_data: Data) -> Path | None:
    """The path of the old run as one of the new run; None where the network is another one."""
    if not same_structure(old, old_data, new, new_data):
        return None
    after = all_carried(path.moments, old, old_data, new, new_data)
    if all(one is other for one, other in zip(path.moments, after, strict=True)):
        return path
    return path_of(after, path.stride, new, new_data)


def path_of(moments: Sequence[Checkpoint], stride: int, run: Run, data: Data) -> Path:
    """The path of a run that remembers these moments."""
    n_numbers = parameter_count(run, data) * (1 + fresh_optimizer(run.training).n_slots)
    return Path.of(moments, stride, n_numbers)


def moments_in(run: Run) -> tuple[Checkpoint, ...]:
    """The moments that a run has brought with it from its file, rising."""
    n_slots = fresh_optimizer(run.training).n_slots
    moments = run.timeline.moments if run.timeline else ()
    return tuple(checkpoint_from(moment, n_slots) for moment in moments)


def timeline_of(moments: Sequence[Checkpoint], stride: int, most_numbers: int = MAX_KEPT_NUMBERS) -> Timeline:
    """Moments as a file keeps them: every second, or fourth, … where there would be too many numbers; or none."""
    while sum(map(_size, moments)) > most_numbers:
        stride *= 2
        # Step 0 is a multiple of every stride: where it is alone and still too much, nothing is kept.
        moments = [moment for moment in moments if moment.step % stride == 0] if len(moments) > 1 else []
    return Timeline(stride=stride, moments=tuple(state_from(moment) for moment in moments))


def _size(moment: Checkpoint) -> int:
    return moment.parameters.size + moment.slots.size


def all_carried(moments: Sequence[Checkpoint], old: Run, old_data: Data, new: Run, new_data: Data) -> list[Checkpoint]:
    """Moments of the old run as those of the new run; none where the network is another one."""
    if not same_structure(old, old_data, new, new_data):
        return []
    is_other_rule = old.training.optimizer.name != new.training.optimizer.name
    n_slots = fresh_optimizer(new.training).n_slots
    is_same_order = same_order(old, old_data, new, new_data)
    result = []
    for moment in moments:
        if is_other_rule or len(moment.slots) != n_slots:
            nothing = np.zeros((n_slots, moment.parameters.size))
            nothing.flags.writeable = False
            moment = replace(moment, slots=nothing, updates=0 if is_other_rule else moment.updates)  # noqa: PLW2901
        if moment.sampler.position and not is_same_order:
            moment = replace(moment, sampler=replace(moment.sampler, position=0))  # noqa: PLW2901
        result.append(moment)
    return result
