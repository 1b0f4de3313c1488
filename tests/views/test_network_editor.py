"""The network by hand: pictures, the card of a neuron, links, locks, layers, formulas, keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.attention import Neuron, Stage
from app.look.look import Look
from app.look.palette import DARK, LIGHT
from app.session.arrays import Points
from app.session.create import first_session, new_session, usual_source
from app.session.edits.model import with_model
from app.session.schema import Feature, Layer, Session
from app.training.frames import Frame
from app.training.lens import SECOND_FRAME_S
from app.training.lenses.neurons import LayerPictures, Neurons
from app.training.predictor import Predictor
from app.views.network.formulas import neuron_formula, symbol
from app.views.network.geometry import arrange
from app.views.network.input_box import InputBox
from app.views.network.input_list import possible_inputs
from app.views.network.layer_menu import layer_menu, spot_menu
from app.views.network.pictures import PictureStrip, sign_colors
from app.views.network.shown import Parameter, Structure, blocks
from app.views.network.spots import Spot, beside, place_of, spot_at
from app.views.numbers_text import number
from tests.mouse import move
from tests.views.network_bench import Bench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton


def layered(*units: int) -> Session:
    session = first_session()
    layers = tuple(Layer(units=n) for n in units)
    return with_model(session, replace(session.runs[0].model, layers=layers), 0)


def columns_session(n: int) -> Session:
    """Points with so many coordinates, all of them given to the network."""
    session = first_session()
    points = session.data.points
    x = np.random.default_rng(0).normal(size=(len(points), n))
    features = tuple(Feature(name=f"column {number}") for number in range(n))
    data = replace(session.data, features=features, points=replace_x(points, x), source=None)
    run = session.runs[0]
    model = replace(run.model, inputs=tuple(f"x{number + 1}" for number in range(n)))
    return replace(session, data=data, runs=(replace(run, model=model, state=None, history=None),))


def replace_x(points: Points, x: np.ndarray) -> Points:
    return Points(x=x, labels=points.labels, is_test=points.is_test)


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    look = Look()
    look.apply(qapp)
    bench = Bench(look, qtbot)
    yield bench
    assert bench.training.close()
    bench.view.cards.close()
    qapp.setStyleSheet("")


# Structure, places, words


def test_places_of_parameters_are_those_of_the_vector() -> None:
    structure = Structure(layered(3, 5).runs[0].model, layered(3, 5).data)
    vector = np.arange(float(structure.n_parameters))
    for layer, block in enumerate(blocks(vector, structure.sizes)):
        assert block.weights[1, 2 if layer < 2 else 0] == structure.place(Parameter(layer, 1, 2 if layer < 2 else 0))
        for unit in range(structure.sizes[layer + 1]):
            assert block.bias[unit] == structure.place(Parameter(layer, None, unit))
            into = [*block.weights[:, unit], block.bias[unit]]
            assert structure.neuron_places(layer, unit).tolist() == into
        assert sorted([*block.weights.ravel(), *block.bias]) == structure.layer_places(layer).tolist()


def test_a_formula_has_the_numbers_filled_in() -> None:
    session = first_session()
    structure = Structure(session.runs[0].model, session.data)
    text = neuron_formula(structure, 0, 1, np.array([0.43, -1.2]), 0.1)
    assert text == "h⁽¹⁾₂ = tanh(0.43 x − 1.20 y + 0.10)"
    wide = Structure(layered(20).runs[0].model, session.data)
    text = neuron_formula(wide, 1, 0, -np.ones(20), -0.5)
    assert text.startswith("ŷ = σ(−1.00 h₁ − 1.00 h₂")
    assert "(14 more)" in text
    assert text.endswith("− 0.50)")
    assert symbol(wide, -1, 1) == "y"


@given(st.lists(st.integers(1, 40), min_size=0, max_size=8), st.sampled_from([1.0, 1.6, 2.0]))
def test_what_is_drawn_is_found_under_the_mouse(layers: list[int], scale: float) -> None:
    geometry = arrange(900 * scale, 700 * scale, [0, None, 1, 2], layers, 3, scale)
    for layer, column in enumerate(geometry.columns[1:]):
        for unit in column.units:
            x, y = place_of(geometry, Spot(layer, unit))
            assert spot_at(geometry, x, y, 4.0 * scale) == Spot(layer, unit)


@given(st.lists(st.integers(1, 6), max_size=4), st.lists(st.sampled_from("lrud"), max_size=30))
def test_arrow_keys_stay_among_what_is_drawn(layers: list[int], keys: list[str]) -> None:
    geometry = arrange(900, 700, [0, 1], layers, 2, 1.0)
    spot = beside(geometry, None, 0, 0)
    ways = {"l": (-1, 0), "r": (1, 0), "u": (0, -1), "d": (0, 1)}
    for key in keys:
        spot = beside(geometry, spot, *ways[key])
        assert spot is not None
        assert place_of(geometry, spot) is not None


def test_arrow_keys_lead_over_a_link_to_the_next_neuron() -> None:
    geometry = arrange(900, 700, [0, 1], [3, 3], 1, 1.0)
    link = beside(geometry, Spot(0, 1), 1, 0)
    assert link == Spot(1, 1, 1)
    assert beside(geometry, link, 0, 1) == Spot(1, 1, 2)
    assert beside(geometry, link, 1, 0) == Spot(1, 1)
    assert beside(geometry, Spot(0, 0), -1, 0) == Spot(0, 0, 0)


def test_eight_layers_of_sixteen_do_not_touch() -> None:
    for width, height in ((416, 630), (880, 630)):
        geometry = arrange(width, height, [0, 1, *[None] * 5], [16] * 8, 1, 1.0)
        for left, right in pairwise(geometry.columns):
            assert left.right + 6 < right.left
        for column in geometry.columns[1:-1]:
            assert column.summary is None
            assert column.side >= 20
            assert all(b - a > column.side for a, b in pairwise(column.ys))


def test_a_hundred_inputs_are_scrolled_through() -> None:
    geometry = arrange(416, 400, list(range(100)), [4], 1, 1.0)
    assert geometry.scroll is not None
    shown = geometry.columns[0].units
    assert shown[0] == 0
    further = arrange(416, 400, list(range(100)), [4], 1, 1.0, first_box=500)
    assert further.columns[0].units[-1] == 99, "it does not scroll past the end"
    boxes = [geometry.scroll[0], *geometry.boxes, geometry.scroll[1], geometry.formula]
    assert all(y1 + height <= y2 for (_, y1, _, height), (_, y2, _, _) in pairwise(boxes))
    assert boxes[-1][1] + boxes[-1][3] <= 400


def test_inputs_that_mean_the_same_have_one_box() -> None:
    session = first_session()
    model = replace(session.runs[0].model, inputs=("y", "x²", "exp(x)"))
    names = possible_inputs(Structure(model, session.data))
    assert names == ("x", "y", "x²", "y^2", "x*y", "sin(x)", "sin(y)", "exp(x)")


# Pictures


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_colors_of_signs(theme) -> None:
    colors = [QColor(int(color)).name().upper() for color in sign_colors(theme)[[1, 128, 255]]]
    assert colors == [theme.negative.upper(), theme.plot.upper(), theme.positive.upper()]


def test_a_picture_stands_upright(qapp: QApplication) -> None:
    look = Look()
    index = np.full((2, 40, 40), 128, np.uint8)
    index[1, :20] = 1  # the lower half of the plane
    strip = PictureStrip(look)
    strip.show(LayerPictures(index, 1.0, finite=True))
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    strip.paint(painter, QRectF(10, 10, 40, 40), 1)
    painter.end()
    assert image.pixelColor(30, 40) == look.color("negative")
    assert image.pixelColor(30, 20) == look.color("plot")


def test_the_edge_of_an_input_goes_all_around_its_picture(qtbot: QtBot) -> None:
    look, window = Look(), QWidget()
    qtbot.addWidget(window)
    strip = PictureStrip(look)
    strip.show(LayerPictures(np.full((1, 18, 18), 200, np.uint8), 1.0, finite=True))
    box = InputBox(look, "x", window)
    box.setChecked(True)
    box.setFixedSize(60, 20)
    box.set_side(20.0)
    box.show_picture(strip, 0)
    image = QImage(180, 60, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(3.0)  # so that the edge has whole device pixels of its own
    box.render(image)
    edge = {image.pixelColor(x, y).name() for y in (3, 56) for x in range(20, 160)}
    edge |= {image.pixelColor(176, y).name() for y in range(20, 40)}
    assert edge == {look.theme.accent.lower()}


def test_a_curve_is_pale_blue_above_0_and_pale_orange_below(qapp: QApplication) -> None:
    look = Look()
    index = np.full((1, 1, 40), 255, np.uint8)
    index[0, 0, 20:] = 64
    strip = PictureStrip(look)
    strip.show(LayerPictures(index, 1.0, finite=True))
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    strip.paint(painter, QRectF(10, 10, 40, 40), 0)
    painter.end()
    blue, orange = image.pixelColor(20, 20), image.pixelColor(40, 34)
    assert blue.blue() > blue.red()
    assert orange.red() > orange.blue()
    assert image.pixelColor(20, 40) == image.pixelColor(40, 20) == look.color("plot")


def test_the_pictures_are_what_the_neurons_answer(bench: Bench) -> None:
    found = bench.wait_for_pictures()
    request = found.request
    (left, right), (bottom, top) = request.x_range, request.y_range
    n = request.cells
    x = left + (np.arange(n) + 0.5) / n * (right - left)
    y = bottom + (np.arange(n) + 0.5) / n * (top - bottom)
    places = np.column_stack((np.tile(x, n), np.repeat(y, n)))
    predictor = Predictor(bench.run, bench.document.session.data)
    inputs = predictor.inputs(request.slice.to_space(places))
    block = blocks(found.parameters, [2, 4, 4, 1])[0]
    expected = np.tanh(inputs @ block.weights + block.bias).T.reshape(4, n, n)
    pictures = found.layers[0]
    values = (pictures.index.astype(float) - 128) / 127 * pictures.scale
    assert np.abs(values - expected).max() <= 0.02 * pictures.scale + 0.05, "whichever places of the cells are taken"
    assert np.abs(expected).max() == pytest.approx(pictures.scale, rel=0.1)


def test_a_view_that_is_not_seen_wants_no_pictures(bench: Bench) -> None:
    assert bench.view.lens is not None
    bench.window.hide()
    assert bench.view.lens is None
    bench.window.show()
    assert bench.view.lens is not None


# The card


def pinned(bench: Bench, layer: int, unit: int):
    bench.wait_for_pictures()
    bench.qtbot.mouseClick(bench.view.diagram, LEFT, pos=bench.place(Spot(layer, unit)))
    card = bench.view.cards.card
    assert card is not None and card.isVisible() and card.is_pinned
    return card


def test_a_neuron_under_the_mouse_grows_to_a_card_inside_the_window(bench: Bench) -> None:
    bench.enlarge()
    bench.wait_for_pictures()
    for unit in (0, 3):
        move(bench.view.diagram, bench.place(Spot(1, unit)))
        bench.qtbot.waitUntil(lambda: bench.view.cards.card is not None and bench.view.cards.card.isVisible())
        card = bench.view.cards.card
        bench.qtbot.waitUntil(lambda unit=unit: bench.view.cards.card.neuron == (1, unit))
        assert bench.window.rect().contains(card.geometry())
        assert not card.is_pinned
        assert bench.attention.neuron == Neuron(1, unit)
        assert bench.view.lens.card == (1, unit)
        bench.qtbot.waitUntil(lambda unit=unit: bench.view._found.request.card == (1, unit))
    move(bench.view.diagram, QPoint(1, bench.view.diagram.height() - 1))
    bench.qtbot.waitUntil(lambda: not bench.view.cards.card.isVisible())
    assert bench.view.lens.card is None


def test_the_card_gives_the_numbers_of_the_run(bench: Bench) -> None:
    card = pinned(bench, 0, 2)
    block = blocks(bench.parameters(), [2, 4, 4, 1])[0]
    assert [row.field.present for row in card.rows[:2]] == block.weights[:, 2].tolist()
    assert card.bias.field.present == block.bias[2]
    gradient = blocks(bench.view._found.gradient, [2, 4, 4, 1])[0]
    bench.qtbot.waitUntil(lambda: card.bias.gradient.text() != "")
    assert float(card.bias.gradient.text().replace("−", "-")) == pytest.approx(gradient.bias[2], rel=1e-2, abs=1e-4)


def type_in(bench: Bench, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    bench.qtbot.keyClicks(field, text)
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_typed_weight_is_set_and_undone(bench: Bench) -> None:
    card = pinned(bench, 0, 1)
    before = bench.parameters().copy()
    type_in(bench, card.rows[1].field, "-2,5")
    structure = bench.view.hand.structure
    place = structure.place(Parameter(0, 1, 1))
    assert bench.parameters()[place] == -2.5
    assert np.delete(bench.parameters(), place).tolist() == np.delete(before, place).tolist()
    assert bench.document.undo_text == "Set weight"
    bench.document.undo()
    assert bench.parameters().tolist() == before.tolist()
    type_in(bench, card.bias.field, "0.75")
    assert bench.parameters()[structure.place(Parameter(0, None, 1))] == 0.75
    assert bench.document.undo_text == "Set bias"
    output = pinned(bench, 2, 0)
    type_in(bench, output.bias.field, "-3")
    assert bench.parameters()[-1] == -3.0, "the output's bias"


def test_a_drag_is_one_step_of_undo_also_while_training(bench: Bench) -> None:
    card = pinned(bench, 0, 0)
    field, place = card.rows[0].field, bench.view.hand.structure.place(Parameter(0, 0, 0))
    bench.training.play()
    middle = field.rect().center()
    bench.qtbot.mousePress(field, LEFT, pos=middle)
    for way in (10, 20, 30):
        drag(field, middle + QPoint(way, 0))
    dragged = field.present
    bench.qtbot.mouseRelease(field, LEFT, pos=middle + QPoint(30, 0))
    assert bench.document.undo_text == "Set weight"
    bench.training.pause()
    bench.qtbot.waitUntil(lambda: not bench.training.playing)
    bench.document.undo()
    assert bench.document.undo_text == "", "all of the drag is one step"
    assert abs(bench.parameters()[place] - dragged) > 0.2, "and the weight is back"


def test_the_wheel_sets_a_weight_a_burst_at_a_time(bench: Bench) -> None:
    card = pinned(bench, 0, 0)
    field = card.rows[0].field
    before = field.present
    for _ in range(3):
        turn(field, 120)
    assert field.present == pytest.approx(before + 0.3, abs=1e-5)
    turn(field, 120, Qt.KeyboardModifier.ShiftModifier)
    assert field.present == pytest.approx(before + 0.31, abs=1e-5)
    bench.document.undo()
    assert bench.document.undo_text == ""


def drag(widget, place: QPoint) -> None:
    """Move the mouse with its left button held."""
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(place), QPointF(widget.mapToGlobal(place)), Qt.MouseButton.NoButton, LEFT,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def turn(field, angle: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = QPointF(field.rect().center())
    event = QWheelEvent(
        place, QPointF(field.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton,
        modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, event)


@pytest.mark.parametrize("text", ["1e9", "1-2", "e"])
def test_a_bad_number_gets_a_sentence_and_changes_nothing(bench: Bench, text: str) -> None:
    card = pinned(bench, 0, 0)
    before = bench.parameters().copy()
    field = card.rows[0].field
    type_in(bench, field, text)
    assert "between −1 000 000 and 1 000 000" in field.remark
    assert field.text() == text, "it stays for mending"
    assert bench.parameters().tolist() == before.tolist()
    bench.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.remark == ""
    assert float(field.text().replace("−", "-")) == pytest.approx(before[0], abs=1e-3)


def test_what_is_being_typed_outlives_new_numbers(bench: Bench) -> None:
    card = pinned(bench, 0, 0)
    field = card.rows[0].field
    field.setFocus()
    field.selectAll()
    bench.qtbot.keyClicks(field, "1.2")
    field.set_value(9.0)
    assert field.text() == "1.2"


def test_escape_closes_the_card(bench: Bench) -> None:
    card = pinned(bench, 0, 0)
    bench.qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert bench.view.lens.card is None


@pytest.mark.parametrize("scale", [1.6, 2.5])
def test_a_card_stays_in_the_window_at_every_scale(bench: Bench, scale: float) -> None:
    look = bench.view._look
    look.set_scale(scale)
    bench.window.resize(1280, 800)
    bench.view.setGeometry(0, 0, 1280, 800)
    bench.document.open(layered(40, 3))
    card = pinned(bench, 1, 0)
    assert bench.window.rect().contains(card.geometry())


def test_a_card_goes_with_its_neuron(bench: Bench) -> None:
    card = pinned(bench, 0, 3)
    bench.click(bench.view.diagram.layer_controls[0].minus)
    assert not card.isVisible()


def test_a_wide_layer_is_paged_through(bench: Bench) -> None:
    bench.document.open(layered(40))
    card = pinned(bench, 1, 0)
    first = [row.parameter.source for row in card.rows if row.name.isVisible()]
    assert first[0] == 0
    assert len(first) < 40
    bench.click(card._after)
    second = [row.parameter.source for row in card.rows if row.name.isVisible()]
    assert second[0] == first[-1] + 1
    bench.click(card._before)
    assert card.rows[0].parameter.source == 0


# Links and locks


def test_a_click_on_a_link_edits_its_weight_in_place(bench: Bench) -> None:
    bench.enlarge()
    bench.wait_for_pictures()
    spot = Spot(2, 0, 2)  # into the output
    bench.qtbot.mouseClick(bench.view.diagram, LEFT, pos=bench.place(spot))
    popup = bench.view.popups.weight
    assert popup is not None and popup.isVisible()
    assert popup.parameter == Parameter(2, 2, 0)
    place = bench.view.hand.structure.place(popup.parameter)
    assert popup.row.field.present == bench.parameters()[place]
    assert popup.row.field.text() == number(bench.parameters()[place])
    turn(popup.row.field, 120)
    assert bench.parameters()[place] == pytest.approx(popup.row.field.present)
    popup.row.field.selectAll()
    bench.qtbot.keyClicks(popup.row.field, "3")
    bench.qtbot.keyClick(popup.row.field, Qt.Key.Key_Return)
    assert bench.parameters()[place] == 3.0
    assert not popup.isVisible()
    # The gradient at the new weight comes with the frame that answers it.
    tip_at, place = bench.view.diagram.tip_at, QPointF(bench.place(spot))
    bench.qtbot.waitUntil(lambda: "gradient of the next batch" in tip_at(place))


def test_a_frozen_weight_neuron_and_layer_do_not_move(bench: Bench) -> None:
    card = pinned(bench, 0, 1)
    before = bench.picture()
    bench.click(card.rows[0].lock)
    structure = bench.view.hand.structure
    assert bench.run.frozen == (structure.place(Parameter(0, 0, 1)),)
    assert card.rows[0].lock.isChecked()
    assert bench.picture() != before, "its link is dashed"
    bench.click(card.lock)
    assert bench.run.frozen == tuple(structure.neuron_places(0, 1).tolist())
    assert card.lock.isChecked()
    still = bench.parameters()[list(bench.run.frozen)].copy()
    bench.training.step_epoch()
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.state.step > 0)
    assert bench.parameters()[list(bench.run.frozen)].tolist() == still.tolist()
    bench.click(card.lock)
    assert bench.run.frozen == ()
    choose(layer_menu(bench.view, structure, 2, bench.view.hand), "Freeze layer")
    assert bench.run.frozen == tuple(structure.layer_places(2).tolist())
    choose(spot_menu(bench.view, bench.view.hand.structure, Spot(2, 0, 1), bench.view.hand, print), "Unfreeze weight")
    assert len(bench.run.frozen) == 4


# Layers


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.deleteLater()


def in_layer_menu(bench: Bench, layer: int, text: str) -> None:
    choose(layer_menu(bench.view, bench.view.hand.structure, layer, bench.view.hand), text)


def test_layers_are_inserted_moved_and_deleted(bench: Bench) -> None:
    bench.document.open(layered(3, 5))
    bench.wait_for_pictures()
    in_layer_menu(bench, 0, "Move right")
    assert [layer.units for layer in bench.model.layers] == [5, 3]
    in_layer_menu(bench, 1, "Insert layer before")
    assert [layer.units for layer in bench.model.layers] == [5, 5, 3]
    in_layer_menu(bench, 2, "Delete layer")
    assert [layer.units for layer in bench.model.layers] == [5, 5]
    for _ in range(3):
        bench.document.undo()
    assert [layer.units for layer in bench.model.layers] == [3, 5]
    menu = layer_menu(bench.view, bench.view.hand.structure, 0, bench.view.hand)
    assert not next(action for action in menu.actions() if action.text() == "Move left").isEnabled()
    menu.deleteLater()


def test_a_duplicate_has_the_weights_of_its_layer(bench: Bench) -> None:
    bench.document.open(layered(4, 4))
    bench.wait_for_pictures()
    bench.training.step()
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.state.step == 1)
    before = blocks(bench.parameters(), [2, 4, 4, 1])
    in_layer_menu(bench, 1, "Duplicate layer")
    after = blocks(bench.parameters(), [2, 4, 4, 4, 1])
    for copied in (after[1], after[2]):
        assert np.array_equal(copied.weights, before[1].weights)
        assert np.array_equal(copied.bias, before[1].bias)
    assert np.array_equal(after[3].weights, before[2].weights)
    assert np.array_equal(after[0].weights, before[0].weights)
    bench.document.undo()
    assert [layer.units for layer in bench.model.layers] == [4, 4]
    assert np.array_equal(blocks(bench.parameters(), [2, 4, 4, 1])[1].weights, before[1].weights)


def test_a_layer_is_zeroed_and_drawn_anew(bench: Bench) -> None:
    bench.wait_for_pictures()
    before = blocks(bench.parameters(), [2, 4, 4, 1])
    in_layer_menu(bench, 1, "Zero weights")
    zeroed = blocks(bench.parameters(), [2, 4, 4, 1])
    assert not zeroed[1].weights.any()
    assert np.array_equal(zeroed[0].weights, before[0].weights)
    in_layer_menu(bench, 1, "Randomize weights")
    drawn = blocks(bench.parameters(), [2, 4, 4, 1])[1]
    assert len(set(drawn.weights.ravel().tolist())) == 16
    assert not drawn.bias.any()
    assert np.abs(drawn.weights).max() <= np.sqrt(6 / 8), "Glorot's bound"
    bench.document.undo()
    bench.document.undo()
    assert np.array_equal(blocks(bench.parameters(), [2, 4, 4, 1])[1].weights, before[1].weights)


# Formulas


def test_a_formula_becomes_an_input_and_goes_again(bench: Bench) -> None:
    bench.enlarge()
    bench.click(bench.view.diagram.inputs.formula)
    popup = bench.view.popups.formula
    assert popup is not None and popup.isVisible()
    bench.qtbot.keyClicks(popup.field, "sin(3z)")
    bench.qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert "“z” is unknown" in popup.sentence.text()
    assert popup.sentence.isVisible()
    assert popup.field.text() == "sin(3z)"
    assert bench.model.inputs == ("x", "y")
    bench.qtbot.keyClick(popup.field, Qt.Key.Key_Backspace)
    bench.qtbot.keyClick(popup.field, Qt.Key.Key_Backspace)
    assert not popup.sentence.isVisible()
    bench.qtbot.keyClicks(popup.field, "x)")
    bench.qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert bench.model.inputs == ("x", "y", "sin(3x)")
    box = bench.view.diagram.input_boxes["sin(3x)"]
    assert "remove" in box.toolTip()
    bench.click(box)
    assert bench.model.inputs == ("x", "y")
    assert "sin(3x)" not in bench.view.diagram.input_boxes
    bench.document.undo()
    assert bench.model.inputs == ("x", "y", "sin(3x)")


def test_the_same_input_twice_says_so(bench: Bench) -> None:
    bench.click(bench.view.diagram.inputs.formula)
    popup = bench.view.popups.formula
    bench.qtbot.keyClicks(popup.field, "x1")
    bench.qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert "twice" in popup.sentence.text()
    popup.close()


# Keys, attention, sizes


def test_large_pictures_come_with_every_frame_and_small_ones_with_every_second(bench: Bench) -> None:
    assert not bench.view.diagram.is_large
    assert bench.view.lens.pause_s == SECOND_FRAME_S
    bench.enlarge()
    assert bench.view.diagram.is_large
    assert bench.view.lens.pause_s == 0.0
    shown = []

    def note(frame: Frame) -> None:
        found = frame.answer(Neurons)
        if found is not None:
            shown.append(bench.view.diagram.picture.strips[1].index is found.layers[0].index)

    bench.wait_for_pictures()
    bench.training.frame_ready.connect(note)
    bench.training.play()
    bench.qtbot.waitUntil(lambda: len(shown) >= 5)
    bench.training.pause()
    assert all(shown)


def test_the_keys_reach_neurons_and_links(bench: Bench) -> None:
    bench.enlarge()
    bench.wait_for_pictures()
    diagram = bench.view.diagram
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    assert diagram.spot == Spot(0, 0)
    assert "Hidden layer 1, neuron 1" in diagram.accessibleDescription()
    before = bench.picture()
    bench.qtbot.keyClick(diagram, Qt.Key.Key_Down)
    assert diagram.spot == Spot(0, 1)
    assert bench.picture() != before, "the ring has moved"
    assert bench.attention.neuron == Neuron(0, 1)
    bench.qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert bench.view.cards.card.is_pinned
    QApplication.sendEvent(diagram, QEvent(QEvent.Type.Leave))  # as where the card opens under the mouse
    bench.qtbot.keyClick(bench.view.cards.card, Qt.Key.Key_Escape)
    assert diagram.hasFocus()
    assert diagram.spot == Spot(0, 1)
    bench.qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert diagram.spot.is_link
    bench.qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert bench.view.popups.weight.isVisible()
    bench.view.popups.weight.close()


def test_what_others_point_at_is_marked(bench: Bench) -> None:
    bench.wait_for_pictures()
    nothing = bench.picture()
    bench.attention.point_at(Neuron(0, 1))
    ringed = bench.picture()
    assert ringed != nothing
    bench.attention.point_at(Neuron(7, 99))
    assert bench.picture() == nothing, "there is no such neuron"
    bench.attention.show_stage(Stage("backward", 1))
    assert bench.picture() != nothing
    bench.attention.show_stage(None)
    assert bench.picture() == nothing


@pytest.mark.parametrize(
    "session",
    [
        layered(*[16] * 8),
        layered(256, 256),
        new_session(usual_source("film-1")),
        new_session(usual_source("sine")),
        new_session(usual_source("hill")),
        columns_session(5),
        columns_session(40),
    ],
    ids=["8x16", "2x256", "1-D", "1-D values", "2-D values", "5 columns", "40 columns"],
)
def test_every_kind_of_network_is_drawn(bench: Bench, session: Session) -> None:
    bench.document.open(session)
    bench.enlarge()
    found = bench.wait_for_pictures()
    assert found.inputs.index.shape[1] == (1 if len(session.data.features) == 1 else found.request.cells)
    assert not bench.picture().isNull()
    card = pinned(bench, 0, 0)
    assert bench.window.rect().contains(card.geometry())
    assert not card.grab().isNull()
