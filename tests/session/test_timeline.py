"""The timeline in a session and its file: kept on request, exactly, within bounds, and never trusted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.edits.model import set_units
from app.session.edits.timeline import is_timeline_kept, keep_timeline
from app.session.edits.training import set_optimizer
from app.session.errors import SessionError
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Session, Timeline
from app.session.validation import validate
from app.training.frames import FrameRequest
from app.training.moments import timeline_of
from app.training.runner import Runner
from nncore import Checkpoint
from tests.session.sessions import small_session


def kept(steps: int, rule: Any = "sgd") -> tuple[Session, Runner]:
    """A session that keeps its timeline, as a file would, and the runner that it was trained by."""
    runner = Runner(keep_timeline(set_optimizer(small_session(), name=rule), True))
    runner.step(steps)
    frame = runner.frame(FrameRequest(), at_rest=True).runs[0]
    run = replace(frame.run, timeline=timeline_of(frame.moments, frame.stride))
    return replace(runner.session, runs=(run,)), runner


def moments_of(runner: Runner) -> tuple[Checkpoint, ...]:
    return runner.frame(FrameRequest(metrics=False)).runs[0].moments


def assert_same(one: tuple[Checkpoint, ...], other: tuple[Checkpoint, ...]) -> None:
    assert [moment.step for moment in one] == [moment.step for moment in other]
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.parameters, b.parameters)
        np.testing.assert_array_equal(a.slots, b.slots)
        assert (a.updates, a.sampler) == (b.updates, b.sampler)


@given(st.integers(0, 40), st.sampled_from(["sgd", "rmsprop", "adam"]))
@settings(max_examples=10, deadline=None)
def test_it_survives_a_file_bit_for_bit(steps: int, rule: Any) -> None:
    session, runner = kept(steps, rule)
    loaded = decode(encode(session))
    assert not loaded.notice
    assert loaded.session == session
    opened = Runner(loaded.session)
    assert_same(moments_of(opened), moments_of(runner))
    for either in (opened, runner):
        either.step(7)
    assert_same(moments_of(opened), moments_of(runner))


def test_without_it_the_file_has_none() -> None:
    session, _ = kept(30)
    without = keep_timeline(session, False)
    assert not is_timeline_kept(without)
    assert len(encode(without)) < len(encode(session)) / 3
    assert [moment.step for moment in moments_of(Runner(without))] == [30]


def test_the_wish_alone_is_kept_as_well() -> None:
    session = keep_timeline(small_session(), True)
    assert is_timeline_kept(decode(encode(session)).session)
    assert keep_timeline(session, True) is session
    assert keep_timeline(session, False) == small_session()


def test_a_long_path_goes_on_thinning_evenly_after_a_file() -> None:
    session, runner = kept(1100)
    opened = Runner(decode(encode(session)).session)
    assert opened.frame(FrameRequest(metrics=False)).runs[0].stride == 4
    for either in (opened, runner):
        either.step(1000)
    assert_same(moments_of(opened), moments_of(runner))


def test_a_file_takes_no_more_numbers_than_it_may() -> None:
    _, runner = kept(100)
    moments = moments_of(runner)
    size = moments[0].parameters.size
    timeline = timeline_of(moments, 1, most_numbers=30 * size)
    assert timeline.stride == 4
    assert [moment.step for moment in timeline.moments] == list(range(0, 101, 4))
    assert timeline_of(moments, 1, most_numbers=size).moments == timeline.moments[:1]  # the start, at any stride
    assert timeline_of(moments, 1, most_numbers=size - 1).moments == ()
    validate(replace(kept(100)[0], runs=(replace(kept(100)[0].runs[0], timeline=timeline),)))


def test_another_network_leaves_the_wish_and_drops_the_moments() -> None:
    session, _ = kept(20)
    edited = set_units(session, 0, 5)
    assert edited.runs[0].timeline == Timeline()
    validate(edited)


class TestUnsound:
    def refused(self, **changes: Any) -> SessionError:
        session, _ = kept(6)
        timeline = session.runs[0].timeline
        assert timeline is not None
        moments = list(timeline.moments)
        for name, value in changes.items():
            if name == "stride":
                timeline = replace(timeline, stride=value)
            elif name == "moments":
                moments = value(moments)
            else:
                moments[3] = replace(moments[3], **{name: value})
        run = replace(session.runs[0], timeline=replace(timeline, moments=tuple(moments)))
        with pytest.raises(SessionError) as caught:
            decode(encode(replace(session, runs=(run,))))
        return caught.value

    def test_steps_out_of_order(self) -> None:
        error = self.refused(moments=lambda moments: [*moments[:2], moments[1], *moments[2:]])
        assert error.place == "$.runs[0].timeline.moments[2].step"

    def test_a_step_that_was_never_reached(self) -> None:
        session, _ = kept(6)
        last = session.runs[0].state
        assert last is not None
        error = self.refused(moments=lambda moments: [*moments, replace(last, step=7)])
        assert "has not been reached" in error.reason

    def test_a_step_beside_the_stride(self) -> None:
        assert "multiples of 2" in self.refused(stride=2).reason
        assert "power of two" in self.refused(stride=3).reason

    def test_numbers_that_are_no_parameters(self) -> None:
        from app.session.arrays import Numbers

        error = self.refused(parameters=Numbers([1.0, 2.0]))
        assert error.place == "$.runs[0].timeline.moments[3].parameters"
        session, _ = kept(6)
        state = session.runs[0].state
        assert state is not None
        endless = np.full(len(state.parameters), np.nan)
        assert "finite" in self.refused(parameters=Numbers(endless)).reason

    def test_too_many_moments(self) -> None:
        assert "512" in self.refused(moments=lambda moments: moments * 100).reason
