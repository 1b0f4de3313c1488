"""Where a card lies: where it covers the least of what is to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize


class Kept(NamedTuple):
    """A part of the window that is better not covered, and how much that matters beside the others."""

    box: QRect
    weight: float


def place_for(size: QSize, room: QRect, kept: Sequence[Kept], near: QPoint, gap: int) -> QPoint:
    """The upper left corner of a card of this size inside a room, where it covers the least of what is kept.

    Of places that are equally good, the one nearest to a point. The card touches an edge of the room, or stands a gap
    beside something that is kept, or is level with the point. Where it is larger than the room it begins at its corner.
    """
    width, height = size.width(), size.height()
    columns = {room.left(), room.right() + 1 - width, near.x() - width // 2}
    rows = {room.top(), room.bottom() + 1 - height, near.y() - height // 2}
    for box, _ in kept:
        columns |= {box.left() - gap - width, box.right() + 1 + gap}
        rows |= {box.top() - gap - height, box.bottom() + 1 + gap}
    places = {
        (_within(x, room.left(), room.right() + 1 - width), _within(y, room.top(), room.bottom() + 1 - height))
        for x in columns
        for y in rows
    }

    def cost(place: tuple[int, int]) -> tuple[float, int, tuple[int, int]]:
        card = QRect(QPoint(*place), size)
        covered = sum(weight * _area(card.intersected(box)) for box, weight in kept)
        return covered, (card.center() - near).manhattanLength(), place

    return QPoint(*min(places, key=cost))


def _within(value: int, low: int, high: int) -> int:
    return max(min(value, high), low)


def _area(box: QRect) -> int:
    return box.width() * box.height() if box.isValid() else 0
