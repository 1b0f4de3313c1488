"""Tools that move points and select them."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats, Integers
from app.views.canvas.board import Board
from app.views.canvas.selection import NOTHING
from app.views.canvas.tools.tool import Spot, Tool

CLICK_PX = 4.0  # a press that goes no further is a click


class Move(Tool):
    """Drags the point that was pressed, or the whole selection if it belongs to it."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._rows: Integers = NOTHING
        self._last: Floats = np.zeros(2)

    def press(self, spot: Spot) -> None:
        self._board.begin()
        row = self._board.nearest(spot.pixel)
        selection = self._board.selection
        if row is None:
            self._rows = NOTHING
        else:
            self._rows = selection.rows if row in selection else np.array([row])
        self._last = spot.pixel

    def move(self, spot: Spot) -> None:
        if len(self._rows):
            pixel = self._board.projection.clamped(spot.pixel)  # a point let go outside would be lost to the eye
            self._board.move(self._rows, pixel - self._last)
            self._last = pixel

    def release(self) -> None:
        self._rows = NOTHING
        super().release()

    def cancel(self) -> None:
        self._rows = NOTHING
        super().cancel()


class Choose(Tool):
    """Selects the point that is pressed."""

    def press(self, spot: Spot) -> None:
        self._board.begin()
        row = self._board.nearest(spot.pixel)
        self._board.selection.set(NOTHING if row is None else np.array([row]))


class Select(Tool):
    """A rubber band; a click selects one point, or none; Shift adds. Dragging a selected point moves the selection."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._mover: Move | None = None
        self._start: Floats | None = None
        self._is_drag = self._adds = False
        self._before: Integers = NOTHING

    def press(self, spot: Spot) -> None:
        self._before = self._board.selection.rows
        self._start, self._is_drag, self._adds = spot.pixel, False, spot.shift
        row = self._board.nearest(spot.pixel)
        if row is not None and row in self._board.selection and not spot.shift:
            self._mover = Move(self._board)
            self._mover.press(spot)

    def move(self, spot: Spot) -> None:
        if self._start is None:
            return
        if float(np.abs(spot.pixel - self._start).max()) >= self._board.pixels(CLICK_PX):
            self._is_drag = True
        if self._is_drag and self._mover:
            self._mover.move(spot)
        elif self._is_drag:
            self.band = (self._start, self._board.projection.clamped(spot.pixel))
            rows = self._board.inside(*self.band)
            self._choose(np.union1d(self._before, rows) if self._adds else rows)

    def release(self) -> None:
        if self._mover:
            self._mover.release()
        if self._start is not None and not self._is_drag:
            row = self._board.nearest(self._start)
            clicked = NOTHING if row is None else np.array([row])
            self._choose(np.setxor1d(self._before, clicked) if self._adds else clicked)
        self._forget()

    def cancel(self) -> None:
        if self._mover:
            self._mover.cancel()
        self._choose(self._before)
        self._forget()

    def _choose(self, rows: Integers) -> None:
        self._board.selection.set(rows[rows < len(self._board.points)])

    def _forget(self) -> None:
        self._mover = self._start = self.band = None
