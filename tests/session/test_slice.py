"""Slices of the input space: there and back, and what an offset changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.arrays import Points
from app.session.create import new_session, usual_source
from app.session.schema import Data, Feature, View
from app.session.slice import fitting_view, slice_of

PLACES = np.array([[0.0, 0.0], [1.5, -2.0], [1e3, 1e-3], [-7.25, 4.0]])


def table(dimensions: int, seed: int = 0) -> Data:
    """Points with so many columns, each with a center and scale of its own."""
    rng = np.random.default_rng(seed)
    center, scale = rng.normal(size=dimensions) * 10, rng.uniform(0.1, 50.0, dimensions)
    x = center + scale * rng.normal(size=(40, dimensions)) @ rng.normal(size=(dimensions, dimensions))
    return replace(
        new_session(usual_source("moons")).data,
        features=tuple(
            Feature(name=f"column {k}", center=float(center[k]), scale=float(scale[k])) for k in range(dimensions)
        ),
        points=Points(x, rng.integers(0, 2, 40)),
        source=None,
    )


@st.composite
def views(draw: st.DrawFn, dimensions: int) -> View:
    """What can be asked for with so many columns."""
    axes: Any = tuple(draw(st.permutations(range(dimensions)))[:2])
    held = draw(st.just(()) | st.tuples(*[st.floats(-50, 50)] * dimensions))
    return View(axes=axes, held=held, principal=draw(st.booleans()))


@given(dimensions=st.integers(2, 8), seed=st.integers(0, 5), data=st.data())
def test_to_space_and_back(dimensions: int, seed: int, data: st.DataObject) -> None:
    points = table(dimensions, seed)
    plane = slice_of(points, data.draw(views(dimensions)))
    x = plane.to_space(PLACES)
    assert x.shape == (4, dimensions)
    np.testing.assert_allclose(plane.to_plane(x), PLACES, atol=1e-7)
    if plane.axes is not None:
        assert (plane.to_plane(x) == PLACES).all(), "chosen columns are not computed with"
    # An offset in the plane moves a point that lies anywhere just as far in the plane.
    offset, value = plane.offset_in_space(np.array([0.5, -3.0]))
    moved = plane.to_plane(points.points.x + offset) - plane.to_plane(points.points.x)
    np.testing.assert_allclose(moved, np.tile([0.5, -3.0], (40, 1)), atol=1e-7)
    assert value == 0.0


def test_two_columns_are_the_plane_itself() -> None:
    data = new_session(usual_source("moons")).data
    plane = slice_of(data, View())
    assert plane.to_plane(data.points.x) is data.points.x
    assert plane.to_space(PLACES) is PLACES


def test_the_others_are_held_at_their_centers_or_where_the_view_says() -> None:
    data = table(4)
    x = slice_of(data, View(axes=(3, 1))).to_space(PLACES)
    np.testing.assert_array_equal(x[:, [3, 1]], PLACES)
    np.testing.assert_array_equal(x[:, 0], data.features[0].center)
    x = slice_of(data, View(axes=(3, 1), held=(7.0, 0.0, 8.0, 0.0))).to_space(PLACES)
    np.testing.assert_array_equal(x[:, [0, 2]], [[7.0, 8.0]] * 4)


def test_principal_components_are_those_of_the_standardized_points() -> None:
    data = table(5)
    plane = slice_of(data, View(principal=True))
    center, scale = (np.array([getattr(f, name) for f in data.features]) for name in ("center", "scale"))
    z = (data.points.x - center) / scale
    shown = plane.to_plane(data.points.x)
    variances = np.sort(np.linalg.eigvalsh(np.cov(z.T, bias=True)))[::-1]
    np.testing.assert_allclose(shown.var(axis=0), variances[:2])
    np.testing.assert_allclose(shown.mean(axis=0), 0.0, atol=1e-9)
    assert abs(np.corrcoef(shown.T)[0, 1]) < 1e-9


def test_a_line_of_classes_lies_at_height_0_and_one_of_values_at_their_heights() -> None:
    data = new_session(usual_source("film-1", points=5)).data
    plane = slice_of(data, View())
    np.testing.assert_array_equal(plane.places(data.points), np.hstack((data.points.x, np.zeros((5, 1)))))
    assert plane.to_space(PLACES).tolist() == PLACES[:, :1].tolist()
    data = new_session(usual_source("temperature", points=5)).data
    plane = slice_of(data, View())
    np.testing.assert_array_equal(plane.places(data.points)[:, 1], data.points.values)
    assert plane.axis_names == ("hour", "temperature (°C)")
    offset, value = plane.offset_in_space(np.array([2.0, 3.0]))
    assert (offset.tolist(), value) == ([2.0], 3.0)


@pytest.mark.parametrize("principal", [False, True])
def test_no_points_and_one_point_have_a_plane(principal: bool) -> None:
    data = table(4)
    for n in (0, 1):
        plane = slice_of(replace(data, points=data.points.taking(np.arange(n))), View(principal=principal))
        np.testing.assert_allclose(plane.to_plane(plane.to_space(PLACES)), PLACES, atol=1e-9)


def test_a_view_loses_what_other_data_has_not() -> None:
    view = View(axes=(3, 1), held=(1.0, 2.0, 3.0, 4.0), principal=True)
    assert fitting_view(view, table(4)) == view
    flat = fitting_view(view, new_session(usual_source("moons")).data)
    assert (flat.axes, flat.held, flat.principal) == ((0, 1), (), False)
