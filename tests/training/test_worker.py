"""The worker on its thread, seen from the window's side."""

import threading

import numpy as np
import pytest
from msgspec.structs import replace

from app.session.create import first_session
from app.session.edits.model import set_units
from app.session.edits.parameters import parameter_edit
from app.session.edits.points import add_points
from app.session.edits.timeline import keep_timeline
from app.session.edits.training import set_optimizer, set_training
from app.session.schema import Timeline
from app.training import worker as worker_module
from app.training.frames import FrameRequest
from app.training.regions import RegionsRequest
from app.training.training import Training

REGIONS = RegionsRequest((-5.0, 5.0), (-5.0, 5.0), 20, 20, "probability")


@pytest.fixture
def training(qtbot):
    made = Training(first_session())
    made.frame_ready.connect(made.gate.painted)
    qtbot.waitUntil(lambda: made.frame is not None)
    yield made
    assert made.close()


def step_of(training):
    return training.frame.shown_run.run.state.step


def test_its_thread_steps_back_behind_the_window(qtbot, monkeypatch):
    threads = []
    monkeypatch.setattr(worker_module, "step_back", lambda: threads.append(threading.get_native_id()))
    made = Training(first_session())
    made.frame_ready.connect(made.gate.painted)
    qtbot.waitUntil(lambda: made.frame is not None)
    assert made.close()
    assert len(threads) == 1
    assert threads[0] != threading.get_native_id()


def test_the_first_frame_comes_unasked_and_stands_at_step_0(training):
    assert step_of(training) == 0
    assert training.frame.shown_run.evaluation.step == 0


def test_play_trains_and_pause_stops_at_the_very_step_that_is_shown(training, qtbot):
    training.play()
    qtbot.waitUntil(lambda: step_of(training) > 50)
    training.pause()
    training.look(FrameRequest(regions=REGIONS))  # what is answered after the pause
    qtbot.waitUntil(lambda: training.frame.regions is not None)
    stopped_at = step_of(training)
    training.look(FrameRequest())
    qtbot.waitUntil(lambda: training.frame.regions is None)
    assert step_of(training) == stopped_at
    assert training.frame.shown_run.evaluation.step == stopped_at


def test_a_step_is_one_update_and_an_epoch_ends_where_it_ends(training, qtbot):
    training.step()
    qtbot.waitUntil(lambda: step_of(training) == 1)
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)  # 150 training points, 10 a batch
    assert training.frame.shown_run.run.state.epoch == 1


def test_reset_goes_back_to_the_very_same_weights(training, qtbot):
    start = training.frame.shown_run.run.state
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    training.reset()
    qtbot.waitUntil(lambda: training.frame is not None and step_of(training) == 0)
    assert training.frame.shown_run.run.state == start


def test_an_edit_while_it_trains_keeps_the_weights_and_the_step(training, qtbot):
    training.play()
    qtbot.waitUntil(lambda: step_of(training) > 50)
    session = add_points(training.session, [[0.0, 0.0]], 1)
    before = step_of(training)
    training.apply(session)
    qtbot.waitUntil(lambda: training.frame.session is session)
    assert step_of(training) >= before
    assert training.playing
    assert len(training.frame.shown_run.evaluation.predicted) == 201


def test_a_frame_from_before_an_opening_is_not_shown(training, qtbot):
    training.play()
    qtbot.waitUntil(lambda: step_of(training) > 50)
    other = replace(first_session(), title="other")
    seen = []
    training.frame_ready.connect(seen.append)
    training.open(other)
    assert training.frame is None
    qtbot.waitUntil(lambda: training.frame is not None)
    assert all(frame.session is other for frame in seen)
    assert not training.playing


