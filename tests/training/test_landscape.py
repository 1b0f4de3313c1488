"""The loss landscape: its directions, its values, its gradients, and how it grows."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.edits.model import set_output
from app.session.edits.points import clear_points
from app.session.schema import Layer, Optimizer, Session
from app.training.assemble import trainer
from app.training.descent import angle_between
from app.training.directions import Directions, principal_directions, random_directions, rows_of, single_parameters
from app.training.fitting_window import fitted
from app.training.frames import FrameRequest
from app.training.lenses.landscape import NO_PATH, NOTHING, OTHER_NETWORK, Landscape, LandscapeRequest
from app.training.runner import Runner
from app.training.scan import SIZES, Scan
from nncore import Linear, Path, Trainer, fitting_losses
from tests.nncore.test_path import moment


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """As fine as the panel needs it to be is more than a test has to wait for."""
    monkeypatch.setitem(SIZES, 2, (9, 17, 33, 65))


WINDOW = ((-2.0, 2.0), (-1.0, 3.0))


def session_with(points: int = 20, layers: tuple[Layer, ...] = (Layer(units=3),), **training: object) -> Session:
    session = new_session(usual_source("moons", points=points), layers=layers)
    run = session.runs[0]
    return replace(session, runs=(replace(run, training=replace(run.training, **training)),))


def trained(session: Session, steps: int = 25) -> Trainer:
    result = trainer(session.runs[0], session.data)
    result.advance(steps=steps)
    return result


def looked(session: Session, request: LandscapeRequest, of: Trainer, looks: int = 10_000) -> Landscape:
    """The answer once it is complete."""
    lens = request.lens(session.runs[0], session.data)
    for _ in range(looks):
        answer = lens.look(of, 1.0)
        if lens.is_done:
            return answer
    raise AssertionError("the landscape was never complete")


def loss_with(of: Trainer, parameters: np.ndarray) -> float:
    """What the trainer's own evaluation says at these parameters."""
    checkpoint = of.checkpoint()
    of.restore(dataclasses.replace(checkpoint, parameters=parameters.copy()))
    loss = of.evaluate()[0].loss
    of.restore(checkpoint)
    return loss


# Directions


def test_the_coordinates_of_single_parameters_are_their_values() -> None:
    parameters = np.random.default_rng(0).normal(size=7)
    directions = single_parameters((4, 1), 7)
    assert directions.coordinates(parameters).tolist() == [parameters[4], parameters[1]]
    moved = directions.moved(parameters, np.array([0.3, -7.1]))
    assert moved[[4, 1]].tolist() == [0.3, -7.1]
    np.testing.assert_array_equal(np.delete(moved, [4, 1]), np.delete(parameters, [4, 1]))


def test_moving_changes_the_coordinates_and_nothing_outside() -> None:
    rng = np.random.default_rng(1)
    directions = Directions(rng.normal(size=9), rng.normal(size=(2, 9)))  # neither orthogonal nor of length 1
    parameters, place = rng.normal(size=9), np.array([1.5, -0.5])
    moved = directions.moved(parameters, place)
    np.testing.assert_allclose(directions.coordinates(moved), place, atol=1e-12)
    np.testing.assert_allclose(directions.outside(moved), directions.outside(parameters), atol=1e-12)


def test_directions_that_coincide_are_refused() -> None:
    with pytest.raises(ValueError, match="span"):
        single_parameters((2, 2), 5)
    with pytest.raises(ValueError, match="span"):
        Directions(np.zeros(3), np.array([[1.0, 2.0, 3.0], [-2.0, -4.0, -6.0]]))
    with pytest.raises(ValueError, match="span"):
        Directions(np.zeros(3), np.zeros((1, 3)))


