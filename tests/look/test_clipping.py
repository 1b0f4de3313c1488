"""Lines that end at the edge of a rectangle."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from app.look.clipping import line_inside

CLIP = QRectF(0.0, 0.0, 10.0, 5.0)
numbers = st.floats(-30.0, 30.0) | st.just(np.nan) | st.sampled_from([0.0, 5.0, 10.0, 5e-324])


def _elements(points) -> list[tuple[bool, float, float]]:
    path = line_inside(np.array(points, dtype=float), CLIP)
    found = [path.elementAt(k) for k in range(path.elementCount())]
    return [(element.isMoveTo(), element.x, element.y) for element in found]


def test_a_line_inside_is_left_as_it_is():
    assert _elements([(1, 1), (2, 3), (9, 4)]) == [(True, 1, 1), (False, 2, 3), (False, 9, 4)]


def test_a_line_across_is_cut_at_both_edges():
    assert _elements([(-10, 2), (20, 2)]) == [(True, 0, 2), (False, 10, 2)]
    assert _elements([(5, -5), (5, 20)]) == [(True, 5, 0), (False, 5, 5)]


def test_a_line_that_comes_back_is_in_two_parts():
    found = _elements([(5, 4), (5, 9), (6, 9), (6, 4)])
    assert found == [(True, 5, 4), (False, 5, 5), (True, 6, 5), (False, 6, 4)]


def test_a_line_outside_and_a_gap_are_nothing():
    assert _elements([(-1, -1), (-5, 8), (-2, 20)]) == []
    assert _elements([(1, 1), (np.nan, 2), (3, 3)]) == []


@given(points=st.lists(st.tuples(numbers, numbers), max_size=8))
def test_nothing_is_drawn_outside(points):
    for _, x, y in _elements(np.array(points, dtype=float).reshape(-1, 2)):
        assert -1e-9 <= x <= 10.0 + 1e-9
        assert -1e-9 <= y <= 5.0 + 1e-9
