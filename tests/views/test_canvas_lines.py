"""The lines of first-layer neurons: against the network's own pre-activation, and what a drag makes of the weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.arrays import Points
from app.session.carry import fresh_network
from app.session.create import new_session, usual_source
from app.session.schema import Feature, Layer, Output, Session, Training, View
from app.session.slice import slice_of
from app.training.assemble import network_inputs
from app.views.canvas.lines.first_layer import FirstLayer, Weights
from app.views.canvas.lines.on_screen import arrow_px, norm_of, piece
from app.views.canvas.projection import Projection

PROJECTION = Projection(40.0, 10.0, 600.0, 480.0, (-6.0, 4.0), (-3.0, 5.0))
UNEQUAL = (Feature(name="a", center=12.0, scale=4.0), Feature(name="b", center=-0.3, scale=0.05))
numbers = st.floats(-3.0, 3.0).map(lambda value: round(value, 3))
some = numbers.filter(lambda value: abs(value) > 0.05)


def first_layer(
    session: Session, *, inputs: tuple[str, ...] | None = None, features: tuple[Feature, ...] = ()
) -> FirstLayer:
    run, data = session.runs[0], session.data
    if inputs is not None:
        run = replace(run, model=replace(run.model, inputs=inputs))
    if features:
        points = data.points
        x = np.zeros((len(points), len(features)))
        data = replace(data, features=features, source=None, points=with_x(points, x))
    return FirstLayer(run, data, slice_of(data, View()))


def with_x(points: Points, x: np.ndarray) -> Points:
    return Points(x, points.labels, points.is_test)


def two_neurons(**options) -> FirstLayer:
    return first_layer(new_session(usual_source("xor", points=20), layers=[Layer(units=2)]), **options)


def direct(layer: FirstLayer, weights: Weights, places: np.ndarray) -> np.ndarray:
    """z as the network computes it: the first Linear of the run's own network, at these places."""
    linear = fresh_network(layer.run, layer.data).modules[0]
    linear.parameters[:] = 0.0
    linear.weights[:, 0], linear.bias[0] = weights.w, weights.b
    return linear.forward(network_inputs(layer.plane.to_space(places), layer.data.features, layer.run.model))[:, 0]


@given(st.tuples(some, some), numbers, st.booleans())
def test_points_on_the_drawn_line_have_no_pre_activation(w, b, plain) -> None:
    layer = two_neurons() if plain else two_neurons(features=UNEQUAL)
    weights = Weights(np.array(w), b)
    projection = PROJECTION if plain else Projection(0.0, 0.0, 500.0, 500.0, (0.0, 20.0), (-0.5, 0.1))
    found = piece(layer.line(weights), projection, 1.0)
    if found is None:  # then the whole plane is on one side
        corners = np.array([[x, y] for x in projection.x_range for y in projection.y_range])
        assert len(set(np.sign(direct(layer, weights, corners)))) == 1
        return
    on_line = projection.to_plane(np.vstack((found.ends, found.foot)))
    assert direct(layer, weights, on_line) == pytest.approx(0.0, abs=1e-9)
    beyond = projection.to_plane(found.foot + 10.0 * found.normal)
    assert direct(layer, weights, beyond[None])[0] == pytest.approx(10.0 * found.slope)
    assert found.slope > 0.0
    corner = np.array([projection.left, projection.top])
    inside = (found.ends - corner) / (projection.width, projection.height)
    assert (inside > -1e-9).all() and (inside < 1 + 1e-9).all()


@given(st.tuples(some, some), numbers, st.tuples(numbers, numbers))
def test_moving_a_line_sets_the_bias_alone(w, b, place) -> None:
    layer = two_neurons(features=UNEQUAL)
    at = np.array(place) * (4.0, 0.05) + (12.0, -0.3)
    moved = layer.moved(Weights(np.array(w), b), at)
    assert (moved.w == w).all()
    assert direct(layer, moved, at[None]) == pytest.approx(0.0, abs=1e-9)


@given(st.tuples(some, some), numbers, st.floats(0.0, 6.28), st.booleans())
def test_turning_a_line_keeps_the_length_of_w_and_the_pivot(w, b, angle, plain) -> None:
    layer = two_neurons() if plain else two_neurons(features=UNEQUAL)
    weights = Weights(np.array(w), b)
    line = layer.line(weights)
    pivot = -line.level * line.normal / (line.normal @ line.normal)
    units = np.ones(2) if plain else np.array([4.0, 0.05])
    along = np.array([np.cos(angle), np.sin(angle)]) * units
    side = np.array([-np.sin(angle), np.cos(angle)]) * units
    turned = layer.turned(weights, pivot, along, side)
    assert turned.norm == pytest.approx(weights.norm)
    assert direct(layer, turned, pivot + np.outer([-1.0, 0.0, 2.0], along)) == pytest.approx(0.0, abs=1e-8)
    assert direct(layer, turned, (pivot + 0.1 * side)[None])[0] > 0.0


@given(st.tuples(some, some), numbers, st.floats(0.1, 50.0))
def test_scaling_w_leaves_the_line_where_it_is(w, b, norm) -> None:
    layer = two_neurons(features=UNEQUAL)
    weights = Weights(np.array(w), b)
    scaled = layer.scaled(weights, norm)
    assert scaled.norm == pytest.approx(norm)
    before, after = layer.line(weights), layer.line(scaled)
    assert after.level * before.normal == pytest.approx(before.level * after.normal, abs=1e-9)


