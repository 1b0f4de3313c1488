"""The way of a run as a film, from a session alone."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from app.training.film import film
from app.training.frames import FrameRequest
from app.training.runner import Runner
from tests.training.test_moments import REGIONS, complete, moments_of, request_of, session_of


def test_each_frame_is_complete_and_of_its_moment() -> None:
    runner = Runner(session_of())
    runner.step(24)
    moments = moments_of(runner)[::8]
    session = replace(runner.session, runs=(complete(runner).runs[0].run,))
    request = request_of(session)
    seen = 0
    for moment, frame in zip(moments, film(session, moments, request), strict=True):
        seen += 1
        state, evaluation = frame.shown_run.run.state, frame.shown_run.evaluation
        assert frame.is_complete and state is not None and evaluation is not None
        assert (state.step, evaluation.step) == (moment.step, moment.step)
        expected = complete(runner, moment)
        assert frame.regions is not None and expected.regions is not None
        np.testing.assert_array_equal(frame.regions.index, expected.regions.index)
        history = frame.shown_run.run.history
        assert history is not None and len(history.steps.rows) == 24
    assert seen == 4


def test_it_ends_where_it_is_told_to() -> None:
    runner = Runner(session_of())
    runner.step(9)
    asked = iter([False] * 3 + [True] * 100)
    frames = film(runner.session, moments_of(runner), FrameRequest(regions=REGIONS), should_stop=lambda: next(asked))
    assert 1 <= len(list(frames)) < 10
