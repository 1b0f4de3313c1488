"""The runner with a clock of the test's own, and no thread."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.edits.data import load_dataset
from app.session.edits.model import add_layer, set_units
from app.session.edits.points import add_points, clear_points, delete_points
from app.session.edits.training import set_loss, set_optimizer, set_training
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Layer, Session, State
from app.training.frames import Frame, FrameRequest
from app.training.regions import RegionsRequest
from app.training.runner import Runner

REGIONS = RegionsRequest((-6.0, 6.0), (-6.0, 6.0), 8, 6, "probability")


class Clock:
    """Time that passes by a little with every look at it, and by more when told to."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now, self.tick = 100.0, tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


def session_of(**options: Any) -> Session:
    """50 points, 40 of them for training in batches of 10: four steps an epoch."""
    session = new_session(usual_source("moons", points=50), layers=[Layer(units=3)], test_share=0.2)
    return set_training(session, **options)


def two_runs(**options: Any) -> Session:
    session = session_of()
    other = replace(session.runs[0], name="run 2", training=replace(session.runs[0].training, **options))
    return replace(session, runs=(session.runs[0], other))


def frame_of(runner: Runner) -> Frame:
    return runner.frame(FrameRequest(), at_rest=True)


def state_of(runner: Runner, run: int = 0) -> State:
    state = frame_of(runner).runs[run].run.state
    assert state is not None
    return state


# Slices


def test_a_slice_lasts_as_long_as_it_is_given() -> None:
    clock = Clock(tick=0.001)
    runner = Runner(session_of(), clock)
    done = runner.advance(0.1)
    assert 10 <= done <= 100
    assert clock.now - 100.0 == pytest.approx(0.1, abs=0.02)


def test_result_does_not_depend_on_the_slices() -> None:
    whole = Runner(session_of())
    whole.step(57)
    sliced = Runner(session_of(), Clock(tick=0.001))
    done = 0
    while done < 57:
        done += sliced.advance(0.002) if done < 40 else sliced.step()
    sliced.step(57 - done)
    assert done == 57
    assert state_of(sliced) == state_of(whole)
    assert frame_of(sliced).runs[0].run.history == frame_of(whole).runs[0].run.history


@given(parts=st.lists(st.integers(1, 20), min_size=1, max_size=5), replacement=st.booleans())
@settings(max_examples=25)
def test_any_cut_gives_the_same_bits(parts: list[int], replacement: bool) -> None:
    session = session_of(sampling="replacement" if replacement else "shuffle", batch_size=7)
    whole, cut = Runner(session), Runner(session)
    whole.step(sum(parts))
    for part in parts:
        cut.step(part)
        frame_of(cut)
    assert state_of(cut) == state_of(whole)


def test_looking_does_not_disturb() -> None:
    looked, alone = Runner(session_of()), Runner(session_of())
    for _ in range(20):
        looked.step()
        looked.frame(FrameRequest(regions=REGIONS), at_rest=True)
    alone.step(20)
    assert state_of(looked) == state_of(alone)


# Speed


def test_one_step_a_second() -> None:
    clock = Clock()
    runner = Runner(session_of(), clock)
    runner.steps_per_second = 1.0
    runner.start()
    assert runner.advance(0.01) == 0
    total = 0
    for _ in range(40):
        clock.now += 0.125
        total += runner.advance(0.01)
    assert total == 5
    assert 0.0 < runner.until_due() <= 1.0


def test_a_set_speed_is_held_over_uneven_slices() -> None:
    clock = Clock()
    runner = Runner(session_of(), clock)
    runner.steps_per_second = 250.0
    runner.start()
    runner.advance(0.01)
    total = 0
    for wait in itertools.islice(itertools.cycle((0.003, 0.02, 0.011)), 300):
        clock.now += wait
        total += runner.advance(0.01)
    assert total == pytest.approx(250.0 * 100 * 0.034, abs=2)


def test_a_pause_is_not_made_up_for() -> None:
    clock = Clock()
    runner = Runner(session_of(), clock)
    runner.steps_per_second = 100.0
    runner.start()
    runner.advance(0.01)
    clock.now += 3600.0
    runner.start()
    assert runner.advance(0.01) == 0