def test_random_directions_are_as_long_as_each_neuron() -> None:
    network = trained(session_with(layers=(Layer(units=4), Layer(units=3)))).network
    about = network.parameters.copy()
    linears = [module for module in network.modules if isinstance(module, Linear)]
    layers = [(part, linear.out_features) for part, linear in zip(network.layer_slices, linears, strict=True)]
    directions = random_directions(about, layers, seed=3)
    for vector in directions.vectors:
        along = network.twin(vector.copy())
        for own, drawn in zip(linears, (m for m in along.modules if isinstance(m, Linear)), strict=True):
            for unit in range(own.out_features):
                of_neuron = np.append(own.weights[:, unit], own.bias[unit])
                of_vector = np.append(drawn.weights[:, unit], drawn.bias[unit])
                assert np.linalg.norm(of_vector) == pytest.approx(np.linalg.norm(of_neuron), rel=1e-12)
    assert directions.coordinates(about).tolist() == [0.0, 0.0]
    again, other = random_directions(about, layers, seed=3), random_directions(about, layers, seed=4)
    np.testing.assert_array_equal(directions.vectors, again.vectors)
    assert not np.allclose(directions.vectors, other.vectors)


def test_random_directions_about_zero_have_some_length() -> None:
    directions = random_directions(np.zeros(9), [(slice(0, 6), 2), (slice(6, 9), 1)], seed=0)
    np.testing.assert_allclose(np.linalg.norm(directions.vectors, axis=1), np.sqrt(3))


def test_principal_directions_are_orthonormal_and_hold_a_plane_path() -> None:
    rng = np.random.default_rng(2)
    plane = np.linalg.qr(rng.normal(size=(30, 2)))[0].T
    path = rng.normal(size=30) + np.cumsum(rng.normal(size=(200, 2)) * (3.0, 1.0), axis=0) @ plane
    found = principal_directions(path)
    assert found is not None
    directions, share = found
    np.testing.assert_allclose(directions.vectors @ directions.vectors.T, np.eye(2), atol=1e-12)
    assert share == pytest.approx(1.0, abs=1e-12)
    for row in path:
        np.testing.assert_allclose(directions.outside(row), directions.outside(path[0]), atol=1e-9)
    assert directions.coordinates(path[0]).tolist() == [0.0, 0.0]
    assert directions.coordinates(path[-1])[0] >= 0.0


def test_principal_directions_match_numpys_and_keep_their_sense() -> None:
    path = np.cumsum(np.random.default_rng(3).normal(size=(40, 6)), axis=0)
    found = principal_directions(path)
    assert found is not None
    directions, share = found
    _, spreads, vectors = np.linalg.svd(path - path.mean(axis=0))
    np.testing.assert_allclose(np.abs(np.sum(directions.vectors * vectors[:2], axis=1)), 1.0, atol=1e-9)
    assert share == pytest.approx((spreads[:2] ** 2).sum() / (spreads**2).sum())
    turned = Directions(directions.origin.copy(), -directions.vectors)
    again = principal_directions(path, like=turned)
    assert again is not None
    np.testing.assert_allclose(again[0].vectors, turned.vectors)


def test_some_rows_of_a_long_path_do() -> None:
    path = Path(4)
    for step in range(500):
        path.append(moment(step, *np.full(4, float(step))))
    rows = rows_of(path, np.full(4, 500.0))
    assert len(rows) == 65
    assert (rows[0, 0], rows[-2, 0], rows[-1, 0]) == (0.0, 499.0, 500.0)
    assert rows_of(Path(4), np.ones(4)).tolist() == [[1.0] * 4]


def test_a_straight_path_gets_a_second_direction_and_no_path_gets_none() -> None:
    line = np.linspace(0.0, 1.0, 20)[:, None] * np.ones(5)
    found = principal_directions(line)
    assert found is not None
    np.testing.assert_allclose(found[0].vectors @ found[0].vectors.T, np.eye(2), atol=1e-12)
    assert found[1] == pytest.approx(1.0)
    assert principal_directions(np.ones((10, 5))) is None
    assert principal_directions(np.ones((1, 5))) is None


def test_a_path_is_projected_as_each_of_its_rows() -> None:
    rng = np.random.default_rng(4)
    path, directions = Path(6), Directions(rng.normal(size=6), rng.normal(size=(2, 6)))
    for step in range(10):
        path.append(moment(step, *rng.normal(size=6)))
    expected = [directions.coordinates(row) for row in path.parameters]
    np.testing.assert_allclose(directions.of_path(path), expected, atol=1e-12)


def test_a_path_counts_its_changes() -> None:
    path = Path(2)
    path.append(moment(0))
    before = path.changes
    path.append(moment(0, 1.0, 1.0))  # in place of the first
    assert path.changes > before
    before = path.changes
    path.rewind(-1)
    assert path.changes > before


