"""The lens on the loss of single points: the curve and the points are those of the trainer's own loss."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.edits.points import clear_points
from app.session.schema import Layer, Output, Session
from app.training.assemble import trainer as make_trainer
from app.training.lenses.point_loss import PointLossAnswer, PointLossRequest, loss_at
from nncore import Trainer

SIGMOID, SIGN = Output(kind="sigmoid"), Output(kind="sign")
SCORES, SOFTMAX = Output(kind="per-class"), Output(kind="per-class", normalizer="softmax")
UNIT = Output(kind="per-class", normalizer="unit-norm")


def made(dataset: str, output: Output, loss: str, points: int = 60) -> tuple[Session, Trainer]:
    session = new_session(usual_source(dataset, points=points), layers=[Layer(units=3)], output=output)
    run = session.runs[0]
    session = replace(session, runs=(replace(run, training=replace(run.training, loss=loss)),))
    trainer = make_trainer(session.runs[0], session.data)
    trainer.advance(steps=15)
    return session, trainer


def seen(session: Session, trainer: Trainer) -> PointLossAnswer:
    lens = PointLossRequest().lens(session.runs[0], session.data)
    answer = lens.look(trainer, 1.0)
    assert lens.is_done
    assert answer
    return answer


@pytest.mark.parametrize(
    ("dataset", "output", "loss", "form", "curves"),
    [
        ("moons", SIGMOID, "binary-cross-entropy", "z", 2),
        ("moons", SIGMOID, "squared-error", "z", 2),
        ("moons", SIGN, "perceptron", "z", 2),
        ("moons", SIGN, "squared-error", "z", 2),
        ("blobs", Output(kind="class-number"), "huber", "error", 1),
        ("sine", Output(kind="value"), "absolute-error", "error", 1),
        ("blobs", SOFTMAX, "cross-entropy", "lead", 1),
        ("blobs", SCORES, "cross-entropy", "lead", 1),
        ("blobs", SOFTMAX, "probability-cross-entropy", "lead", 1),
    ],
)
def test_each_point_lies_on_its_curve_and_costs_what_the_trainer_says(
    dataset: str, output: Output, loss: str, form: str, curves: int
) -> None:
    session, trainer = made(dataset, output, loss)
    answer = seen(session, trainer)
    metrics, _ = trainer.evaluate()
    assert (answer.form, len(answer.classes), answer.n) == (form, curves, 60)
    assert answer.points
    assert answer.points.value == pytest.approx(metrics.losses, rel=1e-9, abs=1e-12)
    assert answer.mean == pytest.approx(metrics.loss)
    assert answer.counts.sum() == 60
    for value, label in zip(answer.value, answer.classes, strict=True):
        rows = (answer.points.labels == label) | (label < 0)
        near = np.interp(answer.points.at[rows], answer.at, value)
        step = np.abs(np.diff(value)).max()
        assert np.abs(near - answer.points.value[rows]).max() <= step


@pytest.mark.parametrize(
    ("output", "loss"), [(SIGMOID, "binary-cross-entropy"), (SIGMOID, "squared-error"), (SIGN, "hinge")]
)
def test_the_derivative_is_the_slope_of_the_curve(output: Output, loss: str) -> None:
    _, trainer = made("moons", output, loss)
    targets = trainer.train.targets[:1].repeat(4, axis=0)
    at, step = np.array([-2.3, -0.4, 0.7, 3.1]), 1e-6
    _, slope = loss_at(trainer, "z", at, targets)
    rise = loss_at(trainer, "z", at + step, targets)[0] - loss_at(trainer, "z", at - step, targets)[0]
    assert slope == pytest.approx(rise / (2 * step), abs=1e-6)


def test_slopes_of_cross_entropy_are_p_minus_one_and_of_the_sigmoid_p_minus_y() -> None:
    session, trainer = made("blobs", SOFTMAX, "cross-entropy")
    answer = seen(session, trainer)
    assert answer.slope[0] == pytest.approx(1.0 / (1.0 + np.exp(-answer.at)) - 1.0)
    session, trainer = made("moons", SIGMOID, "binary-cross-entropy")
    answer = seen(session, trainer)
    p = 1.0 / (1.0 + np.exp(-answer.at))
    assert answer.classes == (0, 1)
    assert answer.slope == pytest.approx(np.array([p, p - 1.0]))


def test_a_sign_compared_with_its_target_is_flat() -> None:
    session, trainer = made("moons", SIGN, "squared-error")
    answer = seen(session, trainer)
    assert sorted(set(answer.value.ravel().tolist())) == [0.0, 4.0]
    assert not answer.slope.any()


@pytest.mark.parametrize(("output", "loss"), [(SCORES, "hinge"), (SOFTMAX, "squared-error"), (UNIT, "huber")])
def test_a_loss_of_several_numbers_has_no_curve(output: Output, loss: str) -> None:
    session, trainer = made("blobs", output, loss)
    answer = seen(session, trainer)
    assert answer.form is None
    assert answer.classes == ()


def test_without_points_and_with_many() -> None:
    session, trainer = made("moons", SIGMOID, "binary-cross-entropy", points=300)
    many = seen(session, trainer)
    assert many.points is None
    assert many.counts.sum() == 300
    session = clear_points(session)
    none = seen(session, make_trainer(session.runs[0], session.data))
    assert (none.n, none.classes) == (0, ())