def test_full_speed_is_never_due_later() -> None:
    runner = Runner(session_of(), Clock())
    assert runner.until_due() == 0.0


def test_measured_pace() -> None:
    clock = Clock()
    runner = Runner(session_of(), clock)
    runner.steps_per_second = 50.0
    runner.start()
    for _ in range(40):
        clock.now += 0.1
        runner.advance(0.01)
    assert runner.frame(FrameRequest()).steps_per_second == pytest.approx(50.0, rel=0.05)
    assert frame_of(runner).steps_per_second == 0.0


# Stopping


def advanced_to_the_end(runner: Runner) -> int:
    total = 0
    for _ in range(10_000):
        if runner.stop():
            return total
        total += runner.advance(0.005)
    raise AssertionError("it never stopped")


@pytest.mark.parametrize("tick", [0.0005, 0.003, 0.02])
def test_stops_exactly_at_the_epoch(tick: float) -> None:
    runner = Runner(session_of(stop_epoch=7), Clock(tick))
    assert advanced_to_the_end(runner) == 28
    state = state_of(runner)
    assert (state.epoch, state.position, state.step) == (7, 0, 28)
    stop = runner.stop()
    assert stop
    assert stop.reason == "Stopped at epoch 7, as asked for."
    assert stop.divergence is None
    assert runner.advance(0.01) == 0


def test_stops_at_the_first_epoch_with_the_accuracy() -> None:
    runner = Runner(session_of(stop_accuracy=0.9), Clock(0.0007))
    advanced_to_the_end(runner)
    stopped = state_of(runner).epoch
    assert stopped > 0
    by_hand = Runner(session_of())
    reached = []
    for _ in range(stopped):
        by_hand.step_epoch()
        evaluation = frame_of(by_hand).runs[0].evaluation
        assert evaluation
        reached.append(evaluation.train.accuracy >= 0.9)
    assert reached == [False] * (stopped - 1) + [True]


def test_each_of_two_runs_tells_its_stop_once() -> None:
    session = session_of(stop_epoch=2)
    longer = replace(session.runs[0], name="longer", training=replace(session.runs[0].training, stop_epoch=5))
    runner = Runner(replace(session, runs=(session.runs[0], longer)), Clock(0.0001))
    told = []
    for _ in range(10_000):
        runner.advance(0.005)
        told += runner.new_stops()
        if told and told[-1].is_last:
            break
    assert [(stop.run, stop.is_last) for stop in told] == [(0, False), (1, True)]
    runner.start()
    assert [stop.run for stop in runner.new_stops()] == [0, 1]


def test_steps_by_hand_go_past_the_stop() -> None:
    runner = Runner(session_of(stop_epoch=1))
    advanced_to_the_end(runner)
    assert runner.step() == 1
    assert runner.step_epoch() == 3
    assert state_of(runner).epoch == 2


def test_step_epoch_ends_the_present_epoch() -> None:
    runner = Runner(session_of())
    runner.step()
    assert runner.step_epoch() == 3
    assert runner.step_epoch() == 4


def test_without_points_it_says_so() -> None:
    runner = Runner(clear_points(session_of()))
    stop = runner.stop()
    assert stop
    assert "click into the plane" in stop.reason
    assert runner.advance(0.01) == 0
    assert runner.step() == 0
    assert frame_of(runner).runs[0].divergence is None
    runner.apply(add_points(runner.session, [[0.0, 0.0], [1.0, 1.0]], 1))
    assert runner.stop() is None
    assert runner.step() == 1


def test_divergence_stops_with_a_step_and_a_reason() -> None:
    session = set_training(set_loss(session_of(), "squared-error"), learning_rate=900.0)
    model = replace(session.runs[0].model, output=replace(session.runs[0].model.output, kind="class-number"))
    session = replace(session, runs=(replace(session.runs[0], model=model),))
    runner = Runner(session, Clock(0.0001))
    advanced_to_the_end(runner)
    stop = runner.stop()
    assert stop
    assert stop.divergence
    frame = frame_of(runner)
    assert frame.runs[0].divergence == stop.divergence
    assert f"Step {stop.divergence.step}" in stop.reason
    assert "learning rate" in stop.reason
    state = frame.runs[0].run.state
    assert state
    assert state.step == stop.divergence.last_good_step
    assert np.isfinite(state.parameters.array).all()
    assert decode(encode(replace(session, runs=tuple(run.run for run in frame.runs)))).session.runs[0].state == state
    slower = set_training(session, learning_rate=0.001)
    runner.apply(slower)
    assert runner.stop() is None
    assert runner.step(10) == 10


