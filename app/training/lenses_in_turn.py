"""The lenses of one run: made as they are asked for, and looked through in turn while it trains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.session.schema import Data, Run
from app.training.lens import Lens, LensRequest
from nncore import Trainer

LIVE_S, REST_S = 0.002, 0.010  # for one lens in a frame, while training and at rest
ALL_LIVE_S = 0.006  # for all of them in a frame while training; those whose turn it is not say what they said last


class LensesInTurn:
    """What the views ask about one run.

    At rest every lens is looked through for every frame. While training no view is told more than it draws
    (LensRequest.pause_s), and there is only so much time for a frame: with many views open each lens is renewed in
    every second frame, or third, so that the picture of the plane, the clicks and the training itself go on as smoothly
    as with one.
    """

    def __init__(self, run: Run, data: Data, clock: Callable[[], float]) -> None:
        self._run, self._data, self._clock = run, data, clock
        self._lenses: dict[LensRequest, Lens] = {}
        self._answers: dict[LensRequest, Any] = {}
        self._rests_until: dict[LensRequest, float] = {}
        self._turn: LensRequest | None = None  # the one to begin with

    def answers(
        self, requests: tuple[LensRequest, ...], trainer: Trainer, *, at_rest: bool
    ) -> tuple[tuple[Any, ...], bool]:
        """What the lenses say, in the order of their requests, and whether all of them are done."""
        self._lenses = {
            request: self._lenses.get(request) or request.lens(self._run, self._data) for request in requests
        }
        self._answers = {request: self._answers[request] for request in requests if request in self._answers}
        start = self._clock()
        self._rests_until = {request: end for request, end in self._rests_until.items() if end > start}
        for request in self._in_turn():
            if request in self._answers and not at_rest:
                if request in self._rests_until:
                    continue
                if self._clock() >= start + ALL_LIVE_S:
                    self._turn = self._turn or request
                    continue
            lens = self._lenses[request]
            self._answers[request] = lens.look(trainer, REST_S if at_rest else LIVE_S)
            if lens.is_done:
                self._rests_until[request] = start + request.pause_s
        answers = tuple(self._answers[request] for request in self._lenses)
        return answers, all(lens.is_done for lens in self._lenses.values())

    def forget(self) -> None:
        """The parameters were set by hand: what was said last is not true any more."""
        self._answers.clear()

    def _in_turn(self) -> list[LensRequest]:
        """The requests, beginning with the first that was left out last time."""
        order, turn = list(self._lenses), self._turn
        self._turn = None
        first = order.index(turn) if turn in self._lenses else 0
        return order[first:] + order[:first]
