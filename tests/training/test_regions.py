"""The picture of the plane against the network's own answers."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

from app.session.carry import initial_state
from app.session.create import first_session, new_session, usual_source
from app.session.edits.model import set_output
from app.training.contours import zero_contour
from app.training.predictor import Predictor
from app.training.regions import LEVELS, RegionsPainter, RegionsRequest, entropy_bits

REQUEST = RegionsRequest((-5.0, 5.0), (-4.0, 4.0), 25, 20, "class")


def painted(session, **changes):
    run, data = session.runs[0], session.data
    predictor = Predictor(run, data)
    parameters = initial_state(run, data).parameters.array
    regions = RegionsPainter(predictor).regions(dataclasses.replace(REQUEST, **changes), parameters)
    return regions, predictor, parameters


def test_every_cell_shows_the_class_at_its_center():
    regions, predictor, parameters = painted(new_session(usual_source("blobs")))
    x = -5.0 + (np.arange(25) + 0.5) * 0.4
    y = -4.0 + (np.arange(20) + 0.5) * 0.4
    for row, column in ((0, 0), (3, 20), (19, 24), (10, 12)):
        point = np.array([[x[column], y[row]]])
        expected = predictor.answer(predictor.inputs(point), parameters).classes[0]
        assert regions.index[row, column] // LEVELS == expected


def test_the_border_lies_where_the_two_classes_are_equally_likely():
    regions, predictor, parameters = painted(first_session(), width=120, height=96)
    assert len(regions.border)
    ends = regions.border.reshape(-1, 2)
    p = predictor.answer(predictor.inputs(ends), parameters).probabilities
    np.testing.assert_allclose(p[:, 0], 0.5, atol=0.01)


@pytest.mark.parametrize("show", ["probability", "confidence", "one-class", "entropy"])
def test_an_output_without_probabilities_shows_its_classes_instead(show):
    session = set_output(new_session(usual_source("bands")), "class-number")
    regions, _, _ = painted(session, show=show)
    assert regions.shown == "class"
    assert regions.table == "classes"


def test_levels_say_what_the_probabilities_say():
    session = new_session(usual_source("blobs"))
    regions, predictor, parameters = painted(session, show="one-class", one_class=1)
    point = np.array([[-5.0 + 0.2, -4.0 + 0.2]])
    p = predictor.answer(predictor.inputs(point), parameters).probabilities
    assert regions.index[0, 0] - LEVELS == pytest.approx(p[0, 1] * (LEVELS - 1), abs=0.51)
    regions, _, _ = painted(session, show="confidence")
    ordered = np.sort(p[0])
    assert regions.index[0, 0] == pytest.approx((ordered[-1] - ordered[-2]) * (LEVELS - 1), abs=0.51)


def test_entropy_is_in_bits():
    p = np.array([[0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25]])
    np.testing.assert_allclose(entropy_bits(p), [1.0, 0.0, 2.0])


def test_one_input_gives_one_row_and_upright_borders():
    session = new_session(usual_source("film-1"), layers=())
    run = session.runs[0]
    predictor = Predictor(run, session.data)
    request = RegionsRequest((0.0, 20.0), (-1.0, 1.0), 50, 40, "class")
    # Weight 1, bias −0.2: the answer changes where (grade − 10) / 5 = 0.2.
    regions = RegionsPainter(predictor).regions(request, np.array([1.0, -0.2]))
    assert regions.index.shape == (1, 50)
    np.testing.assert_allclose(regions.border, [[[11.0, -1.0], [11.0, 1.0]]], atol=1e-9)


@given(arrays(np.float64, (7, 9), elements=st.floats(-1.0, 1.0)))
def test_a_contour_separates_the_signs(field):
    pieces = zero_contour(field)
    positive = field > 0
    crossed = int((positive[:, 1:] != positive[:, :-1]).sum()), int((positive[1:] != positive[:-1]).sum())
    # Each piece has two ends, each on a side of a cell whose corners differ in sign; inner sides are met twice.
    inner = int((positive[1:-1, 1:] != positive[1:-1, :-1]).sum()) + int(
        (positive[1:, 1:-1] != positive[:-1, 1:-1]).sum()
    )
    outer = sum(crossed) - inner
    assert 2 * len(pieces) == 2 * inner + outer
    assert np.isfinite(pieces).all()


def test_a_circle_is_traced():
    y, x = np.mgrid[-2:2:41j, -2:2:41j]
    ends = zero_contour(1.0 - np.hypot(x, y)).reshape(-1, 2) * 0.1 - 2.0
    np.testing.assert_allclose(np.hypot(ends[:, 0], ends[:, 1]), 1.0, atol=0.01)


def test_a_field_of_one_sign_has_no_contour():
    assert zero_contour(np.ones((4, 4))).shape == (0, 2, 2)


def test_two_runs_on_one_session_are_painted_each_with_its_own_network():
    session = first_session()
    other = replace(session.runs[0], training=replace(session.runs[0].training, seed=7))
    a, _, _ = painted(session, show="probability")
    b, _, _ = painted(replace(session, runs=(other,)), show="probability")
    assert not np.array_equal(a.index, b.index)
