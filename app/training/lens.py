"""Lenses: what the views want to know of the shown run, besides its picture of the plane and its numbers.

A view sends a request (a frozen dataclass) with the frame request. The worker makes a lens of it, which lives for as
long as run, data and request stay the same and may remember what is costly. For every frame the lens is asked for its
answer, a frozen object of a type of its own by which the view finds it: `frame.answer(Neurons)`.
"""

from __future__ import annotations

from typing import Any, Protocol

from app.session.schema import Data, Run
from nncore import Trainer

SECOND_FRAME_S = 0.025  # a pause that every second frame ends


class Lens(Protocol):
    """One view's question, on the worker's side.

    is_done: whether the last answer was complete; if not, frames go on, also at rest, until it is.
    """

    is_done: bool

    def look(self, trainer: Trainer, seconds: float) -> Any:
        """The answer for the trainer as it stands; its arrays are read-only copies.

        What takes longer than about so many seconds is done in parts: each call goes on where the last one stopped, and
        gives the best answer so far. The trainer is only looked at: evaluate through twins (Module.twin).
        """


class LensRequest(Protocol):
    """What a view asks for: frozen, comparable and hashable."""

    @property
    def pause_s(self) -> float:
        """While training, how long an answer is good enough: the view that asks does not draw more often."""
        return 0.0

    def lens(self, run: Run, data: Data) -> Lens:
        """The lens that answers it for this run."""


class EmptyLens:
    """Answers nothing: its request speaks of other data than the run has, being sent just before the data changed."""

    is_done = True

    def look(self, trainer: Trainer, seconds: float) -> None:
        """No answer."""