@given(st.lists(some, min_size=5, max_size=5), numbers, st.booleans(), st.floats(0.0, 6.28))
def test_with_five_inputs_the_line_lies_in_the_slice_that_is_shown(w, b, principal, angle) -> None:
    features = tuple(Feature(name=f"f{number}", center=float(number), scale=1.0 + number) for number in range(5))
    rng = np.random.default_rng(0)
    session = new_session(usual_source("xor", points=20), layers=[Layer(units=2)])
    points = with_x(session.data.points, rng.normal(size=(20, 5)))
    session = replace(session, data=replace(session.data, features=features, source=None, points=points))
    view = View(axes=(3, 1), held=(0.5, 0.0, -1.0, 0.0, 2.0), principal=principal)
    inputs = tuple(f"x{number}" for number in range(1, 6))
    run = replace(session.runs[0], model=replace(session.runs[0].model, inputs=inputs))
    layer = FirstLayer(run, session.data, slice_of(session.data, view))
    weights = Weights(np.array(w), b)
    line = layer.line(weights)
    places = rng.normal(size=(6, 2))
    assert places @ line.normal + line.level == pytest.approx(direct(layer, weights, places))
    pivot = -line.level * line.normal / (line.normal @ line.normal)
    along, side = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    turned = layer.turned(weights, pivot, along, side)
    assert turned.norm == pytest.approx(weights.norm)
    assert direct(layer, turned, pivot + np.outer([-1.0, 1.0], along)) == pytest.approx(0.0, abs=1e-7)


def test_with_one_input_the_line_is_upright_and_can_only_change_its_sides() -> None:
    layer = first_layer(new_session(usual_source("film-1", points=20), layers=[]))
    feature = layer.data.features[0]
    weights = Weights(np.array([2.0]), -1.0)
    found = piece(layer.line(weights), Projection(0.0, 0.0, 400.0, 300.0, (0.0, 20.0), (-1.0, 1.0)), 1.0, height=0.25)
    assert found is not None
    threshold = feature.center + feature.scale * 0.5  # x = −b/w
    assert found.ends[:, 0] == pytest.approx(threshold * 20.0)
    assert sorted(found.ends[:, 1]) == pytest.approx([0.0, 300.0])
    assert (found.foot[1], *found.normal) == pytest.approx((75.0, 1.0, 0.0))
    assert not layer.can_turn
    pivot = np.array([threshold, 0.0])
    flipped = layer.turned(weights, pivot, np.array([0.3, 1.0]), np.array([-1.0, 0.3]))
    assert (flipped.w[0], flipped.b) == pytest.approx((-2.0, 1.0))


def test_an_input_that_is_no_coordinate_bends_the_line() -> None:
    layer = two_neurons(inputs=("x", "y", "x^2"))
    assert not layer.is_straight
    assert "x²" in layer.why_bent
    parameters = np.zeros(8 + 3)
    parameters[layer.places(1)] = (0.5, -1.0, 0.25, -0.5)
    assert (parameters[layer.places(0)] == 0.0).all()
    none, pieces = layer.contours(parameters, [0, 1], PROJECTION)
    assert len(none) == 0
    assert len(pieces) > 20
    at = PROJECTION.to_plane(pieces.reshape(-1, 2))
    # z = x/2 − y + x²/4 − 1/2, sampled finely: a parabola up to the interpolation within a cell
    assert at[:, 1] == pytest.approx(at[:, 0] / 2 + at[:, 0] ** 2 / 4 - 0.5, abs=0.01)


def test_margins_are_those_of_the_hinge_loss_and_of_a_single_output() -> None:
    def session(kind: str, loss: str, layers: list[Layer]) -> Session:
        return new_session(
            usual_source("half-plane", points=20), layers=layers, output=Output(kind=kind), training=Training(loss=loss)
        )  # fmt: skip

    assert first_layer(session("sign", "hinge", [])).has_margins
    assert not first_layer(session("sign", "perceptron", [])).has_margins
    assert not first_layer(session("sign", "hinge", [Layer(units=2)])).has_margins
    assert not first_layer(session("per-class", "hinge", [])).has_margins


def test_the_margin_s_lines_are_two_over_the_length_of_w_apart() -> None:
    layer = two_neurons()
    weights = Weights(np.array([0.3, 0.4]), 0.1)
    found = piece(layer.line(weights), PROJECTION, 1.0)
    assert found is not None
    for level in (1.0, -1.0):
        assert direct(layer, weights, PROJECTION.to_plane(found.beside(level))) == pytest.approx(level)
    apart = PROJECTION.to_plane(found.beside(1.0)[0]) - PROJECTION.to_plane(found.beside(-1.0)[0])
    assert np.linalg.norm(apart) == pytest.approx(2.0 / weights.norm)


def test_without_weights_there_is_no_line() -> None:
    assert piece(two_neurons().line(Weights(np.zeros(2), 0.5)), PROJECTION, 1.0) is None


@given(st.floats(0.05, 50.0))
def test_the_arrow_tells_the_length_of_w(norm) -> None:
    assert norm_of(arrow_px(norm)) == pytest.approx(norm)
    assert arrow_px(norm) < arrow_px(norm * 1.1)
