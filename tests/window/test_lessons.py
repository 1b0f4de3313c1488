"""Lessons in the real window: what they say has its place, and the panel that they name shows what they claim."""

from __future__ import annotations

import pytest

from app.session.create import usual_source
from app.session.edits.data import load_dataset
from app.session.files import load
from app.window.file_menus import LESSONS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


def choose(parts, name):
    """Choose a lesson in the menu."""
    next(action for action in parts.window.menus.lessons() if name in action.data()).trigger()


def test_a_lessons_text_stands_above_the_plane(parts):
    line, action = parts.window.lesson_line, parts.window.actions_["lesson"]
    assert not line.isVisible()
    assert not action.isEnabled()
    choose(parts, "sign-has-no-slope")
    assert line.isVisible()
    assert "Explain ▸ Activations" in line.text()
    assert not parts.window.banner.isVisible(), "it is not said twice"
    action.trigger()
    assert not line.isVisible()
    action.trigger()
    assert line.isVisible()
    choose(parts, "two-grades")
    assert not line.isVisible()
    assert parts.window.banner.isVisible()


def test_a_window_that_opens_with_a_lesson_has_the_focus_on_the_plane(make_window, qtbot):
    """And not on the button that puts the text away."""
    parts = make_window(load(LESSONS / "20-one-step-by-hand.chalk").session)
    assert parts.window.lesson_line.isVisible()
    qtbot.waitUntil(lambda: parts.window.focusWidget() is parts.window.canvas)


def test_the_panel_of_activations_answers_in_the_window(qtbot, parts):
    choose(parts, "sign-has-no-slope")
    parts.window.stage.open("activations")
    view = parts.window.stage.docks["activations"].widget().widget().view
    qtbot.waitUntil(lambda: "flat on both sides" in view.layer_page.sentence.text())
    view.switch.button("gradients").click()
    parts.training.step_epoch()
    plot = view.gradient_page.plot
    qtbot.waitUntil(lambda: plot.answer is not None and len(plot.answer.steps) > 5)
    norms = plot.answer.norms
    assert not norms[:, 0].any()
    assert norms[:, 1].all()
    parts.window.stage.docks["activations"].close()
    qtbot.waitUntil(lambda: view.gradient_page.lens is None)


def test_a_lesson_that_was_only_trained_and_reset_has_nothing_to_save(qtbot, parts):
    choose(parts, "stacked-neurons")
    qtbot.waitUntil(lambda: parts.training.frame is not None)
    for _ in range(3):
        parts.training.step_epoch()
    qtbot.waitUntil(lambda: parts.training.frame.runs[0].run.state.epoch == 3)
    assert not parts.document.is_dirty
    parts.training.reset()
    assert len(parts.document.view.pinned) == 1, "the curve stays in grey"
    assert not parts.document.is_dirty
    parts.training.step_epoch()
    parts.training.step_epoch()
    qtbot.waitUntil(lambda: parts.training.frame is not None and parts.training.frame.runs[0].run.state.epoch == 2)
    parts.window.curves_view.pin()
    assert parts.document.is_dirty, "pinned by hand it is work"
    parts.training.reset()
    assert parts.document.is_dirty


def test_reset_brings_back_the_weights_that_a_lesson_begins_with(qtbot, parts):
    choose(parts, "sure-and-wrong")
    qtbot.waitUntil(lambda: parts.training.frame is not None)
    first = parts.training.frame.runs[0].run.state.parameters
    parts.training.step_epoch()
    qtbot.waitUntil(lambda: parts.training.frame.runs[0].run.state.epoch == 1)
    assert parts.training.frame.runs[0].run.state.parameters != first
    parts.window.actions_["reset"].trigger()
    assert parts.document.to_save().runs[0].state.parameters == first, "before the first frame"
    qtbot.waitUntil(lambda: parts.training.frame is not None)
    assert parts.training.frame.runs[0].run.state.parameters == first
    assert not parts.document.is_dirty


def test_what_a_lesson_says_goes_with_its_points(parts):
    choose(parts, "one-grade")
    assert "One grade" in parts.window.banner.text()
    assert "One grade" in parts.window.windowTitle()
    parts.document.apply("Data Set", lambda session: load_dataset(session, usual_source("moons")))
    assert not parts.window.banner.isVisible()
    assert "One grade" not in parts.window.windowTitle()
    assert parts.document.session.notes == ""
    parts.document.undo()
    assert "One grade" in parts.window.windowTitle()
