"""What every tool has in common."""

from __future__ import annotations

from typing import NamedTuple

from app.session.arrays import Floats
from app.views.canvas.board import Board


class Spot(NamedTuple):
    """Where the pointer is: a pixel (2,), and whether Shift is held."""

    pixel: Floats
    shift: bool = False


class Tool:
    """One gesture after another: press, any number of moves and ticks, then release or cancel.

    Attributes: radius_px (of the disc it works in, in design pixels; 0 for a point), interval_s (how often it wants a
    tick while pressed; 0 for never), band (the corners of its rubber band, in pixels, or None).
    """

    interval_s = 0.0

    def __init__(self, board: Board) -> None:
        self._board = board
        self.band: tuple[Floats, Floats] | None = None

    @property
    def radius_px(self) -> float:
        return 0.0

    def press(self, spot: Spot) -> None:
        """The button goes down."""

    def move(self, spot: Spot) -> None:
        """The pointer moves while the button is down."""

    def tick(self, seconds: float) -> None:
        """So much time has passed while the button is down."""

    def release(self) -> None:
        """The button comes up, wherever that is."""
        self._board.end()

    def cancel(self) -> None:
        """As if the gesture had never been."""
        self._board.cancel()