def test_what_is_shown_can_not_be_written_to(training, qtbot):
    training.look(FrameRequest(regions=REGIONS))
    qtbot.waitUntil(lambda: training.frame.regions is not None)
    frame = training.frame
    for array in (
        frame.shown_run.run.state.parameters.array,
        frame.shown_run.evaluation.predicted,
        frame.regions.index,
        frame.regions.border,
        frame.shown_run.run.history.epochs.rows.array,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_checkpoint_for_an_edit_not_yet_seen_by_the_worker_fits_the_edited_network(training, qtbot):
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    trained = training.frame.shown_run.run.state.parameters.array
    wider = set_units(training.session, 1, 5)
    saved = training.checkpointed(wider).runs[0].state
    assert saved.step == 15
    np.testing.assert_array_equal(saved.parameters.array[:12], trained[:12])


def test_divergence_stops_the_run_and_says_so(training, qtbot):
    hot = set_training(training.session, learning_rate=1000.0, loss="squared-error")
    hot = replace(hot, runs=(replace(hot.runs[0], model=replace(hot.runs[0].model, layers=())),))
    training.apply(set_training(hot, loss="binary-cross-entropy", l2=100.0))
    with qtbot.waitSignal(training.stopped) as stopped:
        training.play()
    stop = stopped.args[0]
    assert stop.divergence is not None
    assert str(stop.divergence.step) in stop.reason.replace("\u2009", "").replace(",", "").replace(" ", "")
    assert not training.playing
    assert np.isfinite(training.frame.shown_run.run.state.parameters.array).all()


def test_an_exception_in_the_worker_is_reported_once_and_the_session_can_still_be_saved(training, qtbot, monkeypatch):
    def break_down(self, seconds):
        raise RuntimeError("the lecture hall is on fire")

    monkeypatch.setattr(worker_module.Runner, "advance", break_down)
    failures = []
    training.failed.connect(failures.append)
    training.play()
    qtbot.waitUntil(lambda: bool(failures))
    assert "the lecture hall is on fire" in failures[0].what
    assert "Traceback" in failures[0].details
    assert not training.playing
    assert training.checkpointed(training.session).runs[0].state.step == 0
    monkeypatch.undo()
    training.play()  # and it can go on
    qtbot.waitUntil(lambda: step_of(training) > 0)
    assert len(failures) == 1


def test_closing_in_mid_training_ends_the_thread(qtbot):
    made = Training(first_session())
    qtbot.waitUntil(lambda: made.frame is not None)  # nobody says painted(): the worker sits in the gate
    made.play()
    qtbot.waitUntil(lambda: made.frame.shown_run.run.state.step > 0)
    assert made.close()
    assert not any(thread.name == "training" for thread in threading.enumerate())


def test_a_remembered_moment_is_shown_while_the_training_goes_on(training, qtbot):
    training.look(FrameRequest(regions=REGIONS))
    training.play()
    qtbot.waitUntil(lambda: step_of(training) > 50)
    moment = training.frame.runs[0].moments[3]
    training.look_back(moment)
    qtbot.waitUntil(lambda: training.frame.past is not None)
    assert step_of(training) == moment.step
    assert training.frame.shown_run.run.state.parameters.array.tolist() == moment.parameters.tolist()
    live = training.frame.runs[0].run.state.step
    qtbot.waitUntil(lambda: training.frame.runs[0].run.state.step > live + 50)
    assert step_of(training) == moment.step
    assert training.playing
    training.look_back(None)
    qtbot.waitUntil(lambda: training.frame.past is None)
    assert step_of(training) > live


def test_what_is_kept_is_where_the_run_stands_whatever_is_looked_at(training, qtbot):
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    training.look_back(training.frame.runs[0].moments[2])
    qtbot.waitUntil(lambda: step_of(training) == 2)
    assert training.checkpointed(training.session).runs[0].state.step == 15
    assert training.shown_state(training.session, 0).step == 2


def test_a_run_that_goes_on_from_a_moment_begins_where_it_began(training, qtbot):
    state = training.frame.shown_run.run.state
    edit = parameter_edit(state, 0, [0], [7.0])
    training.apply(replace(training.session), edit)
    qtbot.waitUntil(lambda: training.frame.shown_run.run.state.parameters.array[0] == 7.0)
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    training.look_back(training.frame.runs[0].moments[2])
    qtbot.waitUntil(lambda: step_of(training) == 2)
    training.apply(replace(training.session), training.branch())
    qtbot.waitUntil(lambda: training.moment is None and training.frame.past is None and step_of(training) == 2)
    training.reset()
    qtbot.waitUntil(lambda: training.frame is not None and step_of(training) == 0)
    assert training.frame.shown_run.run.state.parameters.array[0] == 7.0


@pytest.mark.parametrize("command", ["play", "step", "step_epoch", "reset", "open"])
def test_what_moves_the_run_shows_it_live(training, qtbot, command):
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    training.look_back(training.frame.runs[0].moments[2])
    qtbot.waitUntil(lambda: step_of(training) == 2)
    with qtbot.waitSignal(training.moment_changed):
        getattr(training, command)(*([first_session()] if command == "open" else []))
    assert training.moment is None
    qtbot.waitUntil(lambda: training.frame is not None and training.frame.past is None)


def test_an_edit_of_the_data_leaves_the_moment_and_one_of_the_network_does_not(training, qtbot):
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    training.look_back(training.frame.runs[0].moments[2])
    qtbot.waitUntil(lambda: step_of(training) == 2)
    more = add_points(training.session, [[0.0, 0.0]], 1)
    training.apply(more)
    qtbot.waitUntil(lambda: training.frame.session is more)
    assert step_of(training) == 2
    assert len(training.frame.shown_run.evaluation.predicted) == len(more.data.points)
    wider = set_units(more, 0, 5)
    training.apply(wider)
    assert training.moment is None
    qtbot.waitUntil(lambda: training.frame.session is wider)
    assert step_of(training) == 15


def test_a_timeline_is_not_lost_before_the_first_frame(training, qtbot):
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    kept = keep_timeline(training.session, True)
    training.apply(kept)
    saved = training.with_timelines(training.checkpointed(kept))
    assert [moment.step for moment in saved.runs[0].timeline.moments] == list(range(16))
    training.open(saved)
    assert training.frame is None
    assert training.with_timelines(training.checkpointed(saved)) == saved
    training.reset()
    assert training.frame is None
    assert training.with_timelines(training.checkpointed(saved)).runs[0].timeline == Timeline()


def test_a_moment_fits_the_network_and_the_optimizer_whatever_was_edited_since(training, qtbot):
    failures = []
    training.failed.connect(failures.append)
    training.step_epoch()
    qtbot.waitUntil(lambda: step_of(training) == 15)
    moment = training.frame.runs[0].moments[2]
    training.look_back(moment)
    training.moment_changed.connect(lambda _: training.look(FrameRequest(regions=REGIONS)))  # as views do
    training.apply(set_optimizer(training.session, name="adam"))
    assert training.moment.slots.shape[0] == 2
    training.look_back(training.frame.runs[0].moments[4])  # of a frame from before the edit
    assert training.moment.slots.shape[0] == 2
    qtbot.waitUntil(lambda: training.frame.session is training.session and step_of(training) == 4)
    training.apply(set_units(training.session, 0, 5))
    training.look_back(training.frame.runs[0].moments[3])
    assert training.moment is None
    qtbot.waitUntil(lambda: training.frame.session is training.session)
    assert not failures
