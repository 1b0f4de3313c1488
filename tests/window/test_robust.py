"""What once went wrong at the seams between document, worker and window."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document import Document
from app.session.arrays import Points
from app.session.carry import initial_state
from app.session.create import empty_session, first_session, new_session, usual_source
from app.session.edits.data import remove_class
from app.session.edits.model import set_units
from app.session.edits.points import add_points
from app.session.edits.training import set_optimizer, set_training
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Optimizer
from app.session.schema import Training as Options
from app.training.frames import Failure, FrameRequest
from app.training.runner import Runner
from app.training.training import Training


def step_of(parts):
    frame = parts.training.frame
    return frame.shown_run.run.state.step if frame else -1


def test_removing_the_class_that_is_shown_alone_shows_another_and_can_be_saved(make_window, qtbot):
    parts = make_window(new_session(replace(usual_source("blobs"), classes=5)))
    parts.document.set_view(show="one-class", one_class=4)
    failures = []
    parts.training.failed.connect(failures.append)
    parts.document.apply("Remove class", lambda session: remove_class(session, 4))
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    assert parts.document.view.one_class == 3
    assert not failures
    assert decode(encode(parts.document.to_save())).session.view.one_class == 3


def test_two_quick_edits_are_saved_as_they_train(make_window, qtbot):
    parts = make_window()
    parts.window.actions_["step_epoch"].trigger()
    qtbot.waitUntil(lambda: step_of(parts) == 15)
    parts.document.apply("Remove neuron", lambda session: set_units(session, 0, 3))
    parts.document.apply("Add neuron", lambda session: set_units(session, 0, 4))
    saved = parts.document.to_save().runs[0].state
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    assert parts.training.frame.shown_run.run.state.parameters == saved.parameters


def test_reset_and_undo_give_the_start_of_the_seed(make_window, qtbot):
    parts = make_window()
    start = parts.training.frame.shown_run.run.state.parameters
    parts.window.actions_["step_epoch"].trigger()
    qtbot.waitUntil(lambda: step_of(parts) == 15)
    parts.document.apply("Remove neuron", lambda session: set_units(session, 0, 3))
    parts.window.actions_["reset"].trigger()
    parts.window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: step_of(parts) == 0 and parts.training.frame.session is parts.document.session)
    assert parts.training.frame.shown_run.run.state.parameters == start


def test_before_the_first_step_another_seed_shows_its_own_start(make_window, qtbot):
    parts = make_window()
    parts.document.apply("New seed", lambda session: set_training(session, seed=5))
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    session = parts.document.session
    expected = initial_state(session.runs[0], session.data).parameters
    assert parts.training.frame.shown_run.run.state.parameters == expected


def test_a_stop_of_the_session_before_does_not_stop_this_one(make_window, qtbot):
    parts = make_window(set_training(first_session(), stop_epoch=1))
    stopped = []
    parts.training.stopped.connect(stopped.append)
    parts.training.set_speed(None)
    parts.training.play()
    parts.training._thread.wait(300)  # the worker stops while the window is busy
    parts.document.open(first_session())
    parts.training.play()
    qtbot.waitUntil(lambda: step_of(parts) > 50)
    assert parts.training.playing
    assert not stopped
    assert not parts.window.banner.isVisible()


def test_nesterov_without_momentum_is_plain_descent():
    session = set_optimizer(first_session(), nesterov=True)
    runner = Runner(session)
    runner.step(10)
    plain = Runner(first_session())
    plain.step(10)
    assert runner.frame(FrameRequest()).runs[0].run.state == plain.frame(FrameRequest()).runs[0].run.state
    assert decode(encode(session)).session.runs[0].training.optimizer.nesterov


def test_a_session_that_can_not_be_trained_does_not_break_the_next_one(qtbot):
    broken = first_session()
    # No file and no edit can give this; a fault in the program might.
    broken = replace(broken, runs=(replace(broken.runs[0], training=Options(loss="hinge", optimizer=Optimizer())),))
    training = Training(broken)
    failures = []
    training.failed.connect(failures.append)
    training.frame_ready.connect(training.gate.painted)
    qtbot.waitUntil(lambda: bool(failures))
    training.open(first_session())
    qtbot.waitUntil(lambda: training.frame is not None)
    training.play()
    qtbot.waitUntil(lambda: training.frame.shown_run.run.state.step > 0)
    assert training.close()
    assert len(failures) == 1


def test_one_failure_is_one_dialog_however_often_it_happens(parts, qtbot):
    dialog = parts.failures
    for _ in range(5):
        dialog.show(Failure("ValueError: no", "Traceback …"))
    assert dialog._box is not None
    assert not dialog._box.isModal()
    assert "ValueError: no" in dialog._box.text()
    dialog._box.close()
    dialog.show(Failure("ValueError: no", "Traceback …"))
    assert dialog._box is None


def test_undo_keeps_within_its_memory(monkeypatch):
    monkeypatch.setattr("app.document.UNDO_BYTES", 1_000_000)
    session = empty_session()
    x = np.zeros((10_000, 2))
    session = replace(session, data=replace(session.data, points=Points(x, np.zeros(10_000))))
    document = Document(session)
    for k in range(20):
        document.apply("Add point", lambda s, k=k: add_points(s, [[k, k]], 0))
    assert 1 <= len(document._undo) <= 4
    while document.undo_text:
        document.undo()
    assert 10_016 <= len(document.session.data.points) <= 10_019


@pytest.mark.parametrize("scale", [2.0, 2.5])
def test_folding_and_back_leaves_every_panel_where_it_was(parts, qtbot, scale):
    def widths():
        return [dock.width() for dock in parts.window.panels.docks.values()]

    qtbot.waitUntil(lambda: parts.window.panels.docks["data"].width() > 200)
    before = widths()
    parts.look.set_scale(scale)
    assert not parts.window.data_panel.isVisible()
    parts.look.set_scale(1.0)
    assert parts.window.data_panel.isVisible()
    qtbot.waitUntil(lambda: all(abs(a - b) <= 3 for a, b in zip(widths(), before, strict=True)))


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.6, 2.0, 2.5])
def test_no_scale_makes_the_window_outgrow_its_screen(parts, scale):
    parts.look.set_scale(scale)
    least = parts.window.minimumSizeHint()
    assert least.width() <= 1280
    assert least.height() <= 760


def test_a_weight_set_while_it_trains_is_saved_and_undone(parts, qtbot):
    parts.training.set_speed(None)
    parts.window.actions_["play"].trigger()
    qtbot.waitUntil(lambda: step_of(parts) > 50)
    parts.document.set_parameters("Set weight", 0, [0], 123.0)
    saved = decode(encode(parts.document.to_save())).session
    assert saved.runs[0].state.parameters.array[0] == 123.0
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    assert abs(parts.training.frame.shown_run.run.state.parameters.array[0] - 123.0) < 50
    parts.window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    assert abs(parts.training.frame.shown_run.run.state.parameters.array[0]) < 50
    parts.training.pause()


def test_weights_set_by_hand_are_work_that_closing_would_lose(parts):
    assert not parts.document.is_dirty
    parts.document.set_parameters("Set weight", 0, [0], 1.0)
    assert parts.document.is_dirty
