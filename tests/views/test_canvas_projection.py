"""The arithmetic of the visible range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.canvas.projection import (
    LARGEST_SPAN,
    SMALLEST_SPAN,
    Projection,
    are_ranges,
    around,
    at_equal_scale,
    moved,
    together,
    zoomed,
)

PROJECTION = Projection(46.0, 4.0, 600.0, 300.0, (-6.0, 6.0), (10.0, 20.0))
numbers = st.floats(-100, 100)
spans = st.floats(0.01, 100)


@given(numbers, numbers, spans, spans, numbers, numbers)
def test_pixels_and_back(low_x: float, low_y: float, span_x: float, span_y: float, x: float, y: float) -> None:
    projection = Projection(10, 20, 640, 480, (low_x, low_x + span_x), (low_y, low_y + span_y))
    there = projection.to_pixels((x, y))
    np.testing.assert_allclose(projection.to_plane(there), (x, y), rtol=1e-9, atol=1e-9)


def test_corners_of_the_rectangle_are_the_ends_of_the_ranges() -> None:
    corners = PROJECTION.to_plane([(46, 4), (646, 304)])
    np.testing.assert_allclose(corners, [(-6, 20), (6, 10)])  # pixel rows count downwards
    assert PROJECTION.contains([(46, 4), (645.9, 303.9), (646, 4), (45, 100)]).tolist() == [True, True, False, False]
    np.testing.assert_allclose(PROJECTION.clamped((0, 1000)), (46, 304))


def test_equal_scale_widens_and_keeps_the_center() -> None:
    x, y = at_equal_scale(((-1.0, 1.0), (2.0, 4.0)), 600, 300)
    assert x == pytest.approx((-2, 2))
    assert y == pytest.approx((2, 4))


@given(st.floats(0.1, 10), numbers, numbers)
def test_zoom_keeps_what_lies_under_the_pointer(factor: float, x: float, y: float) -> None:
    before = Projection(0, 0, 100, 100, (-5.0, 5.0), (0.0, 10.0))
    ranges = zoomed((before.x_range, before.y_range), (x, y), factor, (True, True))
    after = Projection(0, 0, 100, 100, *ranges)
    np.testing.assert_allclose(after.to_pixels((x, y)), before.to_pixels((x, y)), rtol=1e-6, atol=1e-6)


def test_zoom_stops_before_numbers_lose_their_meaning() -> None:
    ranges = ((-1.0, 1.0), (-1.0, 1.0))
    (x0, x1), _ = zoomed(ranges, (0.0, 0.0), 1e-12, (True, True))
    assert x1 - x0 == pytest.approx(SMALLEST_SPAN)
    (x0, x1), y = zoomed(ranges, (0.0, 0.0), 1e12, (True, False))
    assert x1 - x0 == pytest.approx(LARGEST_SPAN)
    assert y == (-1.0, 1.0)
    assert moved(ranges, (1e9, 0.5)) == ((-1.0, 1.0), (-0.5, 1.5))


def test_around_shows_all_points_with_a_margin() -> None:
    x = np.array([[0.0, 0.0], [10.0, 0.0]])
    (x0, x1), (y0, y1) = around(x)
    assert x0 < 0 < 10 < x1
    assert (y0, y1) == (-0.5, 0.5)
    assert together(((0, 1), (0, 1)), ((-1, 0), (0.5, 2))) == ((-1, 1), (0, 2))


@pytest.mark.parametrize(
    "bad", [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf")), (1e8, 1e8 + 1), (0.0, 1e-9)]
)
def test_ranges_that_cannot_be_shown(bad: tuple[float, float]) -> None:
    assert are_ranges(((0.0, 1.0), (-1.0, 1.0)))
    assert not are_ranges((bad, (0.0, 1.0)))
    assert not are_ranges(((0.0, 1.0), bad))
