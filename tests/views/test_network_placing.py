"""Where a card lies: inside the window, where it covers the least."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from app.views.network.placing import Kept, place_for

ROOM = QRect(0, 0, 40, 30)
boxes = st.builds(QRect, st.integers(0, 35), st.integers(0, 25), st.integers(1, 20), st.integers(1, 20)).map(
    lambda box: box & ROOM
)
kept_boxes = st.lists(st.builds(Kept, boxes, st.sampled_from([0.5, 1.0, 3.0])), max_size=3)


def harm(corner: QPoint, size: QSize, kept: list[Kept]) -> float:
    card = QRect(corner, size)
    return sum(one.weight * max(common.width(), 0) * max(common.height(), 0) for one in kept
               for common in [card & one.box])  # fmt: skip


@given(st.integers(1, 40), st.integers(1, 30), kept_boxes, st.integers(0, 39), st.integers(0, 29))
def test_it_covers_as_little_as_anywhere(width: int, height: int, kept: list[Kept], x: int, y: int) -> None:
    size = QSize(width, height)
    corner = place_for(size, ROOM, kept, QPoint(x, y), 0)
    assert ROOM.contains(QRect(corner, size))
    everywhere = [harm(QPoint(left, top), size, kept) for left in range(41 - width) for top in range(31 - height)]
    assert harm(corner, size, kept) == min(everywhere)


def test_it_stays_near_where_nothing_is_in_the_way() -> None:
    assert place_for(QSize(10, 6), ROOM, [], QPoint(20, 15), 2) == QPoint(15, 12)


def test_a_card_larger_than_the_window_begins_at_its_corner() -> None:
    assert place_for(QSize(60, 50), ROOM, [Kept(QRect(0, 0, 5, 5), 1.0)], QPoint(20, 15), 2) == QPoint(0, 0)
