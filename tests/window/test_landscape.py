"""The loss landscape in the whole window: opened, trained beside, clicked, closed."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.session.create import new_session, usual_source
from app.session.edits.data import load_dataset, with_data
from app.session.schema import Feature, Layer, Session
from app.training.frames import Frame
from app.training.lenses.landscape import Landscape, LandscapeRequest

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def opened(make_window, qtbot):
    parts = make_window(new_session(usual_source("moons", points=40), layers=(Layer(units=3),)))
    parts.window.stage.open("landscape")
    dock = parts.window.stage.docks["landscape"]
    qtbot.waitUntil(lambda: dock.widget().widget().view is not None)
    view = dock.widget().widget().view
    qtbot.waitUntil(lambda: view._landscape is not None and view._landscape.field is not None)
    return parts, view


def answer(parts) -> Landscape | None:
    return None if parts.training.frame is None else parts.training.frame.answer(Landscape)


def test_it_is_renewed_while_training_and_complete_at_rest(opened, qtbot):
    parts, view = opened
    fields = {}  # by identity; kept, so that no two have the same one

    def note(frame: Frame) -> None:
        field = frame.answer(Landscape).field
        fields[id(field)] = field

    parts.training.frame_ready.connect(note)
    parts.training.play()
    qtbot.waitUntil(lambda: len(fields) > 3)
    assert not view.plot.grab().toImage().isNull()
    parts.training.pause()
    qtbot.waitUntil(lambda: parts.training.frame.is_complete and answer(parts).field.values.shape == (129, 129))
    state = parts.training.frame.shown_run.run.state
    np.testing.assert_array_equal(answer(parts).place, state.parameters.array[list(view.lens.places)])


def test_a_click_in_the_map_moves_the_run_and_ctrl_z_brings_it_back(opened, qtbot):
    parts, view = opened
    qtbot.waitUntil(lambda: parts.training.frame.is_complete)
    before = parts.training.frame.shown_run.run.state.parameters.array.copy()
    pixel = QPointF(*view.plot.area.to_pixels((1.5, 1.5)).tolist()).toPoint()
    x, y = view.plot.area.to_places((pixel.x(), pixel.y())).tolist()
    QTest.mouseClick(view.plot, LEFT, NONE, pixel)
    qtbot.waitUntil(lambda: np.allclose(answer(parts).place, (x, y)))
    assert parts.window.actions_["undo"].isEnabled()
    parts.window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: np.array_equal(parts.training.frame.shown_run.run.state.parameters.array, before))


def test_closed_it_costs_nothing(opened, qtbot):
    parts, view = opened
    parts.window.stage.docks["landscape"].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: view.lens is None)
    assert not any(isinstance(lens, LandscapeRequest) for lens in parts.training._request.lenses)
    qtbot.waitUntil(lambda: answer(parts) is None)


def changed(session: Session, name: str) -> Session:
    if name != "five columns":
        return load_dataset(session, usual_source(name, points=40))
    points = session.data.points
    x = np.hstack((points.x, np.random.default_rng(0).normal(size=(len(points), 3))))
    features = tuple(Feature(name=f"column {k}") for k in range(5))
    return with_data(session, replace(session.data, features=features, points=points.with_x(x)))


@pytest.mark.parametrize("name", ["sine", "temperature", "hill", "blobs", "five columns"])
def test_values_and_classes_and_any_number_of_coordinates(opened, qtbot, name):
    parts, view = opened
    parts.document.apply("Data set", lambda session: changed(session, name))
    wanted = parts.document.session
    qtbot.waitUntil(lambda: parts.training.frame is not None and parts.training.frame.session is wanted)
    for mode in ("one", "two", "random"):
        view.controls.mode.set_key(mode)
        view.controls.mode.chosen.emit(mode)
        qtbot.waitUntil(lambda: view._landscape is not None and view._landscape.field is not None)
        assert np.isfinite(view._landscape.field.values).all()
        assert view._landscape.directions.origin.size == view.wish.names.n


def test_it_follows_the_shown_run(make_window, qtbot):
    session = new_session(usual_source("moons", points=40), layers=(Layer(units=3),))
    run = session.runs[0]
    other = replace(run, name="wide", model=replace(run.model, layers=(Layer(units=5), Layer(units=2))))
    parts = make_window(replace(session, runs=(run, other)))
    parts.window.stage.open("landscape")
    qtbot.waitUntil(lambda: answer(parts) is not None and answer(parts).directions.origin.size == 13)
    view = parts.window.stage.docks["landscape"].widget().widget().view
    parts.document.set_view(run=1)
    qtbot.waitUntil(lambda: view._landscape is not None and view._landscape.directions.origin.size == 30)
    assert view.wish.names.n == 30
    before = [frame.run.state.parameters.array for frame in parts.training.frame.runs]
    view._on_place_chosen((1.0, 2.0), None)
    qtbot.waitUntil(lambda: answer(parts).place.tolist() == [1.0, 2.0])
    np.testing.assert_array_equal(parts.training.frame.runs[0].run.state.parameters.array, before[0])
