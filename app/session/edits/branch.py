"""Going on from a remembered moment, as a new run in the place of the one before.

As with parameters set by hand, where a run stands belongs to its training. So this is no function from session to
session, but a change that is sent to the training; undo sends what brings the run of before back, as it stood.
"""

from __future__ import annotations

from typing import NamedTuple

from app.session.schema import History, State
from nncore import Checkpoint


class Standing(NamedTuple):
    """All that a run is at one moment: where it stands, its curves, and what it remembers, every stride-th step."""

    state: State
    history: History | None
    moments: tuple[Checkpoint, ...] = ()
    stride: int = 1

    @property
    def nbytes(self) -> dict[int, int]:
        """How much memory its moments take, by what tells them apart: runs share most of theirs."""
        return {id(moment): moment.parameters.nbytes + moment.slots.nbytes for moment in self.moments}


class Branch(NamedTuple):
    """One run goes on from elsewhere: where it stood before, and where it stands after.

    key: the same for a branch and for what undoes it; is_back: whether this is what undoes it.
    """

    run: int
    before: Standing
    after: Standing
    key: object
    is_back: bool = False

    @property
    def reversed(self) -> Branch:
        """What undoes it."""
        return self._replace(before=self.after, after=self.before, is_back=not self.is_back)

    def applied(self, state: State) -> State:  # noqa: ARG002 - whatever it was
        """The state that the run has after it."""
        return self.after.state
