"""Tools that make points and remove them."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats
from app.views.canvas.board import Board
from app.views.canvas.tools.tool import Spot, Tool


class Add(Tool):
    """A point where it is pressed, at once."""

    def press(self, spot: Spot) -> None:
        self._board.begin()
        self._board.add(spot.pixel[None], "Add point")


class Brush(Tool):
    """Sprays points evenly over a disc, as long as the button is down, also when the pointer rests."""

    interval_s = 1 / 30

    def __init__(self, board: Board, rng: np.random.Generator | None = None) -> None:
        super().__init__(board)
        self._rng = rng or np.random.default_rng()
        self._from: Floats | None = None
        self._to: Floats = np.zeros(2)
        self._owed = 0.0

    @property
    def radius_px(self) -> float:
        return self._board.drawing.radius_px

    def press(self, spot: Spot) -> None:
        self._board.begin()
        self._from = self._to = spot.pixel
        self._owed = 0.0
        self._spray(1)

    def move(self, spot: Spot) -> None:
        self._to = spot.pixel

    def tick(self, seconds: float) -> None:
        if self._from is not None:
            self._owed += seconds * self._board.drawing.rate
            count = int(self._owed)
            self._owed -= count
            self._spray(count)

    def release(self) -> None:
        self._from = None
        super().release()

    def cancel(self) -> None:
        self._from = None
        super().cancel()

    def _spray(self, count: int) -> None:
        """So many points, along the way that the pointer has come since the last ones."""
        if not count or self._from is None:
            return
        along = self._rng.random((count, 1))
        turn = 2.0 * np.pi * self._rng.random((count, 1))
        distance = self._board.pixels(self.radius_px) * np.sqrt(self._rng.random((count, 1)))
        centers = self._from + along * (self._to - self._from)
        pixels = centers + distance * np.hstack((np.cos(turn), np.sin(turn)))
        seen = pixels[self._board.projection.contains(pixels)]  # nothing lands where it can't be seen
        done = not len(seen) or self._board.add(seen, "Spray points")
        self._from = self._to if done else None


class Erase(Tool):
    """Removes every point that its disc passes over."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._last: Floats | None = None

    @property
    def radius_px(self) -> float:
        return self._board.drawing.radius_px

    def press(self, spot: Spot) -> None:
        self._board.begin()
        self._last = spot.pixel
        self._erase_to(spot.pixel)

    def move(self, spot: Spot) -> None:
        self._erase_to(spot.pixel)

    def release(self) -> None:
        self._last = None
        super().release()

    def cancel(self) -> None:
        self._last = None
        super().cancel()

    def _erase_to(self, pixel: Floats) -> None:
        if self._last is not None:
            rows = self._board.near_line(self._last, pixel, self._board.pixels(self.radius_px))
            self._board.delete(rows, "Erase points")
            self._last = pixel
