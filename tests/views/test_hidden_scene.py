"""The arithmetic of the hidden space: components that stay as they are turned, and the ends of the morph."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.create import new_session, usual_source
from app.session.schema import Layer, View
from app.session.slice import slice_of
from app.training.frames import FrameRequest
from app.training.lenses.hidden import HiddenAnswer, HiddenRequest
from app.training.runner import Runner
from app.views.hidden_space.scene import equally_long, scene, to_unit, turned


def answers(axes: tuple[int, int] | None, n: int = 1) -> list[HiddenAnswer]:
    runner = Runner(new_session(usual_source("xor", points=50), layers=[Layer(units=5), Layer(units=4)]))
    request = HiddenRequest(2, axes, slice_of(runner.session.data, View()))
    found = []
    for _ in range(n):
        found.append(runner.frame(FrameRequest(lenses=(request,)), at_rest=True).answer(HiddenAnswer))
        runner.step(1)
    return found


@given(st.integers(0, 1000), st.booleans(), st.floats(0.0, 6.28))
def test_components_that_flip_or_spin_in_their_plane_are_turned_back(seed, flip, angle) -> None:
    rng = np.random.default_rng(seed)
    before = np.linalg.qr(rng.normal(size=(6, 2)))[0]
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    after = before @ spin * ((1.0, -1.0) if flip else (1.0, 1.0))
    turn = turned(after, before)
    assert turn @ turn.T == pytest.approx(np.eye(2), abs=1e-12)
    assert after @ turn == pytest.approx(before, abs=1e-12)


def test_the_picture_does_not_flip_when_the_signs_do() -> None:
    (answer,) = answers(None)
    first = scene(answer)
    flipped = dataclasses.replace(answer, points=-answer.points, grid=-answer.grid, directions=-answer.directions)
    second = scene(flipped, first)
    assert second.points == pytest.approx(first.points)
    assert second.grid == pytest.approx(first.grid)
    assert second.ranges == pytest.approx(np.array(first.ranges))
    assert second.shares == pytest.approx(first.shares)


def test_components_move_little_from_step_to_step() -> None:
    known = None
    for answer in answers(None, 25):
        found = scene(answer, known)
        if known is not None:
            assert np.abs(found.directions - known.directions).max() < 0.2
            assert (np.diag(found.directions.T @ known.directions) > 0.97).all()
        known = found


def test_the_shares_are_of_the_axes_that_are_shown() -> None:
    first, second = answers(None, 2)
    turned_by = scene(second, scene(first))
    assert turned_by.shares.sum() == pytest.approx(second.variances.sum())
    variance = turned_by.points.var(axis=0)
    assert turned_by.shares / turned_by.shares.sum() == pytest.approx(variance / variance.sum())


@pytest.mark.parametrize("axes", [None, (2, 0)])
def test_the_ends_of_the_morph_are_the_plane_and_the_layer(axes) -> None:
    (answer,) = answers(axes)
    found = scene(answer)
    assert (found.points_at(0.0) == to_unit(answer.points_before, answer.domain)).all()
    assert (found.grid_at(0.0) == to_unit(answer.grid_before, answer.domain)).all()
    assert (found.points_at(1.0) == to_unit(found.points, found.ranges)).all()
    assert (found.grid_at(1.0) == to_unit(found.grid, found.ranges)).all()
    halfway = (found.grid_at(0.0) + found.grid_at(1.0)) / 2
    assert found.grid_at(0.5) == pytest.approx(halfway)
    for at in (found.points_at(0.0), found.points_at(1.0), found.grid_at(0.0), found.grid_at(1.0)):
        assert at.min() >= -1e-12 and at.max() <= 1.0 + 1e-12  # both fit


def test_equally_long_ranges_keep_their_middles() -> None:
    (x0, x1), (y0, y1) = equally_long(((0.0, 2.0), (10.0, 20.0)))
    assert (x0, x1, y0, y1) == pytest.approx((-4.0, 6.0, 10.0, 20.0))
