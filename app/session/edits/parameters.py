"""Setting weights and biases by hand.

Where a run stands belongs to its training, which goes on beside the window. So this is no function from session to
session, but a change that is sent to the training; undo sends it the other way round, and all else that the run has
learned since stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from app.session.arrays import Floats, Integers, Numbers, frozen
from app.session.edits import EditError
from app.session.schema import State

MAX_PARAMETER = 1e6


class ParameterEdit(NamedTuple):
    """Parameters of one run, by their places in its vector: places, before, after (M,), read-only.

    is_of_start: whether it was made before the first step, so that it changes where the run begins.
    """

    run: int
    places: Integers
    before: Floats
    after: Floats
    is_of_start: bool = False

    @property
    def reversed(self) -> ParameterEdit:
        """What undoes it."""
        return self._replace(before=self.after, after=self.before)

    def following(self, earlier: ParameterEdit) -> ParameterEdit:
        """Both edits as one."""
        before = dict(zip(self.places.tolist(), self.before.tolist(), strict=True))
        before |= dict(zip(earlier.places.tolist(), earlier.before.tolist(), strict=True))
        after = dict(zip(earlier.places.tolist(), earlier.after.tolist(), strict=True))
        after |= dict(zip(self.places.tolist(), self.after.tolist(), strict=True))
        index = sorted(before)
        values = [before[place] for place in index], [after[place] for place in index]
        return _edit(self.run, index, *values, is_of_start=self.is_of_start and earlier.is_of_start)

    def applied(self, state: State) -> State:
        """The state with these parameters set. What was set before the first step changes its start as well, be it
        undone later; what was set later leaves that alone, be it undone after a reset.
        """
        parameters, start = self._set(state.parameters), state.start
        if self.is_of_start and not state.step:
            start = parameters
        elif self.is_of_start and start is not None:
            start = self._set(start)
        return replace(state, parameters=parameters, start=start)

    def _set(self, numbers: Numbers) -> Numbers:
        values = numbers.array.copy()
        values[self.places] = self.after
        return Numbers(values)


def parameter_edit(state: State, run: int, index: Any, values: Any) -> ParameterEdit:
    """The edit that sets the parameters at these places (M,) of a state to these values (M,), or all to one value.

    Raises: EditError for a value that a weight can't have.
    """
    places = np.array(index, dtype=np.int64).reshape(-1)
    after = np.broadcast_to(np.asarray(values, dtype=np.float64), places.shape)
    if not np.all(np.abs(after) <= MAX_PARAMETER):
        raise EditError("A weight or bias is a number between −1 000 000 and 1 000 000.")
    return _edit(run, places, state.parameters.array[places], after, is_of_start=not state.step)


def _edit(run: int, index: Any, before: Any, after: Any, *, is_of_start: bool) -> ParameterEdit:
    return ParameterEdit(
        run,
        frozen(np.array(index, dtype=np.int64)),
        frozen(np.array(before, dtype=np.float64)),
        frozen(np.array(after, dtype=np.float64)),
        is_of_start,
    )
