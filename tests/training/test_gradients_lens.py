"""The lens on the gradients: those of nncore at every place of the path, in parts."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from app.session.create import new_session, usual_source
from app.session.edits.points import clear_points
from app.session.edits.training import set_training
from app.session.schema import Layer, Session
from app.training.assemble import trainer as make_trainer
from app.training.frames import FrameRequest
from app.training.lenses.gradients import GradientsAnswer, GradientsLens, GradientsRequest
from app.training.runner import Runner
from nncore import Trainer


def made(*units: int, points: int = 60, activation: str = "tanh") -> Session:
    layers = [Layer(units=one, activation=activation) for one in units]
    return new_session(usual_source("moons", points=points), layers=layers)


def trainer_of(session: Session) -> Trainer:
    return make_trainer(session.runs[0], session.data)


def complete(lens: GradientsLens, trainer: Trainer) -> GradientsAnswer:
    answer = lens.look(trainer, 0.01)
    while not lens.is_done:
        answer = lens.look(trainer, 0.01)
    return answer


def expected(session: Session, trainer: Trainer) -> np.ndarray:
    """‖full gradient‖ of each layer at each place of the path, by a trainer of its own."""
    other = trainer_of(session)
    rows = []
    for parameters in trainer.path.parameters:
        other.network.parameters[:] = parameters
        gradient = other.full_gradient()
        rows.append([np.linalg.norm(gradient[part]) for part in other.network.layer_slices])
    return np.array(rows)


def test_norms_are_those_of_the_full_gradient_along_the_path() -> None:
    session = set_training(made(4, 3), l2=0.1, l1=0.02)
    trainer = trainer_of(session)
    trainer.advance(steps=40)
    answer = complete(GradientsRequest().lens(session.runs[0], session.data), trainer)
    assert answer.steps.tolist() == list(range(41))
    assert answer.norms == pytest.approx(expected(session, trainer), rel=1e-9)
    assert (answer.n, answer.n_all, answer.n_wanted) == (60, 60, 41)


def test_the_present_comes_first_and_is_always_the_last() -> None:
    session = made(3)
    trainer = trainer_of(session)
    trainer.advance(steps=25)
    clock = count()
    lens = GradientsLens(clock=lambda: float(next(clock)))
    answer = lens.look(trainer, 0.5)
    assert answer.steps.tolist() == [25]
    assert not lens.is_done
    seen = [lens.look(trainer, 0.5).steps.tolist() for _ in range(3)]
    assert seen[1] == [0, 25]
    assert seen[2] == [0, 16, 25], "ends first, then what halves the rest"
    complete(lens, trainer)
    trainer.advance(steps=1)
    answer = lens.look(trainer, 0.5)
    assert answer.steps.tolist() == [*range(26), 26]
    full = trainer.full_gradient()
    assert answer.norms[-1] == pytest.approx([np.linalg.norm(full[part]) for part in trainer.network.layer_slices])


def test_nothing_is_computed_twice() -> None:
    session = made(3)
    trainer = trainer_of(session)
    trainer.advance(steps=10)
    asked = 0

    def clock() -> float:
        nonlocal asked
        asked += 1
        return float(asked)

    lens = GradientsLens(clock=clock)
    complete(lens, trainer)
    before = asked
    lens.look(trainer, 100.0)
    assert asked == before + 1, "only the deadline was made"


def test_what_a_wide_network_takes_is_cut_into_parts() -> None:
    session = made(128, 128, points=1500)
    trainer = trainer_of(session)
    clock = count()
    lens = GradientsLens(clock=lambda: float(next(clock)))
    looks = 0
    while not len(lens.look(trainer, 0.5).steps):
        looks += 1
    assert looks > 10
    assert lens.look(trainer, 0.5).norms[0] == pytest.approx(expected(session, trainer)[0], rel=1e-9)


def test_after_thinning_the_path_only_its_steps_remain() -> None:
    session = made(2)
    trainer = trainer_of(session)
    trainer.path.__init__(trainer.network.n_parameters, capacity=16)  # type: ignore[misc]
    trainer.path.append(trainer.checkpoint())
    lens = GradientsLens()
    for _ in range(5):
        trainer.advance(steps=11)
        answer = complete(lens, trainer)
        assert set(answer.steps.tolist()) == {*trainer.path.steps.tolist(), trainer.step_count}
        on_path = np.isin(answer.steps, trainer.path.steps)
        assert answer.norms[on_path] == pytest.approx(expected(session, trainer), rel=1e-9)


def test_parameters_set_by_hand_are_seen() -> None:
    session = made(3)
    trainer = trainer_of(session)
    trainer.advance(steps=4)
    lens = GradientsLens()
    before = complete(lens, trainer)
    checkpoint = trainer.checkpoint()
    checkpoint.parameters[:] *= 3.0
    trainer.restore(checkpoint)
    after = complete(lens, trainer)
    assert np.array_equal(after.norms[:-1], before.norms[:-1])
    assert not np.allclose(after.norms[-1], before.norms[-1])
    trainer.advance(steps=3)
    assert complete(lens, trainer).norms == pytest.approx(expected(session, trainer), rel=1e-9)


def test_a_sign_lets_no_gradient_through() -> None:
    session = made(3, 3, activation="sign")
    trainer = trainer_of(session)
    trainer.advance(steps=5)
    norms = complete(GradientsLens(), trainer).norms
    assert not norms[:, :2].any()
    assert (norms[:, 2] > 0.0).all()


def test_of_many_points_a_fixed_part() -> None:
    session = made(2, points=4000)
    trainer = trainer_of(session)
    answer = complete(GradientsLens(), trainer)
    assert (answer.n, answer.n_all) == (2000, 4000)
    assert answer.norms[0] == pytest.approx(expected(session, trainer)[0], rel=0.2)


def test_without_points_there_is_no_gradient() -> None:
    session = clear_points(made(2))
    answer = complete(GradientsLens(), trainer_of(session))
    assert answer.n_all == 0
    assert not answer.norms.any()


def test_looking_does_not_change_the_training() -> None:
    session = made(4)
    watched, alone = Runner(session), Runner(session)
    for runner, request in ((watched, FrameRequest(lenses=(GradientsRequest(),))), (alone, FrameRequest())):
        for _ in range(10):
            runner.step(3)
            runner.frame(request)
    states = [runner.frame(FrameRequest()).shown_run.run.state for runner in (watched, alone)]
    assert states[0] == states[1]


def test_looking_back_the_curve_is_whole_and_the_present_is_the_moment() -> None:
    runner = Runner(made(2))
    runner.step(12)
    request = FrameRequest(lenses=(GradientsRequest(),))
    moment = runner.frame(request).runs[0].moments[5]
    frame = runner.frame(request, at_rest=True, moment=moment)
    while not frame.is_complete:
        frame = runner.frame(request, at_rest=True, moment=moment)
    past, live = frame.answer(GradientsAnswer), None
    assert past is not None
    assert past.steps.tolist() == list(range(13))
    assert past.steps[past.at] == 5
    while live is None or len(live.steps) < 13:
        live = runner.frame(request, at_rest=True).answer(GradientsAnswer)
    assert live.at == 12
    np.testing.assert_allclose(past.norms, live.norms, rtol=1e-12)
