"""A run goes on from its file as if it had never stopped: bit for bit, in another process, whatever it is made of.

The files themselves are compared. They spell every number in full, so that equal files mean equal parameters, optimizer
slots, curves, remembered moments and random states.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.edits.timeline import keep_timeline
from app.session.files import content_of
from app.session.schema import Optimizer, Session
from app.training.engines import EngineChoice, as_choice
from app.training.frames import FrameRequest
from app.training.runner import Runner
from tests.session.resume import Other, another_process, engines
from tests.session.sessions import as_saved, sessions, small_session, trained

EXAMPLES = int(os.environ.get("CHALKNET_RESUMES", "20"))  # of random sessions; many more now and then

RULES = {
    "sgd": Optimizer(),
    "momentum": Optimizer(momentum=0.9),
    "nesterov": Optimizer(momentum=0.9, nesterov=True),
    "adagrad": Optimizer(name="adagrad"),
    "rmsprop": Optimizer(name="rmsprop"),
    "adam": Optimizer(name="adam"),
}


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def engine(request: pytest.FixtureRequest) -> EngineChoice:
    """Every engine that there is."""
    if request.param == "compiled":
        request.getfixturevalue("compiled")  # which skips the test where there is none
    return as_choice(request.param)


@pytest.fixture(scope="module")
def other() -> Iterator[Other]:
    with another_process() as process:
        yield process


def assert_goes_on(session: Session, parts: list[int], other: Other, path: Path, engine: EngineChoice) -> Session:
    """Train in parts, each by another process from the file of the one before; and all at once. Returns the outcome."""
    path.write_bytes(content_of(trained(session, parts[0], engines(engine))))
    for steps in parts[1:]:
        other.go_on(path, steps, engine)
    at_once = trained(session, sum(parts), engines(engine))
    assert path.read_bytes() == content_of(at_once)
    return at_once


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
@pytest.mark.parametrize("batch_size", [1, 7, "all"])
def test_every_optimizer_and_sampler(
    rule: str, sampling: Any, batch_size: Any, engine: EngineChoice, other: Other, tmp_path: Path
) -> None:
    session = keep_timeline(small_session(test_share=0.25), True)
    training = replace(
        session.runs[0].training,
        optimizer=RULES[rule],
        sampling=sampling,
        batch_size=batch_size,
        learning_rate=0.01,
        l1=0.001,
        l2=0.01,
    )
    session = replace(session, runs=(replace(session.runs[0], training=training, frozen=(1,)),))
    # from a start that was never trained, in the middle of an epoch, and (of one or of 15 samples a batch) at its end
    parts = [0, 23, 22, 15]
    outcome = assert_goes_on(session, parts, other, tmp_path / "lesson.chalk", engine)
    state = outcome.runs[0].state
    assert state and (state.step, state.engine) == (sum(parts), engine)


@given(
    session=sessions(),
    parts=st.lists(st.integers(0, 60), min_size=2, max_size=3),
    is_path_kept=st.booleans(),
)
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_any_session(
    session: Session, parts: list[int], is_path_kept: bool, engine: EngineChoice, other: Other, tmp_path: Path
) -> None:
    assert_goes_on(keep_timeline(session, is_path_kept), parts, other, tmp_path / "lesson.chalk", engine)


def test_curves_and_paths_that_are_thinned(engine: EngineChoice, other: Other, tmp_path: Path) -> None:
    session = keep_timeline(small_session(), True)
    outcome = assert_goes_on(session, [2999, 2222], other, tmp_path / "lesson.chalk", engine).runs[0]
    assert outcome.history and outcome.history.steps.stride > 1
    assert outcome.timeline and outcome.timeline.stride == 16


def test_a_run_that_was_looked_at(engine: EngineChoice, other: Other, tmp_path: Path) -> None:
    """Frames are computed at any time; the run does not notice."""
    runner = Runner(small_session(test_share=0.25), engines=engines(engine))
    for _ in range(9):
        runner.step(3)
        runner.frame(FrameRequest(), at_rest=True)
    path = tmp_path / "lesson.chalk"
    path.write_bytes(content_of(as_saved(runner)))
    other.go_on(path, 14, engine)
    assert path.read_bytes() == content_of(trained(small_session(test_share=0.25), 41, engines(engine)))


def test_a_run_that_diverges_ends_at_the_same_step(engine: EngineChoice, other: Other, tmp_path: Path) -> None:
    session = small_session()
    training = replace(session.runs[0].training, learning_rate=1000.0, l2=1.0)
    session = replace(session, runs=(replace(session.runs[0], training=training),))
    outcome = assert_goes_on(session, [2, 200], other, tmp_path / "lesson.chalk", engine)
    state = outcome.runs[0].state
    assert state and state.step < 202
