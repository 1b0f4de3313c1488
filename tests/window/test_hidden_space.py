"""The panel of the hidden space in a real window: asked for while seen, live, morphed, zoomed, and pointed at."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.session.create import empty_session, new_session, usual_source
from app.session.edits.model import remove_layer, set_units
from app.session.schema import Layer, Output, Training
from tests.window.rest import at_rest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(make_window, qtbot):
    """Call it with the units of the layers (and a data set) to get a window and its panel, showing something."""

    def open_it(*units, dataset="xor", **options):
        session = new_session(usual_source(dataset, points=50), layers=[Layer(units=n) for n in units], **options)
        parts = make_window(session)
        parts.window.stage.open("hidden")
        explanation = parts.window.stage.docks["hidden"].widget().widget()
        qtbot.waitUntil(lambda: explanation.view is not None)
        view = explanation.view
        qtbot.waitUntil(lambda: view.space.scene is not None)
        return parts, view

    return open_it


def test_what_nobody_sees_is_not_asked_for(opened, qtbot):
    parts, view = opened(2)
    assert view.lens is not None
    assert view.lens in parts.training._request.lenses
    parts.window.stage.docks["hidden"].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: view.lens is None)
    assert not any(type(lens) is type(view.space.scene.answer.request) for lens in parts.training._request.lenses)


def test_it_begins_with_the_last_hidden_layer_by_name(opened):
    _, view = opened(4, 2)
    assert view.layer.currentText() == "hidden layer 2, after tanh"
    assert view.lens.layer == 2
    assert view.lens.axes == (0, 1)
    assert view.through.isHidden() and view.across.isHidden()
    assert "straight line" in view.sentence.text()


def test_wide_layers_begin_with_their_components_and_can_be_seen_through_two_neurons(opened, qtbot):
    _, view = opened(5)
    assert view.lens.axes is None
    assert "principal components" in view.sentence.text()
    view.through.chosen.emit("neurons")
    assert view.lens.axes == (0, 1)
    view.up.set_key("4")
    view.up.chosen.emit("4")
    qtbot.waitUntil(lambda: view.space.scene.answer.request.axes == (0, 4))
    assert view.space._titles.after == ("h₁", "h₅")
    assert "depends on the others" in view.sentence.text()


def test_another_layer_can_be_chosen(opened, qtbot):
    _, view = opened(3, 2)
    for key, units in (("0", 2), ("3", 1), ("1", 3)):
        view.layer.set_key(key)
        view.layer.chosen.emit(key)
        qtbot.waitUntil(lambda key=key: view.space.scene.answer.request.layer == int(key))
        assert view.space.scene.answer.n_units == units


def test_it_follows_the_training_and_edits(opened, qtbot):
    parts, view = opened(2)
    before = view.space.scene.points
    parts.training.step()
    qtbot.waitUntil(lambda: view.space.scene.answer.step == 1)
    assert (view.space.scene.points != before).any()
    parts.document.apply("Change the number of neurons", lambda session: set_units(session, 0, 3, 0))
    qtbot.waitUntil(lambda: view.space.scene.answer.n_units == 3)
    parts.document.undo()
    qtbot.waitUntil(lambda: view.space.scene.answer.n_units == 2)


def test_another_start_has_its_own_components_the_larger_one_first(opened, qtbot):
    parts, view = opened(5)
    for _ in range(5):
        last = view.space.scene
        parts.window.actions_["reseed"].trigger()
        qtbot.waitUntil(lambda last=last: view.space.scene is not None and view.space.scene is not last)
        at_rest(parts, qtbot)
        first, second = view.space.scene.shares
        assert first >= second


def test_the_morph_goes_from_the_plane_to_the_layer(opened, qtbot):
    _, view = opened(2)
    assert view.space.way == 1.0
    view.way.setValue(0)
    assert view.space.way == 0.0
    assert view.space._titles.before == ("x", "y")
    ways = []
    view.way.valueChanged.connect(lambda value: ways.append(value))
    view._morph.setDuration(60)
    qtbot.mouseClick(view.morph, LEFT)
    view._morph.setCurrentTime(30)  # a slow machine may see nothing between the start and the end
    assert 0.0 < view.space.way < 1.0
    qtbot.waitUntil(lambda: view.space.way == 1.0)
    assert len(ways) > 1
    assert ways == sorted(ways)


def test_a_click_chooses_a_point_and_a_chosen_point_is_highlighted(opened):
    parts, view = opened(2)
    pixels, rows = view.space.point_pixels(), view.space.scene.answer.rows
    before = view.space.grab().toImage()
    apart = np.linalg.norm(pixels[:, None] - pixels, axis=2) + 1e9 * np.eye(len(pixels))
    number = int(np.argmax(apart.min(axis=1)))
    QTest.mouseClick(view.space, LEFT, pos=QPoint(*pixels[number].round().astype(int).tolist()))
    assert parts.attention.sample == rows[number]
    assert view.space.grab().toImage() != before
    parts.attention.choose(None)
    assert view.space.grab().toImage() == before


def test_the_wheel_zooms_and_fit_shows_all_again(opened, qtbot):
    _, view = opened(2)
    space = view.space
    at = QPointF(space.width() / 2, space.height() / 3)
    before = space.to_pixels(np.array([[0.0, 0.0], [1.0, 1.0]]))
    event = QWheelEvent(
        at, space.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(space, event)
    after = space.to_pixels(np.array([[0.0, 0.0], [1.0, 1.0]]))
    assert np.ptp(after[:, 0]) > 1.2 * np.ptp(before[:, 0])
    shares = [(np.array([at.x(), at.y()]) - ends[0]) / (ends[1] - ends[0]) for ends in (before, after)]
    assert shares[0] == pytest.approx(shares[1])  # what lies under the pointer stays there
    qtbot.mouseClick(view.fit, LEFT)
    assert space.is_fitted
    assert space.to_pixels(np.array([0.0, 0.0])) == pytest.approx(before[0])


@pytest.mark.parametrize("dataset", ["film-1", "sine", "hill", "blobs"])
def test_every_kind_of_data_has_a_picture(opened, dataset):
    options = {}
    if dataset in ("sine", "hill"):
        options = {"output": Output(kind="value"), "training": Training(loss="squared-error")}
    parts, view = opened(2, dataset=dataset, **options)
    image = view.space.grab().toImage()
    ground = parts.look.color("plot").rgb()
    colors = {image.pixel(x, y) for x in range(60, image.width() - 20, 7) for y in range(20, image.height() - 60, 7)}
    assert len(colors - {ground}) > 10
    assert view.sentence.text()


def test_without_points_and_without_hidden_layers_it_still_shows_the_plane(make_window, qtbot):
    parts = make_window(empty_session())
    parts.document.apply("no layers", without_layers)
    parts.window.stage.open("hidden")
    explanation = parts.window.stage.docks["hidden"].widget().widget()
    qtbot.waitUntil(lambda: explanation.view is not None and explanation.view.space.scene is not None)
    assert explanation.view.layer.currentText() == "inputs x, y"


def test_every_control_says_what_it_does(opened):
    _, view = opened(5)
    for control in (view.layer, view.through, view.across, view.up, view.morph, view.way, view.fit):
        assert control.toolTip()
        assert control.accessibleName()


def without_layers(session):
    while session.runs[0].model.layers:
        session = remove_layer(session, 0)
    return session
