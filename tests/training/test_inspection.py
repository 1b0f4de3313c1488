"""A step taken apart: the numbers are those of the step that training takes, and those of the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.edits.model import set_frozen
from app.session.schema import Layer, Optimizer, Output, Session
from app.training.differences import Checked, CheckRequest
from app.training.frames import FrameRequest
from app.training.lenses.inspector import NOBODY, NOTHING, Inspected, InspectionRequest
from app.training.runner import Runner
from nncore import LOSSES, Linear, fitting_losses


def session_with(
    *, layers: tuple[Layer, ...] = (Layer(units=3),), output: Output | None = None, classes: int = 2, **options: object
) -> Session:
    session = new_session(replace(usual_source("blobs", points=40), classes=classes))
    run = session.runs[0]
    model = replace(run.model, layers=layers, output=output or run.model.output)
    return replace(session, runs=(replace(run, model=model, training=replace(run.training, **options)),))


def inspected(runner: Runner, request: InspectionRequest, *, at_rest: bool = True) -> Inspected:
    for _ in range(100_000):
        frame = runner.frame(FrameRequest(lenses=(request,)), at_rest=at_rest)
        if frame.is_complete:
            break
    answer = frame.answer(Inspected)
    assert answer is not None
    return answer


def parameters(runner: Runner) -> np.ndarray:
    state = runner.frame(FrameRequest()).shown_run.run.state
    assert state
    return state.parameters.array


OPTIMIZERS = (
    Optimizer(name="sgd"),
    Optimizer(name="sgd", momentum=0.9),
    Optimizer(name="sgd", momentum=0.8, nesterov=True),
    Optimizer(name="adagrad"),
    Optimizer(name="rmsprop"),
    Optimizer(name="adam"),
)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda rule: f"{rule.name}-{rule.momentum:g}-{rule.nesterov}")
@pytest.mark.parametrize("steps", [0, 1, 5])
@pytest.mark.parametrize("extra", [{}, {"l1": 0.01, "l2": 0.02}, {"batch_size": "all"}, {"sampling": "replacement"}])
def test_the_next_step_gives_the_weights_shown_bit_for_bit(optimizer, steps, extra):
    session = session_with(optimizer=optimizer, **({"batch_size": 7} | extra))
    session = set_frozen(session, [0, 4, 10], True, 0)
    runner = Runner(session)
    for _ in range(steps):
        runner.step()
    seen = inspected(runner, InspectionRequest()).inspection
    assert seen
    runner.step()
    after = parameters(runner)
    assert np.array_equal(seen.update.after, after)
    assert not np.array_equal(seen.update.before, after)
    assert np.array_equal(seen.update.after[[0, 4, 10]], seen.update.before[[0, 4, 10]])


def test_looking_changes_nothing():
    looked, left = Runner(session_with(batch_size=7)), Runner(session_with(batch_size=7))
    for _ in range(12):
        for name in ("batch", "all", "point"):
            inspected(looked, InspectionRequest(name, 3, CheckRequest("weights", 0)))
        looked.step()
        left.step()
    assert np.array_equal(parameters(looked), parameters(left))


def test_a_step_by_more_points_than_are_shown_is_exact_too(monkeypatch):
    monkeypatch.setattr("app.training.inspection.WORK", 13 * 5)
    runner = Runner(session_with(batch_size=30))
    seen = inspected(runner, InspectionRequest()).inspection
    assert seen
    assert (seen.n, seen.computed) == (30, 5)
    assert seen.bricks[0].input.shape == (5, 2)
    runner.step()
    assert np.array_equal(seen.update.after, parameters(runner))


def test_a_step_that_would_take_too_long_is_shown_by_its_first_points(monkeypatch):
    monkeypatch.setattr("app.training.inspection.WORK", 13 * 5)
    monkeypatch.setattr("app.training.lenses.inspector.LONGEST_WORK", 13 * 29)
    seen = inspected(Runner(session_with(batch_size=30)), InspectionRequest()).inspection
    assert seen
    assert (seen.total, seen.n, seen.computed, seen.is_next) == (30, 5, 5, False)
    np.testing.assert_allclose(seen.loss.value, seen.loss.per_sample.mean())


def test_the_arrays_are_those_of_the_formulas():
    """tanh layer, sigmoid output with squared error, by hand."""
    runner = Runner(session_with(loss="squared-error", batch_size=5, learning_rate=0.3))
    runner.step(3)
    answer = inspected(runner, InspectionRequest())
    seen = answer.inspection
    assert seen
    w1 = seen.update.before[:6].reshape(2, 3)
    b1, w2, b2 = seen.update.before[6:9], seen.update.before[9:12].reshape(3, 1), seen.update.before[12:]
    x = answer.data.points.x[seen.rows]
    center = np.array([feature.center for feature in answer.data.features])
    spread = np.array([feature.scale for feature in answer.data.features])
    x = (x - center) / spread
    y = answer.data.points.labels[seen.rows].reshape(-1, 1).astype(float)
    z1 = x @ w1 + b1
    h = np.tanh(z1)
    z2 = h @ w2 + b2
    p = 1 / (1 + np.exp(-z2))
    linear1, tanh, linear2, head = seen.bricks
    for brick, given, made in ((linear1, x, z1), (tanh, z1, h), (linear2, h, z2), (head, z2, p)):
        np.testing.assert_allclose(brick.input, given, rtol=1e-12)
        np.testing.assert_allclose(brick.output, made, rtol=1e-12)
    assert seen.loss.value == pytest.approx(np.mean((p - y) ** 2))
    np.testing.assert_allclose(seen.loss.per_sample, ((p - y) ** 2)[:, 0])
    gp = 2 / 5 * (p - y)
    gz2 = gp * p * (1 - p)
    gh = gz2 @ w2.T
    gz1 = gh * (1 - h**2)
    np.testing.assert_allclose(seen.loss.gradient, gp, rtol=1e-12)
    for brick, arriving, leaving in ((head, gp, gz2), (linear2, gz2, gh), (tanh, gh, gz1), (linear1, gz1, gz1 @ w1.T)):
        np.testing.assert_allclose(brick.grad_output, arriving, rtol=1e-9)
        np.testing.assert_allclose(brick.grad_input, leaving, rtol=1e-9)
    grad_w1, grad_b1 = linear1.matrix(seen.update.data_gradient)
    np.testing.assert_allclose(grad_w1, x.T @ gz1, rtol=1e-9)
    np.testing.assert_allclose(grad_b1, gz1.sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(seen.update.after, seen.update.before - 0.3 * seen.update.gradient, rtol=1e-12)
    np.testing.assert_allclose(linear1.ctx[0], np.hstack([x, np.ones((5, 1))]), rtol=1e-12)
    assert [brick.number for brick in seen.backward] == [3, 2, 1, 0]


def test_a_point_is_a_batch_of_its_own():
    runner = Runner(session_with())
    answer = inspected(runner, InspectionRequest("point", 11))
    assert answer.inspection
    assert answer.inspection.rows.tolist() == [11]
    assert answer.inspection.n == 1
    assert answer.inspection.loss.value == answer.inspection.loss.per_sample[0]


def test_all_training_points_give_the_full_gradient():
    runner = Runner(session_with())
    seen = inspected(runner, InspectionRequest("all")).inspection
    assert seen
    assert seen.n == 40
    full = runner._lanes[0].trainer.full_gradient()
    np.testing.assert_allclose(seen.update.gradient, full, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("row", [None, -1, 40, 10**9])
def test_a_point_that_is_not_there_is_answered_in_a_sentence(row):
    answer = inspected(Runner(session_with()), InspectionRequest("point", row))
    assert answer.inspection is None
    assert answer.sentence == NOBODY


@pytest.mark.parametrize("name", ["batch", "all"])
def test_without_points_there_is_a_sentence(name):
    session = session_with()
    empty = replace(session, data=replace(session.data, points=session.data.points.taking([])))
    assert inspected(Runner(empty), InspectionRequest(name)).sentence == NOTHING


def test_a_diverged_run_says_so():
    runner = Runner(session_with(learning_rate=1000.0, loss="squared-error", output=Output(kind="class-number")))
    runner.step(50)
    answer = inspected(runner, InspectionRequest())
    assert answer.inspection
    assert answer.diverged


def test_the_step_is_another_after_parameters_were_set_by_hand():
    runner = Runner(session_with())
    request = InspectionRequest()
    first = inspected(runner, request)
    assert inspected(runner, request) is first
    checkpoint = runner._lanes[0].trainer.checkpoint()
    checkpoint.parameters[0] = 7.0
    runner._lanes[0].trainer.restore(checkpoint)
    second = inspected(runner, request).inspection
    assert second
    assert second.update.before[0] == 7.0


ACTIVATIONS = ("identity", "sigmoid", "tanh", "softplus", "silu", "sine", "gaussian", "relu", "leaky-relu")


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("quantity", ["weights", "bias", "input"])
def test_differences_agree_with_backward(activation, quantity):
    layers = (Layer(units=3, activation=activation), Layer(units=2, activation=activation))
    runner = Runner(session_with(layers=layers, batch_size=4))
    trainer = runner._lanes[0].trainer
    checkpoint = trainer.checkpoint()
    checkpoint.parameters[:] = np.linspace(0.1, 1.3, checkpoint.parameters.size)  # no dead units, no kinks
    trainer.restore(checkpoint)
    checked = inspected(runner, InspectionRequest(check=CheckRequest(quantity, 2, (0, 1)))).checked
    assert isinstance(checked, Checked)
    assert checked.measured == checked.analytic.size
    assert checked.kinks == 0
    assert checked.error < 1e-6
    assert checked.entry_error < 1e-5


CASES = [
    (kind, normalizer, loss)
    for kind, normalizer in (
        ("sign", "none"), ("sigmoid", "none"), ("class-number", "none"),
        ("per-class", "none"), ("per-class", "softmax"), ("per-class", "unit-norm"),
    )
    for loss in fitting_losses(kind, normalizer)
]  # fmt: skip


@pytest.mark.parametrize(("kind", "normalizer", "loss"), CASES)
def test_every_output_and_loss_can_be_taken_apart_and_checked(kind, normalizer, loss):
    classes = 3 if kind in ("class-number", "per-class") else 2
    session = session_with(output=Output(kind=kind, normalizer=normalizer), loss=loss, classes=classes, batch_size=4)
    runner = Runner(session)
    runner.step(3)
    answer = inspected(runner, InspectionRequest(check=CheckRequest("prediction", 0)))
    seen, checked = answer.inspection, answer.checked
    assert seen and checked
    assert issubclass(type(seen.loss.loss), LOSSES[loss])
    assert np.array_equal(checked.analytic, seen.loss.gradient)
    assert checked.error < 1e-6 or checked.kinks
    runner.step()
    assert np.array_equal(seen.update.after, parameters(runner))
    p = seen.loss.probabilities
    assert p is None or np.allclose(p.sum(axis=1), 1.0)


def test_a_kink_is_seen_as_one():
    runner = Runner(session_with(layers=(Layer(units=3, activation="relu"),), batch_size=4, initializer="zeros"))
    checked = inspected(runner, InspectionRequest(check=CheckRequest("input", 1))).checked
    assert checked
    assert checked.kinks == 0  # all weights behind are 0, and so are both slopes
    session = session_with(layers=(Layer(units=1, activation="relu"),), batch_size=4)
    runner = Runner(session)
    checkpoint = runner._lanes[0].trainer.checkpoint()
    checkpoint.parameters[:] = [0.0, 0.0, 0.0, 1.0, 0.0]
    runner._lanes[0].trainer.restore(checkpoint)
    checked = inspected(runner, InspectionRequest(check=CheckRequest("input", 1))).checked
    assert checked
    assert checked.kinks == 4
    assert checked.is_kink
    assert checked.analytic[0, 0] == 0.0
    assert checked.numeric[0, 0] == pytest.approx((checked.left + checked.right) / 2)


@pytest.mark.parametrize(
    "check", [CheckRequest("weights", 99), CheckRequest("weights", 0, (50, 0)), CheckRequest("input", 0, (39, 0))]
)
def test_a_check_of_what_is_not_there_any_more_is_left_out(check):
    assert inspected(Runner(session_with(batch_size=4)), InspectionRequest(check=check)).checked is None


def test_a_large_network_costs_little_and_is_still_exact():
    layers = tuple(Layer(units=64, activation="relu") for _ in range(4))
    session = session_with(layers=layers, batch_size=10)
    runner = Runner(session)
    seen = inspected(runner, InspectionRequest()).inspection
    assert seen
    assert sum(issubclass(brick.kind, Linear) for brick in seen.bricks) == 5
    runner.step()
    assert np.array_equal(seen.update.after, parameters(runner))


def test_while_training_a_costly_answer_may_be_old_but_at_rest_it_is_of_this_step():
    now = [0.0]

    def clock() -> float:
        now[0] += 0.01
        return now[0]

    session = session_with()
    request = InspectionRequest()
    runner = Runner(session)
    trainer = runner._lanes[0].trainer
    lens = request.lens(session.runs[0], session.data)
    lens._clock = clock
    first = lens.look(trainer, 0.002)
    assert lens.is_done
    runner.step()
    assert lens.look(trainer, 0.002) is first
    assert not lens.is_done
    now[0] += 1.0
    seen = lens.look(trainer, 0.002).inspection
    assert seen and seen.step == 1
    assert lens.is_done
