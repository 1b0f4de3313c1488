"""The whole window: actions, panels, files, divergence, closing."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent

from app.session.create import first_session, new_session, usual_source
from app.session.edits.data import rename_class
from app.session.edits.model import set_units
from app.session.edits.points import add_points
from app.session.edits.training import set_training
from app.session.files import load, save
from app.window import window_app
from app.window.actions import MENUS, SPECS
from app.window.panels import PLACES
from app.window.preferences import Preferences
from tests.window.rest import at_rest


def step_of(parts):
    frame = parts.training.frame
    return frame.shown_run.run.state.step if frame else -1


def trigger(parts, name):
    parts.window.actions_[name].trigger()


def test_play_by_the_space_bar_moves_the_readout_and_space_again_stops_it(parts, qtbot):
    window = parts.window
    window.canvas.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: step_of(parts) > 100)
    assert window.actions_["play"].text() == "Pause"
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not parts.training.playing)
    assert window.actions_["play"].text() == "Play"
    assert window.windowTitle().startswith("Untitled[*]")
    assert not window.isWindowModified()  # the first example can be had again


def test_every_action_is_in_a_menu_or_in_the_toolbar_and_no_key_stands_twice():
    shown = {name for _, names in MENUS for name in names}
    in_submenus = {spec.name for spec in SPECS if spec.name.startswith(("tool_", "export_"))}
    specials = in_submenus | {"larger", "smaller", "cancel"}
    assert {spec.name for spec in SPECS} <= shown | specials
    keys = [key for spec in SPECS for key in spec.keys]
    assert len(keys) == len(set(keys))
    assert all(spec.tip for spec in SPECS)


def test_undo_takes_back_an_edit_and_says_which(parts):
    before = parts.document.session
    parts.document.apply("Add Point", lambda session: add_points(session, [[0.0, 0.0]], 0))
    assert parts.window.actions_["undo"].text() == "Undo Add Point"
    trigger(parts, "undo")
    assert parts.document.session is before
    assert not parts.window.actions_["undo"].isEnabled()
    trigger(parts, "redo")
    assert len(parts.document.session.data.points) == len(before.data.points) + 1


def test_a_removed_neuron_comes_back_with_its_weights(parts, qtbot):
    trigger(parts, "step_epoch")
    qtbot.waitUntil(lambda: step_of(parts) == 15)
    trained = parts.training.frame.shown_run.run.state.parameters
    parts.document.apply("Remove Neuron", lambda session: set_units(session, 0, 3))
    qtbot.waitUntil(lambda: len(parts.training.frame.shown_run.run.state.parameters) < len(trained))
    trigger(parts, "undo")
    qtbot.waitUntil(lambda: parts.training.frame.session is parts.document.session)
    assert parts.training.frame.shown_run.run.state.parameters == trained


def test_saved_and_reopened_it_goes_on_bit_for_bit(parts, qtbot, tmp_path):
    trigger(parts, "play")
    qtbot.waitUntil(lambda: step_of(parts) > 100)
    trigger(parts, "play")
    at_rest(parts, qtbot)
    path = tmp_path / "lecture.chalk"
    assert parts.filing.save_in(path)
    assert not parts.window.isWindowModified()
    stood_at = step_of(parts)
    trigger(parts, "step_epoch")
    qtbot.waitUntil(lambda: step_of(parts) > stood_at)
    went_on = parts.training.frame.shown_run.run
    parts.filing.open_path(path)
    qtbot.waitUntil(lambda: step_of(parts) == stood_at)
    assert parts.document.title == "lecture"
    trigger(parts, "step_epoch")
    qtbot.waitUntil(lambda: step_of(parts) == went_on.state.step)
    assert parts.training.frame.shown_run.run.state == went_on.state
    assert parts.training.frame.shown_run.run.history == went_on.history


def test_saving_while_it_trains_keeps_a_moment_that_was_shown(parts, qtbot, tmp_path):
    trigger(parts, "play")
    qtbot.waitUntil(lambda: step_of(parts) > 100)
    path = tmp_path / "live.chalk"
    assert parts.filing.save_in(path)
    state = load(path).session.runs[0].state
    assert 100 < state.step <= step_of(parts)
    assert parts.training.playing


def test_a_bad_file_is_answered_by_a_sentence_and_the_document_stays(parts, tmp_path):
    path = tmp_path / "broken.chalk"
    path.write_text('{"format": "chalknet-session", "version": [1, 0], "data": 3}')
    before = parts.document.session
    parts.filing.open_path(path)
    assert "broken.chalk" in parts.window.banner.text()
    assert "$.data" in parts.window.banner.text()
    assert parts.document.session is before


def test_a_dropped_file_is_opened(parts, qtbot, tmp_path):
    path = tmp_path / "dropped.chalk"
    save(new_session(usual_source("rings")), path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    parts.window.dropEvent(event)
    assert parts.document.path == path
    assert parts.document.session.data.source.name == "rings"


def test_a_save_that_fails_says_why_and_leaves_the_mark(parts, tmp_path):
    parts.document.apply("Add Point", lambda session: add_points(session, [[0.0, 0.0]], 0))
    assert not parts.filing.save_in(tmp_path / "no" / "such" / "folder.chalk")
    assert "can't be saved" in parts.window.banner.text()
    assert parts.document.is_dirty


def test_reset_goes_back_to_the_same_start_and_reseed_to_another(parts, qtbot):
    start = parts.training.frame.shown_run.run.state.parameters
    trigger(parts, "step_epoch")
    qtbot.waitUntil(lambda: step_of(parts) == 15)
    trigger(parts, "reset")
    qtbot.waitUntil(lambda: step_of(parts) == 0)
    assert parts.training.frame.shown_run.run.state.parameters == start
    trigger(parts, "reseed")
    qtbot.waitUntil(lambda: step_of(parts) == 0 and parts.training.frame.session is parts.document.session)
    assert parts.training.frame.shown_run.run.state.parameters != start
    trigger(parts, "undo")
    assert parts.document.session.runs[0].training.seed == 0


def test_divergence_offers_the_last_good_step_and_a_smaller_learning_rate(make_window, qtbot):
    session = set_training(first_session(), learning_rate=500.0, l2=50.0)
    parts = make_window(session)
    trigger(parts, "play")
    qtbot.waitUntil(lambda: parts.window.banner.isVisible())
    frame = parts.training.frame
    divergence = frame.shown_run.divergence
    assert str(divergence.step) in parts.window.banner.text()
    assert step_of(parts) == divergence.last_good_step
    assert np.isfinite(frame.shown_run.run.state.parameters.array).all()
    assert frame.regions is not None
    button = parts.window.banner.buttons()[0]
    assert "50" in button.text()
    button.click()
    assert parts.document.session.runs[0].training.learning_rate == 50.0
    assert parts.training.playing


def test_a_stop_condition_stops_where_it_says(make_window, qtbot):
    parts = make_window(set_training(first_session(), stop_epoch=3))
    trigger(parts, "play")
    qtbot.waitUntil(lambda: parts.window.banner.isVisible())
    assert parts.training.frame.shown_run.run.state.epoch == 3
    assert "epoch 3" in parts.window.banner.text()


@pytest.mark.parametrize("scale", [1.0, 1.6, 2.5])
def test_at_every_scale_the_plane_the_loss_and_play_remain(parts, scale):
    parts.look.set_scale(scale)
    window = parts.window
    assert window.canvas.isVisible()
    assert window.curves_view.isVisible()
    assert window.toolbar.play_button.isVisible()
    assert window.data_panel.isVisible() == (scale == 1.0)  # 1280 px are too narrow for more, enlarged
    parts.look.set_scale(1.0)
    assert window.data_panel.isVisible()


@pytest.mark.parametrize("scale", [1.6, 2.5])
def test_the_toolbar_drops_numbers_and_never_a_button(parts, qtbot, scale):
    parts.look.set_scale(scale)
    at_rest(parts, qtbot)
    toolbar = parts.window.toolbar
    buttons = [toolbar.widgetForAction(action) for action in toolbar.actions() if action.text()]
    assert len(buttons) == 10
    for width in (700, 780, 880, 900, 1020, 1120, 1220, 1400):
        parts.window.resize(round(width * scale), 900)
        at_rest(parts, qtbot)
        assert all(button.isVisible() for button in buttons), width


def test_what_has_grown_with_the_text_is_small_again_with_it(parts, qtbot):
    window = parts.window
    parts.training.step()
    qtbot.waitUntil(lambda: parts.training.frame is not None and parts.training.frame.runs[0].run.state.step == 1)

    def sizes() -> list[int]:
        room = window._engine_label.minimumSize()
        return [window.toolbar.height(), window.statusBar().height(), room.width(), room.height()]

    at_rest(parts, qtbot)
    before = sizes()
    parts.look.set_scale(2.0)
    qtbot.waitUntil(lambda: all(now > usual for now, usual in zip(sizes(), before, strict=True)))
    parts.look.set_scale(1.0)
    qtbot.waitUntil(lambda: sizes() == before)


@pytest.mark.parametrize("scale", [1.6, 2.0])
def test_it_opens_no_higher_than_usual_where_the_text_is_large(qtbot, monkeypatch, scale):
    monkeypatch.setattr(window_app, "USUAL_SIZE", (780, 600))  # fits the screen of the offscreen platform
    made = window_app.WindowApp(first_session(), preferences=Preferences(remembered=False))
    qtbot.addWidget(made.window, before_close_func=lambda window: (made.close(), window.hide()))
    made.filing.may_close = lambda: True
    made.look.set_scale(scale)
    made.show()
    at_rest(made, qtbot)
    assert made.window.size().toTuple() == (780, 600)


def test_full_screen_puts_the_side_panels_out_of_the_way_and_back(parts):
    trigger(parts, "fullscreen")
    assert not parts.window.data_panel.isVisible()
    assert parts.window.canvas.isVisible()
    trigger(parts, "fullscreen")
    assert parts.window.data_panel.isVisible()


def test_moved_panels_are_remembered(parts):
    dock = parts.window.panels.docks["data"]
    parts.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    layout = parts.window.layout_state()
    trigger(parts, "restore_layout")
    assert parts.window.dockWidgetArea(dock) == Qt.DockWidgetArea.LeftDockWidgetArea
    parts.window.restore_layout(layout)
    assert parts.window.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea
    assert {place.name for place in PLACES} == set(parts.window.panels.docks)


def test_closing_with_unsaved_work_asks_and_may_be_refused(parts, monkeypatch):
    parts.document.apply("Add Point", lambda session: add_points(session, [[0.0, 0.0]], 0))
    monkeypatch.setattr(parts.filing, "may_close", lambda: False)
    event = QCloseEvent()
    parts.window.closeEvent(event)
    assert not event.isAccepted()


def test_training_since_the_last_save_counts_as_unsaved(make_window, qtbot, tmp_path):
    path = tmp_path / "a.chalk"
    save(first_session(), path)
    parts = make_window(load(path).session, path)
    assert not parts.document.is_dirty
    trigger(parts, "step")
    qtbot.waitUntil(lambda: step_of(parts) == 1)
    assert parts.document.is_dirty


def test_a_new_sample_keeps_the_options(parts):
    source = parts.document.session.data.source
    points = parts.document.session.data.points
    trigger(parts, "new_sample")
    now = parts.document.session.data
    assert replace(now.source, seed=source.seed) == source
    assert now.points != points
    assert now.test_share == 0.25


def test_the_menu_of_classes_shows_every_sign_of_a_name(parts):
    parts.document.apply("Rename class", lambda session: rename_class(session, 0, "salt & pepper"))
    action = parts.window.menus._class_menu.actions()[0]
    assert action.text() == "salt && pepper"