# Frames


def arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Every array that can be reached in a frame."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from arrays(item)
    elif isinstance(value, dict):
        yield from arrays(list(value.values()))
    else:
        for name in getattr(value, "__struct_fields__", None) or getattr(value, "__slots__", None) or ():
            yield from arrays(getattr(value, name))
        yield from arrays(list(vars(value).values()) if hasattr(value, "__dict__") else [])


def test_arrays_of_a_frame_are_read_only_and_its_own() -> None:
    runner = Runner(session_of())
    runner.step(5)
    frame = runner.frame(FrameRequest(regions=REGIONS), at_rest=True)
    found = list(arrays(frame))
    assert len(found) > 10
    writeable = [array.shape for array in found if array.flags.writeable]
    assert writeable == []
    copies = [array.copy() for array in found]
    runner.step(50)
    runner.frame(FrameRequest(regions=REGIONS), at_rest=True)
    for array, copy in zip(found, copies, strict=True):
        assert np.array_equal(array, copy, equal_nan=array.dtype.kind == "f")


def test_nothing_is_computed_for_nobody() -> None:
    runner = Runner(session_of())
    runner.step(5)
    frame = runner.frame(FrameRequest(regions=None, metrics=False))
    assert frame.regions is None
    assert frame.runs[0].evaluation is None


def test_evaluation_is_of_all_points() -> None:
    runner = Runner(session_of())
    runner.step(50)
    frame = frame_of(runner)
    evaluation = frame.shown_run.evaluation
    assert evaluation
    assert evaluation.test
    assert evaluation.step == 50
    points = frame.session.data.points
    right = evaluation.predicted == points.labels
    assert evaluation.train.accuracy == pytest.approx(right[~points.is_test].mean())
    assert evaluation.test.accuracy == pytest.approx(right[points.is_test].mean())


def test_evaluation_takes_its_share_of_the_time_only() -> None:
    clock = Clock(tick=1.0)
    runner = Runner(session_of(), clock)
    runner.step()
    frame = runner.frame(FrameRequest())
    first = frame.runs[0].evaluation
    runner.step()
    assert runner.frame(FrameRequest()).runs[0].evaluation is first, "an evaluation of a second waits for ten"
    clock.now += 100.0
    runner.step()
    later = runner.frame(FrameRequest()).runs[0].evaluation
    assert later
    assert later.step == 3


# Edits on the way


def test_apply_keeps_the_weights() -> None:
    runner = Runner(session_of())
    runner.step(20)
    before = state_of(runner)
    runner.apply(add_points(runner.session, [[0.0, 0.0]], 1))
    assert state_of(runner).parameters == before.parameters
    assert state_of(runner).step == 20
    runner.apply(set_training(runner.session, learning_rate=0.3, l2=0.01))
    runner.apply(set_loss(runner.session, "squared-error"))
    runner.apply(set_optimizer(runner.session, name="adam"))
    assert state_of(runner).parameters == before.parameters
    assert len(frame_of(runner).runs[0].run.history.steps.rows) == 20  # type: ignore[union-attr]
    runner.step(3)
    assert state_of(runner).step == 23


def test_apply_of_another_structure() -> None:
    runner = Runner(session_of())
    runner.step(20)
    before = state_of(runner).parameters.array
    runner.apply(set_units(runner.session, 0, 4))
    after = state_of(runner).parameters.array
    assert np.array_equal(after[:8].reshape(2, 4)[:, :3], before[:6].reshape(2, 3))
    runner.apply(add_layer(runner.session))
    assert runner.step(5) == 5


def test_apply_of_an_option_in_mid_epoch_is_as_if_it_had_been_so_from_there() -> None:
    """The same points in the same order are still to come."""
    plain, touched = Runner(session_of()), Runner(session_of())
    plain.step(6)
    touched.step(2)
    touched.apply(set_training(touched.session, learning_rate=0.5))
    touched.apply(set_training(touched.session, learning_rate=0.1))
    touched.step(4)
    assert state_of(touched) == state_of(plain)


