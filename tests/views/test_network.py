"""The network view: every control edits the shown run, and the picture is that of its parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.session.arrays import Numbers
from app.session.carry import fresh_network, initial_state
from app.session.create import first_session, new_session, usual_source
from app.session.edits.model import add_layer, set_inputs, set_output, set_units
from app.session.schema import MAX_LAYERS, Layer, Session
from app.training.training import Training
from app.views.network.geometry import arrange, least_width
from app.views.network.links import nearest_link, paint_links, strength
from app.views.network.network_view import NetworkView
from app.views.network.shown import Block, blocks
from app.views.network.words import ACTIVATION_WORDS, NORMALIZER_WORDS, OUTPUT_WORDS, input_tip
from app.views.numbers_text import number
from nncore import ACTIVATIONS, FEATURES, NORMALIZERS, OUTPUTS, Linear

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton

# Geometry and links


def numbered(chosen: list[bool]) -> list[int | None]:
    """For each possible input its number among those that are chosen."""
    return [sum(chosen[:place]) if is_chosen else None for place, is_chosen in enumerate(chosen)]


@given(
    st.lists(st.booleans(), min_size=3, max_size=7).filter(any),
    st.lists(st.integers(1, 256), max_size=12),
    st.integers(1, 8),
    st.sampled_from([1.0, 1.6, 2.5]),
    st.integers(100, 400),
)
def test_nothing_overlaps_and_nothing_is_cut(
    chosen: list[bool], layers: list[int], outputs: int, scale: float, height: int
) -> None:
    width, height = max(296 * scale, least_width(len(layers), scale)), height * scale
    found = arrange(width, height, numbered(chosen), layers, outputs, scale)
    for column in found.columns[1:]:
        assert all(found.head_height <= y - column.side / 2 and y + column.side / 2 <= height for y in column.ys)
        assert all(b - a >= 0.68 * column.side for a, b in zip(column.ys, column.ys[1:], strict=False))
        assert (column.summary is None) == (len(column.ys) == column.n)
        if column.summary is not None:
            assert column.summary - column.ys[-1] >= column.row / 2
    for left, right in zip(found.columns, found.columns[1:], strict=False):
        assert left.right < right.left
    for (_, y1, _, box_height), (_, y2, _, _) in zip(found.boxes, found.boxes[1:], strict=False):
        assert y1 + box_height <= y2
    assert found.boxes[0][1] >= 0.0
    assert found.boxes[-1][1] + found.boxes[-1][3] <= height
    for (left, head_width), (right, _) in zip(found.head, found.head[1:], strict=False):
        assert left + head_width <= right
    assert len(found.columns[0].ys) == sum(chosen)


def test_sixteen_neurons_fit_without_a_summary() -> None:
    found = arrange(296, 161, numbered([True] * 7), [16] * 6, 8, 1.0)
    assert all(column.summary is None for column in found.columns)


def test_blocks_are_the_parameters_of_the_layers() -> None:
    session = set_inputs(first_session(), ("x", "y", "x^2"))
    network = fresh_network(session.runs[0], session.data)
    found = blocks(network.parameters, [3, 4, 4, 1])
    linears = [module for module in network.modules if isinstance(module, Linear)]
    for block, linear in zip(found, linears, strict=True):
        assert np.array_equal(block.weights, linear.weights)
        assert np.array_equal(block.bias, linear.bias)
    with pytest.raises(ValueError, match="parameters"):
        blocks(network.parameters, [2, 4, 4, 1])


def test_stronger_weights_look_stronger_whichever_their_sign() -> None:
    shares = strength(np.array([0.0, -0.1, 1.0, -10.0, 1e6]))
    assert np.all(np.diff(shares) > 0)
    assert shares[0] == 0.0
    assert shares[-1] <= 1.0


def test_the_link_under_the_mouse() -> None:
    found = arrange(296, 161, [0, 1, None], [3], 1, 1.0)
    source, target = found.columns[:2]
    for i, y1 in enumerate(source.ys):
        for j, y2 in enumerate(target.ys):
            x = source.right + 0.3 * (target.left - source.right)
            assert nearest_link(source, target, x, y1 + 0.3 * (y2 - y1), 4.0) == (i, j)
    assert nearest_link(source, target, source.left, source.ys[0], 4.0) is None
    assert nearest_link(source, target, (source.right + target.left) / 2, 0.0, 4.0) is None


def test_a_weight_of_0_is_a_neutral_line(qapp: QApplication) -> None:
    look = Look()
    found = arrange(296, 161, [0, 1, None], [3], 1, 1.0)
    source, target = found.columns[:2]

    def picture(block: Block | None) -> QImage:
        image = QImage(296, 161, QImage.Format.Format_RGB32)
        image.fill(look.color("plot"))
        painter = QPainter(image)
        paint_links(painter, look, source, target, block)
        painter.end()
        return image

    weights = np.zeros((len(source.ys), len(target.ys)))
    assert picture(Block(weights, np.zeros(3))) == picture(None)
    weights[0, 0] = 1e-9
    assert picture(Block(weights, np.zeros(3))) != picture(None)


def test_every_name_has_its_words() -> None:
    assert set(ACTIVATION_WORDS) == set(ACTIVATIONS)
    assert set(OUTPUT_WORDS) == set(OUTPUTS)
    assert set(NORMALIZER_WORDS) == set(NORMALIZERS)


def test_scaled_inputs_say_what_x_is() -> None:
    data = first_session().data
    scaled = replace(data.features[0], name="Alice", center=10.0, scale=5.0)
    shifted = replace(data.features[1], name="Bob", center=-1.0, scale=1.0)
    tip = input_tip("x*y", True, replace(data, features=(scaled, shifted)))
    assert tip.startswith("Input Alice′·Bob′: ")
    assert "Alice′ = (Alice − 10) / 5; in formulas x" in tip
    assert "Bob′ = Bob + 1; in formulas y" in tip


# The view


class Bench:
    """A shown view, wired to a training as the window does it."""

    def __init__(self, look: Look, qtbot: QtBot) -> None:
        session = first_session()
        self.document = Document(session)
        self.training = Training(session)
        self.document.session_changed.connect(lambda _old, new: self.training.apply(new))
        self.document.opened.connect(self.training.open)
        self.training.frame_ready.connect(lambda _frame: self.training.gate.painted())
        self.view = NetworkView(self.document, self.training, look, Attention())
        self.notices: list[str] = []
        self.view.notice.connect(self.notices.append)
        self.qtbot = qtbot
        qtbot.addWidget(self.view)
        self.view.resize(320, 215)
        self.view.show()
        qtbot.waitExposed(self.view)
        qtbot.waitUntil(lambda: self.view.diagram.picture.blocks is not None)

    @property
    def model(self):
        return self.document.session.runs[0].model

    def click(self, widget) -> None:
        self.qtbot.mouseClick(widget, LEFT)

    def picture(self) -> QImage:
        return self.view.diagram.grab().toImage()


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    look = Look()
    look.apply(qapp)
    bench = Bench(look, qtbot)
    yield bench
    assert bench.training.close()
    qapp.setStyleSheet("")


def test_a_click_on_an_input_takes_it_in_or_leaves_it_out(bench: Bench) -> None:
    boxes = bench.view.diagram.input_boxes
    assert [name for name, box in boxes.items() if box.isChecked()] == ["x", "y"]
    bench.click(boxes["x*y"])
    bench.click(boxes["x^2"])
    assert bench.model.inputs == ("x", "y", "x^2", "x*y"), "in the order of the features"
    bench.click(boxes["y"])
    assert bench.model.inputs == ("x", "x^2", "x*y")
    assert bench.document.undo_text == "Choose inputs"
    bench.document.undo()
    assert boxes["y"].isChecked()


def test_the_last_input_can_not_be_left_out(bench: Bench) -> None:
    boxes = bench.view.diagram.input_boxes
    bench.click(boxes["y"])
    bench.click(boxes["x"])
    assert bench.model.inputs == ("x",)
    assert boxes["x"].isChecked()
    assert "at least one input" in bench.notices[0]


def test_neurons_layers_and_activations(bench: Bench) -> None:
    diagram = bench.view.diagram
    first = diagram.layer_controls[0]
    bench.click(first.plus)
    bench.click(first.plus)
    bench.click(diagram.layer_controls[1].minus)
    assert [layer.units for layer in bench.model.layers] == [6, 3]
    assert first.units.text() == "6"
    bench.click(diagram.add_layer)
    assert [layer.units for layer in bench.model.layers] == [6, 3, 3]
    assert len(diagram.layer_controls) == 3
    bench.click(diagram.remove_layer)
    bench.click(diagram.remove_layer)
    bench.click(diagram.remove_layer)
    assert bench.model.layers == ()
    assert not diagram.remove_layer.isEnabled()
    bench.document.undo()
    menu = diagram.layer_controls[0].activation_menu()
    next(action for action in menu.actions() if action.data() == "relu").trigger()
    assert bench.model.layers == (Layer(units=6, activation="relu"),)
    assert diagram.layer_controls[0].activation.text() == "ReLU"
    assert not bench.notices


def test_a_typed_number_of_neurons_is_one_step_of_undo(bench: Bench) -> None:
    control = bench.view.diagram.layer_controls[0]
    bench.click(control.units)
    assert control._popup.isVisible()
    gesture = object()
    for units in (5, 6, 7):
        control._popup.stepper.edited.emit(units, gesture)
    control._popup.close()
    assert bench.model.layers[0].units == 7
    bench.document.undo()
    assert bench.model.layers[0].units == 4


def test_weights_stay_in_sight_through_an_edit(bench: Bench) -> None:
    bench.training.step()  # before the first step there is nothing to keep
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.state.step == 1)
    bench.view._refresh()
    before = bench.view.diagram.picture.blocks[0].weights.copy()
    bench.click(bench.view.diagram.layer_controls[0].plus)
    after = bench.view.diagram.picture.blocks[0].weights
    assert after.shape == (2, 5)
    assert np.array_equal(after[:, :4], before)

    def arrived() -> bool:
        frame = bench.training.frame
        return frame is not None and frame.session is bench.document.session

    bench.qtbot.waitUntil(arrived)
    bench.view._refresh()
    assert np.array_equal(bench.view.diagram.picture.blocks[0].weights, after), "what was shown is what is trained"


def test_outputs_that_do_not_fit_say_why(bench: Bench) -> None:
    view = bench.view
    assert not view.normalizer.isEnabled()
    assert "single one" in view.normalizer.toolTip()
    view.output.chosen.emit("per-class")
    assert (bench.model.output.kind, bench.model.output.normalizer) == ("per-class", "softmax")
    assert view.normalizer.isEnabled()
    view.normalizer.chosen.emit("unit-norm")
    assert bench.model.output.normalizer == "unit-norm"
    bench.document.open(new_session(replace(usual_source("blobs"), classes=3)))
    assert "two classes" in view.output.reason("sigmoid")
    assert view.output.reason("class-number") == ""


def test_tooltips_give_the_numbers(bench: Bench) -> None:
    session = bench.document.session
    state = initial_state(session.runs[0], session.data)
    numbers = np.zeros(len(state.parameters))
    numbers[0] = 1.25  # from x to the first neuron
    numbers[8] = -0.5  # the first neuron's bias
    run = replace(session.runs[0], state=replace(state, parameters=Numbers(numbers)))
    bench.document.open(replace(session, runs=(run,)))
    bench.qtbot.waitUntil(lambda: bench.view.diagram.picture.blocks is not None)
    diagram = bench.view.diagram
    inputs, hidden, _, output = diagram._geometry.columns
    neuron = diagram.tip_at(QPointF(hidden.x, hidden.ys[0]))
    assert "Hidden layer 1, neuron 1: tanh" in neuron
    assert f"bias b = {number(-0.5)}" in neuron
    x = inputs.right + 0.6 * (hidden.left - inputs.right)
    link = diagram.tip_at(QPointF(x, inputs.ys[0] + 0.6 * (hidden.ys[0] - inputs.ys[0])))
    assert link == f"weight w = {number(1.25)}\ninput x → neuron 1 of layer 1"
    assert "Output ŷ" in diagram.tip_at(QPointF(output.x, output.ys[0]))
    assert diagram.tip_at(QPointF(output.x, diagram.height() - 2.0)) == ""


def test_the_picture_follows_the_weights(bench: Bench) -> None:
    before = bench.picture()
    bench.training.step_epoch()
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.state.step > 0)
    bench.qtbot.waitUntil(lambda: bench.picture() != before)


def test_a_hidden_view_only_remembers(bench: Bench) -> None:
    bench.view.hide()
    known = bench.view.diagram.picture.blocks
    bench.training.step_epoch()
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.state.step > 0)
    assert bench.view.diagram.picture.blocks is known
    bench.view.show()
    assert bench.view.diagram.picture.blocks is not known


@pytest.mark.parametrize("scale", [1.0, 1.6, 2.0])
def test_it_fits_at_every_scale(bench: Bench, scale: float) -> None:
    look = bench.view._look
    look.set_scale(scale)
    bench.view.resize(look.px(320), look.px(215))
    for _ in range(4):
        bench.click(bench.view.diagram.add_layer)
    assert len(bench.model.layers) == 6
    bench.qtbot.waitUntil(lambda: bench.view.diagram.width() <= bench.view.width())
    for control in bench.view.diagram.layer_controls:
        for button in (control.units, control.activation):
            text = button.fontMetrics().horizontalAdvance(button.text())
            assert text <= button.width(), button.text()


def test_many_layers_scroll_and_the_most_is_the_most(bench: Bench) -> None:
    for _ in range(MAX_LAYERS - 2):
        bench.click(bench.view.diagram.add_layer)
    assert len(bench.model.layers) == MAX_LAYERS
    assert not bench.view.diagram.add_layer.isEnabled()
    assert bench.view.diagram.width() > bench.view.width()


def test_one_dimension_and_many_classes(bench: Bench) -> None:
    bench.document.open(new_session(usual_source("film-1")))
    assert list(bench.view.diagram.input_boxes) == ["x", "x^2", "sin(x)"]
    assert not bench.picture().isNull()

    def classes(kind: str) -> Session:
        session = new_session(replace(usual_source("blobs"), classes=8))
        return set_output(session, kind)

    for kind in ("per-class", "class-number"):
        bench.document.open(classes(kind))
        assert list(bench.view.diagram.input_boxes) == list(FEATURES)
        assert not bench.picture().isNull()
    bench.document.open(set_units(add_layer(first_session()), 0, 256))
    column = bench.view.diagram._geometry.columns[1]
    assert "256 neurons" in bench.view.diagram.tip_at(QPointF(column.x, column.summary))
    assert math.isfinite(column.summary)
