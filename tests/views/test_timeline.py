"""The timeline: what its slider, its buttons and its words do, in a whole window."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent

from app import document as document_module
from app.document import Document
from app.session.create import new_session, usual_source
from app.session.edits.branch import Branch, Standing
from app.session.edits.model import set_units
from app.session.edits.points import add_points
from app.session.edits.training import set_training
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Layer
from app.training.frames import FrameRequest
from app.training.moments import timeline_of
from app.training.runner import Runner
from app.views.network.shown import Parameter
from app.views.timeline.words import NOTHING_YET, TOO_LARGE, memory, ordinal, tip
from app.window.preferences import Preferences
from app.window.window_app import WindowApp
from nncore import Checkpoint, SamplerState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


@pytest.fixture(scope="module")
def walked():
    """A run that has done 60 steps, 4 an epoch, and remembers them all."""
    session = new_session(usual_source("moons", points=50), layers=[Layer(units=3)], test_share=0.2)
    runner = Runner(session)
    for _ in range(15):
        runner.step_epoch()
    frame = runner.frame(FrameRequest(), at_rest=True).runs[0]
    return replace(session, runs=(replace(frame.run, timeline=timeline_of(frame.moments, frame.stride)),))


@pytest.fixture
def parts(qtbot, walked):
    made = WindowApp(walked, preferences=Preferences(remembered=False))
    qtbot.addWidget(made.window, before_close_func=lambda window: (made.close(), window.hide()))
    made.filing.may_close = lambda: True
    made.window.resize(1280, 800)
    with qtbot.waitExposed(made.window):
        made.window.show()
    qtbot.waitUntil(lambda: made.training.frame and made.window.timeline.slider.maximum() == 60)
    yield made
    assert made.close()


def state_of(parts):
    return parts.training.frame.shown_run.run.state


def live_step(parts):
    return parts.training.frame.runs[0].run.state.step


def look_at(parts, qtbot, step):
    """Pull the slider to a step."""
    parts.window.timeline.slider.setValue(step)
    qtbot.waitUntil(lambda: state_of(parts).step == step)


def test_the_slider_shows_any_moment_and_everything_follows(parts, qtbot):
    timeline, window = parts.window.timeline, parts.window
    assert (timeline.slider.minimum(), timeline.slider.maximum()) == (0, 60)
    assert timeline.slider.value() == 60
    assert timeline.words.text() == "live"
    look_at(parts, qtbot, 20)
    past = parts.training.frame
    assert timeline.words.text() == "step 20 of 60 · remembered"
    assert window.canvas._signs.moment.text() == "step 20 of 60 · remembered"
    assert not window.canvas._signs.moment.isHidden()
    assert past.shown_run.run.state.epoch == 5
    qtbot.waitUntil(lambda: window.findChild(type(timeline)) is timeline and _readout(window).text("epoch") == "5")
    measured = past.shown_run.run.history.epochs.rows.array[5]  # step, epoch, train_loss, test_loss, …
    assert past.shown_run.evaluation.train.loss == measured[2]
    assert past.shown_run.evaluation.test.loss == measured[3]
    assert past.regions is not None
    blocks = window.network_view._blocks()
    np.testing.assert_array_equal(blocks[0].weights.ravel(), past.shown_run.run.state.parameters.array[:6])
    qtbot.waitUntil(lambda: window.curves_view.plot.curves.moment == 5.0)
    timeline.live.click()
    qtbot.waitUntil(lambda: state_of(parts).step == 60)
    assert timeline.words.text() == "live"
    assert window.canvas._signs.moment.isHidden()
    qtbot.waitUntil(lambda: window.curves_view.plot.curves.moment is None)


def _readout(window):
    return window.toolbar._readout


def test_the_end_of_the_slider_is_now(parts, qtbot):
    look_at(parts, qtbot, 59)
    parts.window.timeline.slider.setValue(60)
    assert parts.training.moment is None


def test_training_goes_on_behind(parts, qtbot):
    parts.training.play()
    look_at(parts, qtbot, 10)
    step = live_step(parts)
    qtbot.waitUntil(lambda: live_step(parts) > step + 100)
    assert state_of(parts).step == 10
    assert parts.training.playing
    words = parts.window.timeline.words.text()
    assert words.startswith("step 10 of ")
    assert words.endswith(" · remembered")
    parts.training.pause()


def test_keys_go_along_it(parts, qtbot):
    window, actions = parts.window, parts.window.actions_
    window.canvas.setFocus()
    for key, expected in ((",", 59), (",", 58), (".", 59)):
        qtbot.keyClicks(window, key)
        qtbot.waitUntil(lambda expected=expected: state_of(parts).step == expected)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: state_of(parts).step == 58)
    assert actions["go_on"].isEnabled()
    qtbot.keyClicks(window, "l")
    qtbot.waitUntil(lambda: state_of(parts).step == 60)
    assert not actions["go_on"].isEnabled()


def test_it_plays_from_the_start_to_now(parts, qtbot):
    timeline = parts.window.timeline
    timeline.playback.duration_s = 0.3
    seen = []
    parts.training.moment_changed.connect(lambda moment: seen.append(None if moment is None else moment.step))
    timeline.play.click()
    assert timeline.playback.is_playing
    assert timeline.play.icon_name == "pause"
    qtbot.waitUntil(lambda: not timeline.playback.is_playing)
    qtbot.waitUntil(lambda: parts.training.moment is None)
    assert timeline.play.icon_name == "play"
    steps = seen[:-1]
    assert seen[-1] is None
    assert steps == sorted(steps)


def test_the_animation_is_as_far_along_the_way_as_its_time(parts):
    timeline = parts.window.timeline
    for share, step in ((0.0, 0), (0.1, 6), (0.5, 30), (0.999, 59)):
        timeline.playback.moved.emit(share)
        assert parts.training.moment.step == step
    timeline.playback.moved.emit(1.0)
    assert parts.training.moment is None


def test_a_hand_on_the_slider_stops_the_animation(parts, qtbot):
    timeline = parts.window.timeline
    timeline.toggle_playing()
    qtbot.waitUntil(lambda: parts.training.moment is not None)
    timeline.slider.setValue(40)
    assert not timeline.playback.is_playing
    assert parts.training.moment.step == 40


@pytest.mark.parametrize("name", ["play", "step", "step_epoch"])
def test_training_on_is_seen_live_and_says_so(parts, qtbot, name):
    look_at(parts, qtbot, 20)
    parts.window.actions_[name].trigger()
    assert parts.training.moment is None
    assert "Seen live again" in parts.window.statusBar().currentMessage()
    parts.training.pause()


def test_weights_are_not_set_by_hand_in_the_past(parts, qtbot):
    look_at(parts, qtbot, 20)
    before = parts.document.session
    parts.window.network_view.hand.zero(0)
    assert parts.window.statusBar().currentMessage().startswith("Step 20 is remembered and can't be changed")
    assert parts.document.session is before
    assert not parts.document.undo_text


def test_a_field_shows_what_is_after_it_was_refused(parts, qtbot):
    look_at(parts, qtbot, 20)
    view = parts.window.network_view
    view.popups.open_weight(Parameter(0, 0, 0))
    row = view.popups.weight.row
    remembered = float(state_of(parts).parameters.array[0])
    qtbot.waitUntil(lambda: row.field.present == remembered)
    row.field._become(0.25, object())
    assert row.field.present == remembered
    view.popups.weight.close()


def test_points_can_be_added_in_the_past_and_another_network_is_seen_live(parts, qtbot):
    look_at(parts, qtbot, 20)
    parts.document.apply("Add point", lambda session: add_points(session, [[0.0, 0.0]], 1))
    qtbot.waitUntil(lambda: len(parts.training.frame.session.data.points) == 51)
    assert state_of(parts).step == 20
    parts.document.apply("Units", lambda session: set_units(session, 0, 4))
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    assert parts.training.moment is None
    assert parts.window.timeline.words.text() in ("", "live")


class TestGoOn:
    def test_the_new_run_starts_there_and_the_old_curve_stays_in_grey(self, parts, qtbot):
        look_at(parts, qtbot, 20)
        then = state_of(parts)
        parts.window.timeline.go_on.click()
        assert parts.training.moment is None
        qtbot.waitUntil(lambda: live_step(parts) == 20)
        assert state_of(parts) == then
        history = parts.training.frame.shown_run.run.history
        assert history.steps.rows.array[-1, 0] == 19
        assert len(parts.document.view.pinned) == 1
        assert parts.document.view.pinned[0].epochs.array[-1, 1] == 15
        assert parts.window.timeline.slider.maximum() == 20
        assert "A new run, from step 20." in parts.window.statusBar().currentMessage()

    def test_without_a_change_it_goes_the_same_way_again(self, parts, qtbot):
        end = state_of(parts)
        look_at(parts, qtbot, 22)
        parts.window.timeline.go_on.click()
        for epoch in range(6, 16):
            parts.training.step_epoch()
            qtbot.waitUntil(lambda epoch=epoch: parts.training.frame and state_of(parts).epoch == epoch)
        assert state_of(parts) == end

    def test_undo_brings_the_run_of_before_back_and_redo_the_new_one(self, parts, qtbot):
        before = parts.training.frame.shown_run
        look_at(parts, qtbot, 20)
        parts.window.timeline.go_on.click()
        assert parts.document.undo_text == "Go On from Step 20"
        parts.training.step_epoch()
        qtbot.waitUntil(lambda: live_step(parts) == 24)
        after = parts.training.frame.shown_run
        parts.document.undo()
        qtbot.waitUntil(lambda: live_step(parts) == 60)
        assert parts.training.frame.shown_run.run == before.run
        assert [a is b for a, b in zip(parts.training.frame.shown_run.moments, before.moments, strict=True)][:-1] == [
            True
        ] * 60
        assert parts.document.view.pinned == ()
        assert parts.window.statusBar().currentMessage() == "The run of before is back, at step 60."
        parts.document.redo()
        qtbot.waitUntil(lambda: live_step(parts) == 24)
        assert parts.training.frame.shown_run.run == after.run
        assert len(parts.document.view.pinned) == 1

    def test_with_other_options_it_goes_another_way(self, parts, qtbot):
        look_at(parts, qtbot, 20)
        parts.document.apply("Rate", lambda session: set_training(session, learning_rate=0.01))
        parts.window.timeline.go_on.click()
        parts.training.step_epoch()
        qtbot.waitUntil(lambda: live_step(parts) == 24)
        assert parts.training.checkpointed(parts.document.session).runs[0].training.learning_rate == 0.01

    def test_a_file_saved_at_once_is_of_the_new_run(self, parts, qtbot):
        look_at(parts, qtbot, 20)
        parts.window.timeline.go_on_from_here()
        saved = decode(encode(parts.document.to_save())).session
        assert saved.runs[0].state.step == 20

    def test_it_goes_on_while_training(self, parts, qtbot):
        parts.training.play()
        look_at(parts, qtbot, 8)
        parts.window.timeline.go_on.click()
        qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
        assert parts.training.playing
        qtbot.waitUntil(lambda: live_step(parts) > 30)
        parts.training.pause()


def test_undo_holds_no_more_moments_than_it_may(monkeypatch, walked):
    monkeypatch.setattr(document_module, "UNDO_BYTES", 40_000)
    document = Document(walked)
    for number in range(12):
        moments = tuple(
            Checkpoint(step, np.zeros(1000), np.zeros((0, 1000)), 0, SamplerState({}, 0, 0)) for step in range(number)
        )
        standing = Standing(walked.runs[0].state, None, moments[:1])
        document.branch(f"Branch {number}", Branch(0, standing, standing, key=number))
    undone = 0
    while document.undo_text:
        document.undo()
        undone += 1
    assert 1 <= undone < 12


class TestKept:
    def test_what_is_kept_is_what_is_remembered(self, parts, qtbot, walked):
        saved = decode(encode(parts.document.to_save())).session
        assert saved.runs[0].timeline == walked.runs[0].timeline
        parts.training.step_epoch()
        qtbot.waitUntil(lambda: live_step(parts) == 64)
        saved = decode(encode(parts.document.to_save())).session
        assert [moment.step for moment in saved.runs[0].timeline.moments] == list(range(65))

    def test_saved_and_opened_it_shows_the_same(self, parts, qtbot):
        look_at(parts, qtbot, 20)
        before = parts.training.frame.shown_run
        saved = decode(encode(parts.document.to_save())).session
        parts.document.open(saved)
        qtbot.waitUntil(lambda: parts.window.timeline.slider.maximum() == 60)
        assert parts.training.moment is None
        look_at(parts, qtbot, 20)
        after = parts.training.frame.shown_run
        assert after.run.state == before.run.state
        assert after.evaluation.train.loss == before.evaluation.train.loss

    def test_it_is_left_out_and_kept_on_request_and_undone(self, parts):
        action, document = parts.window.actions_["keep_timeline"], parts.document
        assert action.isChecked()
        action.trigger()
        assert document.to_save().runs[0].timeline is None
        assert document.is_dirty
        document.undo()
        assert action.isChecked()
        assert len(document.to_save().runs[0].timeline.moments) == 61
        assert not document.is_dirty

    def test_the_menu_says_how_much_it_is(self, parts):
        parts.window.menus.menus["Timeline"].aboutToShow.emit()
        size = len(encode(parts.document.to_save())) / 1024
        parts.window.actions_["keep_timeline"].trigger()
        without = len(encode(parts.document.to_save())) / 1024
        text = parts.window.actions_["keep_timeline"].text()
        assert text.startswith("Keep the Timeline in the File (about ")
        assert float(text.split()[-2]) == pytest.approx(size - without, rel=0.2)


def test_reset_begins_a_new_timeline(parts, qtbot):
    look_at(parts, qtbot, 20)
    parts.training.reset()
    qtbot.waitUntil(lambda: parts.training.frame is not None)
    timeline = parts.window.timeline
    assert timeline.slider.maximum() == 0
    assert not timeline.slider.isEnabled()
    assert timeline.words.text() == ""


def test_hidden_it_follows_nothing_and_the_run_is_seen_live(parts, qtbot):
    look_at(parts, qtbot, 20)
    action = parts.window.actions_["timeline"]
    action.trigger()
    assert parts.window.timeline.isHidden()
    assert parts.training.moment is None
    assert not parts.window.actions_["earlier"].isEnabled()
    action.trigger()
    assert not parts.window.timeline.isHidden()


def test_it_says_what_is_remembered(parts):
    timeline = parts.window.timeline
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5))
    timeline.eventFilter(timeline.slider, event)
    text = timeline.slider.toolTip().replace("\n", " ")
    assert "Every step is remembered: 61 moments, 7 KB of at most 32 MB for each run." in text
    run = parts.training.frame.runs[0]
    assert memory(SimpleNamespace(moments=run.moments, stride=8)).startswith("Every 8th step")
    assert tip(SimpleNamespace(moments=(), run=SimpleNamespace(state=SimpleNamespace(step=0)))) == NOTHING_YET
    assert tip(SimpleNamespace(moments=(), run=SimpleNamespace(state=SimpleNamespace(step=9)))) == TOO_LARGE
    assert " ".join(ordinal(n) for n in (1, 2, 3, 4, 11, 12, 22, 128)) == "1st 2nd 3rd 4th 11th 12th 22nd 128th"


def test_the_slider_stays_where_it_is_whatever_is_shown(parts, qtbot):
    track = parts.window.timeline.slider
    qtbot.wait(50)  # for the layout's own timers
    place = track.geometry()
    look_at(parts, qtbot, 20)
    qtbot.waitUntil(lambda: "remembered" in parts.window.timeline.words.text())
    assert track.geometry() == place
    look_at(parts, qtbot, 3)
    assert track.geometry() == place
    parts.window.timeline.live.click()
    qtbot.waitUntil(lambda: parts.window.timeline.words.text() == "live")
    assert track.geometry() == place


def test_a_message_takes_no_room_from_the_timeline(parts, qtbot):
    window = parts.window
    window.show_notice("A sentence " * 40)
    qtbot.waitUntil(lambda: window.timeline.slider.width() >= 90)
    assert window.timeline.words.text() == "live"
    assert window.timeline.geometry().right() <= window.width()
