"""Remembered moments: a frame of them is the frame that was, and the run in training does not notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as replace_struct

from app.session.create import new_session, usual_source
from app.session.edits.branch import Branch, Standing
from app.session.edits.model import set_activation, set_units
from app.session.edits.parameters import parameter_edit
from app.session.edits.points import add_points
from app.session.edits.training import set_loss, set_optimizer, set_training
from app.session.schema import Layer, Session, View
from app.session.slice import slice_of
from app.training.assemble import history_until, state_from
from app.training.frames import Frame, FrameRequest
from app.training.lenses.gradients import GradientsRequest
from app.training.lenses.hidden import HiddenAnswer, HiddenRequest
from app.training.lenses.inspector import Inspected, InspectionRequest
from app.training.lenses.landscape import Landscape, LandscapeRequest
from app.training.lenses.neurons import Neurons, NeuronsRequest
from app.training.moments import carried
from app.training.regions import RegionsRequest
from app.training.runner import Runner
from nncore import Checkpoint, EngineMaker
from tests.training.test_engines import engines_with
from tests.training.test_runner import Clock

REGIONS = RegionsRequest((-6.0, 6.0), (-6.0, 6.0), 8, 6, "probability")


def session_of(**options: Any) -> Session:
    """40 training points in batches of 10, 10 for testing; gradient descent with momentum."""
    session = new_session(usual_source("moons", points=50), layers=[Layer(units=3)], test_share=0.2)
    return set_training(set_optimizer(session, momentum=0.9), **options)


def request_of(session: Session) -> FrameRequest:
    plane = slice_of(session.data, View())
    return FrameRequest(
        regions=REGIONS,
        lenses=(
            NeuronsRequest(plane, (-6.0, 6.0), (-6.0, 6.0), 6, None),
            HiddenRequest(1, (0, 1), plane),
            InspectionRequest("batch"),
        ),
    )


def complete(runner: Runner, moment: Checkpoint | None = None, request: FrameRequest | None = None) -> Frame:
    request = request_of(runner.session) if request is None else request
    frame = runner.frame(request, at_rest=True, moment=moment)
    while not frame.is_complete:
        frame = runner.frame(request, at_rest=True, moment=moment)
    return frame


def moments_of(runner: Runner) -> tuple[Checkpoint, ...]:
    return runner.frame(FrameRequest(metrics=False)).runs[0].moments


def evaluated(frame: Frame) -> Any:
    seen = frame.shown_run.evaluation
    assert seen is not None and seen.test is not None
    return seen.step, seen.train.loss, seen.train.accuracy, seen.test.loss, seen.predicted.tolist()


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["sgd", "adam"]))
@settings(max_examples=8, deadline=None)
def test_a_remembered_frame_is_the_frame_that_was(step: int, more: int, rule: Any) -> None:
    session = set_optimizer(session_of(), name=rule)
    runner, other = Runner(session), Runner(session)
    other.step(step)
    runner.step(step + more)
    moment = moments_of(runner)[step]
    past, then = complete(runner, moment), complete(other)
    assert past.shown_run.run.state == then.shown_run.run.state
    assert past.runs[0].run.state is not None and past.runs[0].run.state.step == step + more
    assert evaluated(past) == evaluated(then)
    assert past.shown_run.penalty == then.shown_run.penalty
    assert past.regions is not None and then.regions is not None
    np.testing.assert_array_equal(past.regions.index, then.regions.index)
    for kind in (Neurons, HiddenAnswer, Inspected):
        assert past.answer(kind) is not None
    hidden = past.answer(HiddenAnswer), then.answer(HiddenAnswer)
    assert hidden[0] is not None and hidden[1] is not None
    np.testing.assert_array_equal(hidden[0].points, hidden[1].points)
    steps = [answer.inspection for frame in (past, then) if (answer := frame.answer(Inspected))]
    assert steps[0] is not None and steps[1] is not None
    assert steps[0].is_next
    np.testing.assert_array_equal(steps[0].rows, steps[1].rows)
    np.testing.assert_array_equal(steps[0].update.after, steps[1].update.after)


def test_the_curves_of_a_remembered_frame_are_those_of_the_whole_run() -> None:
    runner = Runner(session_of())
    runner.step(30)
    frame = complete(runner, moments_of(runner)[3])
    history = frame.shown_run.run.history
    assert history is not None and history == frame.runs[0].run.history
    assert len(history.steps.rows) == 30


def test_looking_back_leaves_the_run_as_it_is() -> None:
    session = session_of()
    watched, alone = Runner(session), Runner(session)
    more = LandscapeRequest("principal", arrows=True), GradientsRequest()
    request = replace(request_of(session), lenses=(*request_of(session).lenses, *more))
    for step in (7, 19, 20, 33):
        watched.step(step)
        alone.step(step)
        for moment in moments_of(watched)[:: 1 + step // 3]:
            watched.frame(request, moment=moment)
    frames = complete(watched), complete(alone)
    assert frames[0].runs[0].run == frames[1].runs[0].run
    assert [moment.step for moment in moments_of(watched)] == [moment.step for moment in moments_of(alone)]


def test_the_landscape_shows_the_whole_path_and_the_place_of_the_moment() -> None:
    runner = Runner(session_of())
    runner.step(20)
    moment = moments_of(runner)[5]
    request = FrameRequest(lenses=(LandscapeRequest("parameters", (0, 1), window=((-1.0, 1.0), (-1.0, 1.0))),))
    landscape = runner.frame(request, moment=moment).answer(Landscape)
    assert landscape is not None and landscape.path is not None and landscape.place is not None
    assert len(landscape.path) == 21
    np.testing.assert_array_equal(landscape.place, moment.parameters[:2])


def test_points_that_are_added_meanwhile_are_answered_by_the_remembered_network() -> None:
    runner = Runner(session_of())
    runner.step(12)
    moment = moments_of(runner)[4]
    before = complete(runner, moment)
    session = add_points(runner.session, [[0.0, 0.0]], 1)
    runner.apply(session)
    again = carried(moment, before.session.runs[0], before.session.data, session.runs[0], session.data)
    assert again is not None
    frame = complete(runner, again)
    assert frame.shown_run.run.state is not None and frame.shown_run.run.state.step == 4
    assert frame.shown_run.evaluation is not None and len(frame.shown_run.evaluation.predicted) == 51
    np.testing.assert_array_equal(frame.shown_run.run.state.parameters.array, moment.parameters)


class TestCarried:
    def carry(self, moment: Checkpoint, old: Session, new: Session) -> Checkpoint | None:
        return carried(moment, old.runs[0], old.data, new.runs[0], new.data)

    @pytest.fixture
    def moment(self) -> Checkpoint:
        runner = Runner(session_of())
        runner.step(7)
        moment = moments_of(runner)[6]
        assert moment.slots.any() and moment.sampler.position == 20
        return moment

    def test_nothing_changes_where_all_of_it_still_means_the_same(self, moment: Checkpoint) -> None:
        session = session_of()
        assert self.carry(moment, session, set_training(session, learning_rate=0.5)) is moment
        assert self.carry(moment, session, set_activation(session, 0, "relu")) is moment

    def test_another_optimizer_remembers_nothing(self, moment: Checkpoint) -> None:
        session = session_of()
        after = self.carry(moment, session, set_optimizer(session, name="adam"))
        assert after is not None
        assert after.slots.shape == (2, moment.parameters.size) and not after.slots.any()
        assert after.updates == 0
        assert after.parameters is moment.parameters

    def test_other_batches_begin_the_epoch_anew(self, moment: Checkpoint) -> None:
        session = session_of()
        for edited in (set_training(session, batch_size=5), add_points(session, [[0.0, 0.0]], 1)):
            after = self.carry(moment, session, edited)
            assert after is not None and after.sampler.position == 0
            assert after.sampler.epoch == moment.sampler.epoch
            assert after.slots is moment.slots

    def test_another_network_is_not_remembered(self, moment: Checkpoint) -> None:
        session = session_of()
        assert self.carry(moment, session, set_units(session, 0, 4)) is None


def test_an_edit_keeps_the_path_and_another_network_begins_a_new_one() -> None:
    runner = Runner(session_of())
    runner.step(9)
    runner.apply(set_optimizer(runner.session, name="adam"))
    runner.step(2)
    assert [moment.step for moment in moments_of(runner)] == list(range(12))
    assert {moment.slots.shape[0] for moment in moments_of(runner)} == {2}
    runner.apply(set_units(runner.session, 0, 5))
    assert [moment.step for moment in moments_of(runner)] == [11]


def test_many_points_are_looked_at_once_a_moment_is_still() -> None:
    """While the slider moves there is no time for it, and then no number is shown."""
    clock = Clock(tick=0.01)
    runner = Runner(session_of(), clock)
    runner.step(5)
    first, second = moments_of(runner)[1:3]
    assert runner.frame(FrameRequest(), moment=first).shown_run.evaluation is not None
    moved = runner.frame(FrameRequest(), moment=second).shown_run
    assert moved.evaluation is None
    still = runner.frame(FrameRequest(), moment=second).shown_run
    assert still.evaluation is not None and still.evaluation.step == 2


def test_one_of_several_runs_is_looked_back_at() -> None:
    session = session_of()
    session = replace_struct(session, runs=(session.runs[0], replace_struct(session.runs[0], name="other")))
    runner = Runner(set_training(session, 1, learning_rate=0.01))
    runner.step(10)
    moments = runner.frame(FrameRequest(metrics=False)).runs[1].moments
    frame = runner.frame(FrameRequest(regions=REGIONS), shown=1, at_rest=True, moment=moments[3])
    steps = [run.run.state.step for run in frame.runs if run.run.state]
    assert steps == [10, 10]
    assert frame.shown_run.run.name == "other"
    assert frame.seen(0) is frame.runs[0]
    assert frame.past is not None and frame.past.run.state is not None and frame.past.run.state.step == 3


@given(
    st.lists(
        st.sampled_from(["step", "look", "point", "rate", "adam", "sgd", "batch", "loss", "units", "parameters"]),
        min_size=3,
        max_size=14,
    ),
    st.integers(0, 2**31),
)
@settings(max_examples=25, deadline=None)
def test_whatever_is_edited_meanwhile_the_run_goes_its_way_and_moments_stay_true(deeds: list[str], seed: int) -> None:
    """Two runners do the same; one of them is looked back at now and then."""
    rng = np.random.default_rng(seed)
    session = session_of()
    watched, alone = Runner(session), Runner(session)
    moment: Checkpoint | None = None
    for deed in ["step", *deeds]:
        before = watched.session
        if deed == "step":
            steps = int(rng.integers(1, 9))
            watched.step(steps)
            alone.step(steps)
        elif deed == "look":
            known = moments_of(watched)
            moment = known[int(rng.integers(len(known)))]
        elif deed == "parameters":
            state = watched.frame(FrameRequest(metrics=False)).runs[0].run.state
            assert state is not None
            edit = parameter_edit(state, 0, [0, 1], rng.normal(size=2))
            for runner in (watched, alone):
                runner.apply(replace_struct(before), edit)
        else:
            after = EDITS[deed](before)
            for runner in (watched, alone):
                runner.apply(after)
            if moment is not None:
                moment = carried(moment, before.runs[0], before.data, after.runs[0], after.data)
        if moment is not None:
            frame = watched.frame(request_of(watched.session), at_rest=True, moment=moment)
            shown = frame.shown_run.run.state
            assert shown is not None and shown.step == moment.step
            np.testing.assert_array_equal(shown.parameters.array, moment.parameters)
    assert complete(watched).runs[0].run == complete(alone).runs[0].run
    for one, other in zip(moments_of(watched), moments_of(alone), strict=True):
        assert one.step == other.step
        np.testing.assert_array_equal(one.parameters, other.parameters)


def test_the_compiled_engine_goes_on_from_its_moments_as_it_did(compiled: EngineMaker) -> None:
    runner, other = (Runner(session_of(), engines=engines_with(compiled)) for _ in range(2))
    runner.step(1300)
    frame = complete(runner).runs[0]
    assert (frame.engine, frame.stride) == ("compiled", 4)
    assert frame.run.state is not None and frame.run.history is not None
    moment = frame.moments[100]
    past = complete(runner, moment)
    assert past.shown_run.run.state is not None
    np.testing.assert_array_equal(past.shown_run.run.state.parameters.array, moment.parameters)
    state = state_from(moment, frame.run.state.engine)
    before = Standing(frame.run.state, frame.run.history, frame.moments, frame.stride)
    then = Standing(state, history_until(frame.run.history, state), frame.moments[:101], frame.stride)
    runner.apply(replace_struct(runner.session), Branch(0, before, then, key=object()))
    runner.step(777)
    other.step(400 + 777)
    assert complete(runner).runs[0].run.state == complete(other).runs[0].run.state
    assert [known.step for known in moments_of(runner)] == [known.step for known in moments_of(other)]


EDITS: dict[str, Callable[[Session], Session]] = {
    "point": lambda session: add_points(session, [[0.0, 0.5]], 1),
    "rate": lambda session: set_training(session, learning_rate=0.03),
    "adam": lambda session: set_optimizer(session, name="adam"),
    "sgd": lambda session: set_optimizer(session, name="sgd"),
    "batch": lambda session: set_training(session, batch_size=7),
    "loss": lambda session: set_loss(session, "squared-error"),
    "units": lambda session: set_units(session, 0, 4 if session.runs[0].model.layers[0].units == 3 else 3),
}


@given(st.integers(0, 20), st.integers(0, 12), st.integers(0, 12))
@settings(max_examples=10, deadline=None)
def test_a_branch_goes_on_as_the_run_did_and_undo_brings_it_back(start: int, more: int, after: int) -> None:
    runner, other = Runner(session_of()), Runner(session_of())
    runner.step(start + more)
    frame = complete(runner).runs[0]
    assert frame.run.state is not None and frame.run.history is not None
    before = Standing(frame.run.state, frame.run.history, frame.moments, frame.stride)
    state = state_from(frame.moments[start])
    then = Standing(state, history_until(frame.run.history, state), frame.moments[: start + 1], frame.stride)
    branch = Branch(0, before, then, key=object())
    runner.apply(replace_struct(runner.session), branch)
    runner.step(after)
    other.step(start + after)
    assert complete(runner).runs[0].run.state == complete(other).runs[0].run.state
    assert [moment.step for moment in moments_of(runner)] == list(range(start + after + 1))
    runner.apply(replace_struct(runner.session), branch.reversed)
    back = complete(runner).runs[0]
    assert back.run == frame.run
    assert [moment.step for moment in back.moments] == [moment.step for moment in frame.moments]
    assert branch.reversed.reversed == branch
