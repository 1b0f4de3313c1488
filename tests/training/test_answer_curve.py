"""The answer over one input: the curve, and the parts that add up to it."""

from __future__ import annotations

import numpy as np
import pytest

from app.session.create import new_session, usual_source
from app.session.schema import Layer, Session
from app.training.frames import FrameRequest
from app.training.lenses.answer_curve import MOST_PARTS, AnswerCurve, AnswerCurveRequest
from app.training.predictor import Predictor
from app.training.runner import Runner


def curve_of(session: Session, *, parts: bool = False, steps: int = 20) -> tuple[AnswerCurve, np.ndarray]:
    """The curve over −6 … 6 after some training, and the parameters."""
    runner = Runner(session)
    runner.step(steps)
    frame = runner.frame(FrameRequest(lenses=(AnswerCurveRequest((-6.0, 6.0), 51, parts),)), at_rest=True)
    curve, state = frame.answer(AnswerCurve), frame.shown_run.run.state
    assert curve is not None
    assert state is not None
    return curve, state.parameters.array


@pytest.mark.parametrize("layers", [(), (3,), (4, 5), (100,)])
@pytest.mark.parametrize("dataset", ["sine", "temperature"])
def test_the_parts_and_the_bias_are_the_answer(layers: tuple[int, ...], dataset: str) -> None:
    session = new_session(usual_source(dataset, points=30), layers=[Layer(units=n) for n in layers])
    curve, _ = curve_of(session, parts=True)
    n_units = layers[-1] if layers else 1
    assert len(curve.parts) == min(n_units, MOST_PARTS)
    assert curve.n_rest == n_units - len(curve.parts)
    assert (np.diff(curve.units) > 0).all()
    assert bool(np.any(curve.rest)) == (curve.n_rest > 0)
    np.testing.assert_allclose(curve.parts.sum(axis=0) + curve.rest + curve.bias, curve.answers[0], atol=1e-9)


def test_the_answer_is_in_the_target_s_unit() -> None:
    session = new_session(usual_source("temperature", points=30))
    curve, parameters = curve_of(session)
    predictor = Predictor(session.runs[0], session.data)
    expected = predictor.answer(predictor.inputs(curve.x[:, None]), parameters).prediction[:, 0]
    np.testing.assert_allclose(curve.answers, [15.0 + 5.0 * expected])
    assert len(curve.parts) == 0, "not asked for"
    assert not curve.answers.flags.writeable


def test_of_classes_it_is_the_prediction_of_each_output() -> None:
    curve, _ = curve_of(new_session(usual_source("film-1", points=30)), parts=True)
    assert curve.answers.shape == (1, 51)
    assert 0.0 <= curve.answers.min() <= curve.answers.max() <= 1.0
    assert len(curve.parts) == 0


def test_with_two_inputs_there_is_none() -> None:
    curve, _ = curve_of(new_session(usual_source("hill", points=30)), parts=True)
    assert len(curve.x) == 0
