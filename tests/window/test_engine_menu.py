"""Training ▸ Engine, and what the status bar says."""

from __future__ import annotations

import pytest

from app.session.create import first_session
from app.training.engines import NUMPY_CHOSEN, Engines
from app.training.frames import RunFrame
from app.window.engine_menu import WAITING, engine_words
from app.window.preferences import Preferences


def choices(parts):
    return {action.data(): action for action in parts.window.menus.engine_choices()}


def test_the_status_bar_names_the_engine(parts):
    label = parts.window._engine_label
    assert "engine: NumPy" in label.text()
    assert label.toolTip() == NUMPY_CHOSEN


def test_a_choice_holds_at_once_and_at_the_next_start(parts):
    assert [action.isChecked() for action in choices(parts).values()] == [False, False, True]
    choices(parts)["automatic"].trigger()
    assert parts.training.engines.choice == "automatic"
    assert parts._preferences.engine == "numpy"  # the environment of the tests has the last word
    assert [action.isChecked() for action in choices(parts).values()] == [True, False, False]


def test_the_preference(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CHALKNET_ENGINE")
    preferences = Preferences(remembered=False)
    assert preferences.engine == "automatic"
    preferences.engine = "compiled"
    assert preferences.engine == "compiled"
    preferences._settings.setValue("engine", "nonsense")
    assert preferences.engine == "automatic"


def test_a_switch_amid_training_is_seen(make_window, qtbot, compiled):
    parts = make_window()
    parts.training.engines._compiled = compiled
    choices(parts)["compiled"].trigger()
    qtbot.waitUntil(lambda: "engine: compiled" in parts.window._engine_label.text())
    parts.training.step()
    qtbot.waitUntil(lambda: parts.training.frame.shown_run.run.state.engine == "compiled")
    assert parts.document.checkpointed(parts.document.session).runs[0].state.engine == "compiled"


def test_words_while_it_is_being_made_ready():
    run = first_session().runs[0]
    frame = RunFrame(run, 0.0, None, None, is_waiting=True)
    assert engine_words(frame) == ("compiled, being made ready", WAITING)
    assert Engines("numpy").why_numpy() == NUMPY_CHOSEN