def test_points_deleted_in_mid_epoch() -> None:
    runner = Runner(session_of())
    runner.step(3)
    runner.apply(delete_points(runner.session, np.arange(35)))
    assert runner.step_epoch() >= 1
    assert frame_of(runner).session.data.points == runner.session.data.points


def test_reset_is_the_same_start() -> None:
    runner = Runner(session_of())
    start = state_of(runner)
    runner.step(30)
    assert state_of(runner) != start
    runner.reset()
    assert state_of(runner) == start
    history = frame_of(runner).runs[0].run.history
    assert history
    assert len(history.steps.rows) == 0
    assert len(history.epochs.rows) == 1


# Saving


@pytest.mark.parametrize("optimizer", ["sgd", "adagrad", "rmsprop", "adam"])
@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
@pytest.mark.parametrize("steps", [8, 9, 10])
def test_saved_and_reopened_it_goes_on_bit_for_bit(optimizer: str, sampling: str, steps: int) -> None:
    session = set_optimizer(session_of(sampling=sampling, learning_rate=0.01), name=optimizer, momentum=0.9)
    whole = Runner(session)
    whole.step(2 * steps)
    first = Runner(session)
    first.step(steps)
    saved = encode(replace(session, runs=tuple(run.run for run in frame_of(first).runs)))
    second = Runner(decode(saved).session)
    second.step(steps)
    assert state_of(second).parameters.array.tobytes() == state_of(whole).parameters.array.tobytes()
    assert frame_of(second).runs[0].run == frame_of(whole).runs[0].run


def test_a_long_history_goes_on_bit_for_bit() -> None:
    """Past the capacity of the curves, which then thin themselves."""
    session = session_of(batch_size=20)
    whole, first = Runner(session), Runner(session)
    whole.step(5001)
    first.step(2777)
    second = Runner(decode(encode(replace(session, runs=(frame_of(first).runs[0].run,)))).session)
    second.step(5001 - 2777)
    assert frame_of(second).runs[0].run == frame_of(whole).runs[0].run


# Several runs


def test_runs_side_by_side_are_as_if_alone() -> None:
    session = two_runs(learning_rate=0.01, seed=5)
    both = Runner(session, Clock(0.0001))
    both.advance(0.05)
    both.step(3)
    for number in (0, 1):
        alone = Runner(replace(session, runs=(session.runs[number],)))
        alone.step(state_of(both, number).step)
        assert state_of(both, number) == state_of(alone)
    assert state_of(both, 0).step == state_of(both, 1).step


def test_one_run_stops_and_the_other_goes_on() -> None:
    runner = Runner(two_runs(stop_epoch=2), Clock(0.0001))
    for _ in range(20):
        runner.advance(0.01)
    assert state_of(runner, 1).epoch == 2
    assert state_of(runner, 0).epoch > 2
    assert runner.stop() is None


def test_a_run_added_on_the_way_starts_at_its_start() -> None:
    session = session_of()
    runner = Runner(session)
    runner.step(12)
    runner.apply(two_runs(learning_rate=0.01))
    assert state_of(runner, 0).step == 12
    assert state_of(runner, 1).step == 0
    runner.apply(session)
    assert len(frame_of(runner).runs) == 1
    assert state_of(runner).step == 12


def test_the_shown_run_is_one_that_there_is() -> None:
    runner = Runner(session_of())
    assert runner.frame(FrameRequest(regions=REGIONS), shown=3).shown == 0


def test_what_was_measured_before_the_first_step_is_measured_again_on_other_data() -> None:
    runner = Runner(session_of())
    runner.start()
    runner.apply(load_dataset(runner.session, usual_source("xor", points=40)))
    fresh = Runner(runner.session)
    for each in (runner, fresh):
        each.step_epoch()
    assert len(runner.frame(FrameRequest()).shown_run.run.history.epochs.rows) == 2
    assert runner.frame(FrameRequest()).shown_run.run.history == fresh.frame(FrameRequest()).shown_run.run.history