# The window


def test_a_window_holds_the_path_and_stays_while_it_does() -> None:
    path = np.array([[0.0, 0.0], [4.0, 1.0]])
    window = fitted(path, 1.0, None)
    (x0, x1), (y0, y1) = window
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert x0 < 0.0 < 4.0 < x1
    assert fitted(np.array([[1.0, 1.0], [4.5, 0.5]]), 1.0, window) is window
    outside = fitted(np.array([[0.0, 0.0], [40.0, 1.0]]), 1.0, window)
    assert outside[0][1] > 40.0
    assert fitted(np.array([[2.0], [np.nan]]), 3.0, None) == ((-1.0, 5.0),)


# Growing


def test_a_scan_reuses_what_it_has_and_ends_with_every_sample() -> None:
    scan, asked = Scan(WINDOW), []

    def value(place: np.ndarray) -> tuple[float]:
        asked.append(tuple(place))
        return (place[0] + 10.0 * place[1],)

    for level, size in enumerate(SIZES[2]):
        scan.go_on(value, lambda: False, level)
        (values,) = scan.values()
        assert scan.level == level
        assert len(asked) == len(set(asked)) == size * size
        x, y = np.linspace(-2.0, 2.0, size), np.linspace(-1.0, 3.0, size)
        np.testing.assert_allclose(values, x[None, :] + 10.0 * y[:, None])
    assert scan.is_finished
    assert scan.left == 0
    scan.go_on(value, lambda: False, 99)
    assert len(asked) == SIZES[2][-1] ** 2


def test_a_scan_goes_on_where_it_stopped() -> None:
    scan, asked, allowed = Scan(((0.0, 1.0),)), [], [7]

    def value(place: np.ndarray) -> tuple[float]:
        asked.append(float(place[0]))
        return (place[0] ** 2,)

    def is_over() -> bool:
        allowed[0] -= 1
        return allowed[0] < 0

    while scan.level < 0:
        scan.go_on(value, is_over, 0)
        allowed[0] = 7
    assert sorted(asked) == np.linspace(0.0, 1.0, SIZES[1][0]).tolist()


class Clock:
    """Each look at it takes a millisecond."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def test_the_time_is_kept_while_training_and_at_rest() -> None:
    session = session_with()
    of, clock = trained(session), Clock()
    lens = LandscapeRequest("parameters", (0, 1)).lens(session.runs[0], session.data)
    lens._clock = clock
    for _ in range(30):
        before = clock.now
        lens.look(of, 0.010)
        assert clock.now - before < 0.020
        of.step()
    assert not lens.is_done


# Values


REQUESTS = [
    LandscapeRequest("parameters", (3,)),
    LandscapeRequest("parameters", (0, 10)),
    LandscapeRequest("random", seed=5),
    LandscapeRequest("principal"),
]
LOSSES = ["binary-cross-entropy", "squared-error", "absolute-error", "huber"]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda r: f"{r.kind}-{len(r.places)}")
def test_values_are_what_the_trainer_says_at_those_parameters(request_: LandscapeRequest) -> None:
    session = session_with()
    of = trained(session)
    answer = looked(session, request_, of)
    field, directions = answer.field, answer.directions
    assert field is not None and directions is not None
    assert field.values.shape == (SIZES[len(field.window)][-1],) * len(field.window)
    rng = np.random.default_rng(0)
    for _ in range(12):
        index = rng.integers(0, field.values.shape[0], size=field.values.ndim)
        axes = [np.linspace(*part, field.values.shape[0]) for part in field.window]
        place = np.array([axis[i] for axis, i in zip(axes, index, strict=True)])
        value = field.values[tuple(index[::-1])]  # rows go along the second axis
        assert value == pytest.approx(loss_with(of, directions.moved(of.network.parameters, place)), rel=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_has_a_landscape(loss: str) -> None:
    session = session_with(loss=loss)
    of = trained(session)
    field = looked(session, LandscapeRequest("parameters", (2,)), of).field
    assert field is not None
    axis = np.linspace(*field.window[0], len(field.values))
    for i in (0, 50, 200):
        parameters = of.network.parameters.copy()
        parameters[2] = axis[i]
        assert field.values[i] == loss_with(of, parameters)


@pytest.mark.parametrize("kind", ["sign", "sigmoid", "class-number", "per-class"])
def test_every_output_and_its_losses_have_a_landscape(kind: str) -> None:
    session = set_output(session_with(), kind, "none", 0)
    run = session.runs[0]
    for loss in fitting_losses(kind):
        chosen = replace(session, runs=(replace(run, training=replace(run.training, loss=loss)),))
        of = trained(chosen)
        answer = looked(chosen, LandscapeRequest("parameters", (6,), arrows=True), of)
        assert answer.field is not None and answer.slopes is not None
        parameters = of.network.parameters.copy()
        parameters[6] = answer.field.window[0][1]
        assert answer.field.values[-1] == pytest.approx(loss_with(of, parameters), rel=1e-12)
        assert answer.slopes.loss == pytest.approx(of.evaluate()[0].loss, rel=1e-12)
        np.testing.assert_allclose(answer.slopes.slope, of.full_gradient()[[6]], rtol=1e-9, atol=1e-15)


def test_a_penalty_comes_apart_from_the_loss() -> None:
    session = session_with(l1=0.01, l2=0.1)
    of = trained(session)
    answer = looked(session, LandscapeRequest("parameters", (1,), penalty=True), of)
    without = looked(session, LandscapeRequest("parameters", (1,)), of)
    field, slopes = answer.field, answer.slopes
    assert field is not None and field.penalty is not None and without.field is not None and slopes is not None
    np.testing.assert_array_equal(field.values, without.field.values)
    assert without.field.penalty is None
    parameters = of.network.parameters.copy()
    parameters[1] = field.window[0][0]
    assert field.penalty[0] == of.penalty.value(parameters)
    assert field.shown[0] == field.values[0] + field.penalty[0]
    assert slopes.penalty == of.penalty_value()
    assert slopes.slope[0] == pytest.approx(of.full_gradient()[1], rel=1e-12)


def test_training_is_not_disturbed() -> None:
    session = session_with()
    alone, watched = trained(session, 0), trained(session, 0)
    lens = LandscapeRequest("random", arrows=True).lens(session.runs[0], session.data)
    for _ in range(40):
        alone.step()
        watched.step()
        lens.look(watched, 0.002)
    np.testing.assert_array_equal(alone.network.parameters, watched.network.parameters)


def test_many_points_are_a_subset_while_training_and_all_at_rest() -> None:
    session = session_with(points=2500)
    of = trained(session, 3)
    lens = LandscapeRequest("parameters", (0,)).lens(session.runs[0], session.data)
    for _ in range(3):
        of.step()
        answer = lens.look(of, 10.0)
    assert answer.field is not None and answer.slopes is not None
    assert (answer.field.n, answer.field.n_all, answer.slopes.n) == (2000, 2500, 2000)
    while not lens.is_done:
        answer = lens.look(of, 1.0)
    assert answer.field is not None and answer.slopes is not None
    assert answer.field.n == answer.field.n_all == answer.slopes.n == 2500
    assert answer.slopes.loss == pytest.approx(of.evaluate()[0].loss, rel=1e-12)


# When it is computed anew


def test_nothing_is_computed_again_while_the_other_parameters_stay() -> None:
    session = session_with()
    of = trained(session)
    lens = LandscapeRequest("parameters", (0, 1)).lens(session.runs[0], session.data)
    while not lens.is_done:
        before = lens.look(of, 1.0)
    assert lens.look(of, 1.0).field is before.field
    checkpoint = of.checkpoint()
    checkpoint.parameters[0] += 0.25  # along an axis
    of.restore(checkpoint)
    along = lens.look(of, 1.0)
    assert along.field is before.field
    assert along.place is not None and before.place is not None
    assert along.place[0] == before.place[0] + 0.25
    checkpoint.parameters[5] += 0.25  # another one
    of.restore(checkpoint)
    while True:
        after = lens.look(of, 1.0)
        if lens.is_done:
            break
    assert after.field is not before.field


def test_while_training_the_picture_is_renewed_and_at_rest_it_grows() -> None:
    session = session_with()
    of = trained(session)
    lens = LandscapeRequest("parameters", (0, 1)).lens(session.runs[0], session.data)
    fields = {}  # by identity; kept, so that no two have the same one
    for _ in range(20):
        of.step()
        answer = lens.look(of, 0.05)
        assert answer.field is not None and answer.path is not None and answer.place is not None
        fields[id(answer.field)] = answer.field
        assert not lens.is_done
        np.testing.assert_array_equal(answer.place, of.network.parameters[:2])
        np.testing.assert_array_equal(answer.path[-1], answer.place)
    assert len(fields) > 2
    while not lens.is_done:
        answer = lens.look(of, 0.05)
    assert answer.field is not None and answer.field.values.shape == (65, 65)


def test_without_points_or_path_there_is_a_sentence() -> None:
    session = session_with()
    empty = clear_points(session)
    of = trained(empty, 0)
    assert looked(empty, LandscapeRequest("parameters", (0,)), of).reason == NOTHING
    of = trained(session, 0)
    assert looked(session, LandscapeRequest("principal"), of).reason == NO_PATH
    assert looked(session, LandscapeRequest("parameters", (999,)), of).reason == OTHER_NETWORK


def test_arrows_turn_with_the_principal_directions() -> None:
    session = session_with()
    of = trained(session, 5)
    lens = LandscapeRequest("principal").lens(session.runs[0], session.data)
    lens._clock = lambda: 0.0  # there is all the time in the world
    turned = {}  # by identity; kept, so that no two have the same one
    for _ in range(12):
        of.advance(steps=10)
        answer = lens.look(of, 0.002)
        slopes, directions = answer.slopes, answer.directions
        assert slopes is not None and directions is not None and answer.place is not None
        turned[id(directions)] = directions
        np.testing.assert_array_equal(slopes.place, answer.place)
        np.testing.assert_allclose(slopes.slope, directions.vectors @ of.full_gradient(), rtol=1e-9, atol=1e-15)
    assert len(turned) > 2


def test_a_path_is_inside_only_while_no_other_parameter_moves() -> None:
    session = session_with()
    n = trained(session, 0).network.n_parameters
    run = replace(session.runs[0], frozen=tuple(place for place in range(n) if place != 4))
    alone = replace(session, runs=(run,))
    for of, places, expected in (
        (trained(alone), (4,), True), (trained(alone), (4, 2), True), (trained(alone), (3,), False),
        (trained(session), (4,), False),
    ):  # fmt: skip
        assert looked(session, LandscapeRequest("parameters", places), of).is_inside is expected
    of = trained(alone)
    checkpoint = of.checkpoint()
    checkpoint.parameters[0] += 1.0
    of.restore(checkpoint)
    assert not looked(session, LandscapeRequest("parameters", (4,)), of).is_inside


def test_held_directions_are_those_that_were_given() -> None:
    session = session_with()
    of = trained(session)
    found = looked(session, LandscapeRequest("principal"), of).directions
    assert found is not None
    held = np.vstack((found.origin, found.vectors)).tobytes()
    of.advance(steps=50)
    again = looked(session, LandscapeRequest("principal", held=held), of).directions
    assert again is not None
    np.testing.assert_array_equal(again.vectors, found.vectors)


def test_a_diverged_run_has_a_landscape_without_warnings() -> None:
    session = session_with(learning_rate=1000.0, loss="squared-error", optimizer=Optimizer(), l2=50.0)
    of = trained(session, 200)
    for kind in ("random", "principal"):
        request = LandscapeRequest(kind, window=((-1e6, 1e6), (-1e6, 1e6)), arrows=True, penalty=True)
        answer = looked(session, request, of)
        assert answer.field is not None or answer.reason


# Gradients


def test_the_mean_of_single_gradients_is_the_full_one() -> None:
    session = session_with(points=30, batch_size=7)
    of = trained(session)
    answer = looked(session, LandscapeRequest("parameters", (0, 4), arrows=True), of)
    slopes = answer.slopes
    assert slopes is not None and slopes.singles is not None and slopes.batch is not None
    assert len(slopes.singles) == 30
    np.testing.assert_allclose(slopes.singles.mean(axis=0), slopes.descent, rtol=1e-10, atol=1e-14)
    full, batch = of.full_gradient(), of.next_gradient()
    np.testing.assert_allclose(slopes.descent, -full[[0, 4]], rtol=1e-10)
    np.testing.assert_allclose(slopes.slope, full[[0, 4]], rtol=1e-10)
    np.testing.assert_allclose(slopes.batch.descent, -batch[[0, 4]], rtol=1e-12)
    assert slopes.norm == pytest.approx(np.linalg.norm(full))
    assert slopes.batch.norm == pytest.approx(np.linalg.norm(batch))
    cosine = full @ batch / np.linalg.norm(full) / np.linalg.norm(batch)
    assert slopes.batch.angle == pytest.approx(np.degrees(np.arccos(cosine)), abs=1e-6)


def test_the_penalty_is_left_out_of_the_batch_gradient_where_it_is_not_wanted() -> None:
    session = session_with(l2=0.5, batch_size="all")
    of = trained(session)
    for penalty in (False, True):
        slopes = looked(session, LandscapeRequest("random", arrows=True, penalty=penalty), of).slopes
        assert slopes is not None and slopes.batch is not None
        np.testing.assert_allclose(slopes.batch.descent, slopes.descent, rtol=1e-9, atol=1e-14)
        assert slopes.batch.angle == pytest.approx(0.0, abs=1e-5)


def test_descent_is_where_a_step_of_gradient_descent_goes() -> None:
    session = session_with(batch_size="all", learning_rate=0.05, optimizer=Optimizer())
    of = trained(session)
    answer = looked(session, LandscapeRequest("random"), of)
    assert answer.slopes is not None and answer.directions is not None and answer.place is not None
    of.step()
    after = answer.directions.coordinates(of.network.parameters)
    np.testing.assert_allclose(after - answer.place, 0.05 * answer.slopes.descent, rtol=1e-8)


def test_angles() -> None:
    a = np.array([1.0, 0.0, 0.0])
    assert angle_between(a, np.array([0.0, 5.0, 0.0])) == pytest.approx(90.0)
    assert angle_between(a, -a) == pytest.approx(180.0)
    assert angle_between(a, np.array([1.0, 1e-9, 0.0])) == pytest.approx(np.degrees(1e-9))
    assert np.isnan(angle_between(a, np.zeros(3)))
    assert np.isnan(angle_between(a, np.array([np.nan, 0.0, 0.0])))


def test_sign_neurons_leave_a_gradient_of_0() -> None:
    session = session_with(layers=(Layer(units=3, activation="sign"),))
    of = trained(session)
    slopes = looked(session, LandscapeRequest("parameters", (0, 1)), of).slopes
    assert slopes is not None
    assert slopes.slope.tolist() == [0.0, 0.0]


# In frames


def test_frames_carry_the_landscape_and_go_on_until_it_is_complete() -> None:
    session = session_with()
    runner = Runner(session)
    request = FrameRequest(lenses=(LandscapeRequest("parameters", (0, 1)),))
    frames = [runner.frame(request, at_rest=True)]
    while not frames[-1].is_complete:
        frames.append(runner.frame(request, at_rest=True))
    answer = frames[-1].answer(Landscape)
    assert answer is not None and answer.field is not None
    assert answer.field.values.shape == (65, 65)
    assert not answer.field.values.flags.writeable
    sizes = [found.field.values.shape[0] for frame in frames if (found := frame.answer(Landscape)) and found.field]
    assert sizes == sorted(sizes)


def test_a_reset_starts_the_path_again() -> None:
    runner = Runner(session_with())
    request = FrameRequest(lenses=(LandscapeRequest("parameters", (0, 1)),))
    runner.step(10)
    before = runner.frame(request).answer(Landscape)
    runner.reset()
    after = runner.frame(request).answer(Landscape)
    assert before is not None and before.path is not None and after is not None and after.path is not None
    assert len(before.path) == 11
    assert len(after.path) == 1
    np.testing.assert_array_equal(after.path[0], before.path[0])


def test_requests_are_values() -> None:
    made = [LandscapeRequest("random", about=np.ones(3).tobytes()) for _ in range(2)]
    assert made[0] == made[1]
    assert len({*made, LandscapeRequest("random"), LandscapeRequest("random", fits=1)}) == 3
