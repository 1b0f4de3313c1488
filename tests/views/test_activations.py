"""The activation and gradient views: what they draw and say follows from what the worker answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.attention import Attention, Neuron
from app.document import Document
from app.look.look import Look
from app.session.create import new_session, usual_source
from app.session.edits.model import add_layer, delete_layer, set_activation, set_output, set_units
from app.session.edits.points import clear_points
from app.session.edits.training import set_loss, set_training
from app.session.schema import Layer, Model, Output, Session
from app.training.assemble import trainer as make_trainer
from app.training.frames import FrameRequest
from app.training.lenses.gradients import GradientsAnswer, GradientsRequest
from app.training.lenses.layer import LayerAnswer, LayerLens, LayerRequest
from app.training.lenses.point_loss import PointLossLens, PointLossRequest
from app.training.lenses.sums import BINS
from app.training.training import Training
from app.views.activations import words
from app.views.activations.activations_view import ActivationsView
from app.views.activations.drawn import (
    Comparison,
    curves_of,
    dots_of,
    flat_parts,
    loss_dots,
    loss_picture,
    pieces,
    ring_of,
    span,
    training_row,
)
from app.views.activations.gradient_plot import GradientPlot, exponents, range_of
from app.views.activations.neuron_rows import ROW_PX
from nncore import ACTIVATIONS, LOSSES, NORMALIZERS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Iterator[Look]:
    look = Look()
    look.apply(qapp)
    yield look
    qapp.setStyleSheet("")


def made(*layers: tuple[int, str], points: int = 60, dataset: str = "moons", output: Output | None = None) -> Session:
    return new_session(
        usual_source(dataset, points=points),
        layers=[Layer(units=units, activation=activation) for units, activation in layers],
        output=output,
    )


def answered(session: Session, layer: int = 0, weights: Callable[[np.ndarray], None] | None = None) -> LayerAnswer:
    trainer = make_trainer(session.runs[0], session.data)
    if weights:
        weights(trainer.network.parameters)
    answer = LayerLens(layer).look(trainer, 1.0)
    assert answer
    return answer


# Words


def test_all_kinds_have_words() -> None:
    kinds = set(ACTIVATIONS) | set(NORMALIZERS) - {"none"}
    assert set(words.LABELS) == kinds
    assert words.symbol("sigmoid") == "σ(z)"
    assert words.symbol("sigmoid", 8.0) == "σ(8 z)"
    assert all(words.symbol(kind, 2.0) for kind in kinds)


def test_names_of_layers_and_neurons() -> None:
    session = made((3, "relu"), (2, "tanh"), output=Output(kind="per-class", normalizer="softmax"))
    model = session.runs[0].model
    assert words.layer_names(model) == ["hidden 1", "hidden 2", "output"]
    assert words.layer_labels(model) == ["hidden layer 1: ReLU", "hidden layer 2: tanh", "output: soft-max"]
    assert words.neuron_names(model, session.data, 1) == ["neuron 1", "neuron 2"]
    assert words.neuron_names(model, session.data, 2) == [info.name for info in session.data.classes]
    single = made().runs[0].model
    assert words.layer_labels(single) == ["output: sigmoid"]
    assert words.neuron_names(single, session.data, 0) == ["ŷ"]


def dead_ones(parameters: np.ndarray) -> None:
    """Of four neurons on two inputs: one as it is, three that no point activates."""
    parameters[8:12] = [0.0, -1e3, -1e3, -1e3]


def test_dead_neurons_are_counted() -> None:
    answer = answered(made((4, "relu")), weights=dead_ones)
    assert words.layer_sentence(answer).startswith(
        "3 of 4 neurons are dead: no point activates them, so their weights get no gradient."
    )
    assert [words.neuron_state(answer, unit) == "dead" for unit in range(4)] == [False, True, True, True]
    assert words.neuron_state(answer, 0).startswith("off ")
    assert [words.needs_notice(answer, unit) for unit in range(4)] == [False, True, True, True]


def test_saturated_neurons_are_counted() -> None:
    def far(parameters: np.ndarray) -> None:
        parameters[:] = [1e-6, 0.1, 0.0, 0.1, 6.0, 0.0, *parameters[6:]]

    answer = answered(made((2, "tanh")), weights=far)
    assert words.layer_sentence(answer).startswith("1 of 2 neurons is saturated on at least 90 % of the points")
    assert words.neuron_state(answer, 0) == "saturated 100\u2009%"
    assert words.needs_notice(answer, 0)
    assert not words.needs_notice(answer, 1)
    assert "σ′ is below 1 % of its maximum" in words.neuron_tip("neuron 1", answer, 0)


def test_where_most_points_lie() -> None:
    def weighted(*numbers: float) -> Callable[[np.ndarray], None]:
        def weight(parameters: np.ndarray) -> None:
            parameters[: len(numbers)] = numbers

        return weight

    sentences = [
        words.layer_sentence(answered(made((units, "tanh")), weights=weighted(*numbers)))
        for units, numbers in ((1, (0.1, 0.0, 0.0)), (1, (4.0, 0.0, 0.0)), (2, (4.0, 4.0, 0.0, 0.0, 0.0, 0.0)))
    ]
    assert sentences[0] == "Most points lie where the curve has a slope: the gradient gets through."
    one, both = (sentence.partition("\u2009%")[2] for sentence in sentences[1:])
    assert one == " of the points lie where the curve is almost flat: hardly any gradient gets through there."
    assert both.startswith(" of the points, over all neurons, lie where the curve is almost flat")


def test_an_only_neuron_that_says_the_same_for_all() -> None:
    def still(parameters: np.ndarray) -> None:
        parameters[:3] = 0.0

    answer = answered(made((1, "tanh")), weights=still)
    assert "The only neuron says the same for every point." in words.layer_sentence(answer)
    assert words.neuron_state(answer, 0) == "constant"


def test_a_sign_says_why_nothing_is_learned() -> None:
    sign = Output(kind="sign")
    first, second = made((2, "sign")), made((2, "tanh"), (2, "sign"))
    assert words.layer_sentence(answered(first)).endswith("so no gradient reaches the weights of this layer.")
    assert words.layer_sentence(answered(second, 1)).endswith("of this layer, nor the layers before it.")
    perceptron = answered(made(output=sign))
    assert "this loss looks at z itself" in words.layer_sentence(perceptron)
    session = made(output=sign)
    run = session.runs[0]
    squared = replace(session, runs=(replace(run, training=replace(run.training, loss="squared-error")),))
    assert "no gradient reaches any layer" in words.layer_sentence(answered(squared))


def test_where_the_gradient_ends() -> None:
    def model(*activations: str, output: str = "sigmoid") -> Model:
        layers = tuple(Layer(units=2, activation=activation) for activation in activations)
        return Model(layers=layers, output=Output(kind=output))

    distance, criterion = LOSSES["squared-error"], LOSSES["perceptron"]
    assert words.dead_end(model("tanh", "relu"), distance) == ""
    assert "reaches hidden layer 1. Only" in words.dead_end(model("sign", "tanh"), distance)
    assert "reaches hidden layer 2 and the layer before it. Only" in words.dead_end(model("tanh", "sign"), distance)
    assert "layer 3 and the layers before it" in words.dead_end(model("sign", "tanh", "sign"), distance)
    assert "any layer" in words.dead_end(model("tanh", output="sign"), distance)
    assert words.dead_end(model("tanh", output="sign"), criterion) == ""


@pytest.mark.parametrize(
    ("norms", "said"),
    [
        ([1.0, 2.0, 3.0], "How strongly each layer is pulled"),
        ([1e-4, 1e-2, 1.0], "“hidden 1” is about 10\u2009000 times smaller than that of “output”. It vanishes"),
        ([1e-9, 1e-2, 1.0], "about 10⁹ times smaller"),
        ([1.0, 1e-2, 1e-4], "“output” is about 10\u2009000 times smaller than that of “hidden 1”. It grows"),
        ([0.0, 0.0, 1.0], "No gradient reaches “hidden 1”"),
        ([0.0, 0.0, 0.0], "All gradients are 0"),
    ],
)
def test_how_gradients_compare(norms: list[float], said: str) -> None:
    assert said in words.gradient_sentence(np.array(norms), ["hidden 1", "hidden 2", "output"])


@pytest.mark.parametrize(
    ("dataset", "output", "loss", "said"),
    [
        ("moons", "sigmoid", "binary-cross-entropy", "The surer a mistake is, the more it costs"),
        ("moons", "sigmoid", "squared-error", "the worst mistakes hardly learn"),
        ("moons", "sign", "squared-error", "flat on both sides"),
        ("moons", "sign", "perceptron", "What is right costs nothing"),
        ("moons", "sign", "hinge", "What is right by a margin of 1 costs nothing"),
        ("blobs", "per-class", "cross-entropy", "The surer a mistake is"),
        ("blobs", "per-class", "squared-error", "is no curve"),
        ("sine", "value", "huber", "where its gradient begins"),
    ],
)
def test_what_a_loss_makes_of_the_points(dataset: str, output: str, loss: str, said: str) -> None:
    session = made((2, "tanh"), dataset=dataset, output=Output(kind=output))
    run = session.runs[0]
    run = replace(run, training=replace(run.training, loss=loss))
    trainer = make_trainer(run, session.data)
    answer = PointLossLens().look(trainer, 1.0)
    assert answer
    assert said in words.loss_sentence(answer, run)
    names = words.loss_curve_names(answer, loss, session.data)
    assert len(names) == len(answer.classes)
    if answer.form is not None:
        picture = loss_picture(answer, names)
        assert sum(len(dots.at) for dots in loss_dots(answer)) == 60
        ring = ring_of(answer.points, 3)
        assert ring
        assert len(ring.at) == 1
        assert picture.slope_title.startswith("derivative ∂L/∂")


def test_how_many_points() -> None:
    assert words.points_note(2000, 100_000) == "on 2\u2009000 of 100\u2009000 points"
    assert words.points_note(7, 7) == ""
    assert words.dots_note(7, 7, has_dots=True) == words.dots_note(0, 0, has_dots=False) == ""
    assert words.dots_note(7, 9, has_dots=True) == "(Seen on 7 of 9 points.)"
    assert words.dots_note(300, 300, has_dots=False) == "(The bars count the points: they are too many for a dot each.)"
    assert words.layer_sentence(answered(clear_points(made((2, "tanh"))))) == words.NO_POINTS


# What is drawn


def test_the_steepened_sigmoid_approaches_the_step() -> None:
    answer = answered(made((2, "sigmoid")))
    far = np.abs(answer.at) > 0.3
    step = (answer.at > 0.0).astype(float)
    errors = []
    for factor in (1.0, 4.0, 20.0):
        *others, own = curves_of(answer, Comparison("sign", factor))
        assert own.value is answer.value, "what the network does is drawn as it is"
        assert [curve.name for curve in others if curve.role == "other"] == ["sign(z)"]
        errors.append(float(np.abs(others[0].value - step)[far].max()) if factor > 1.0 else 1.0)
        if factor > 1.0:
            assert others[0].name == f"σ({factor:g} z)"
            assert others[0].slope[answer.at == 0.0] == pytest.approx(factor * 0.25)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.01
    for factor in (1.0, 5.0):
        [alone] = curves_of(answer, Comparison("", factor))
        assert alone.value is answer.value, "with nothing to compare with, the factor changes nothing"


def test_beside_a_sign_the_other_one_is_steepened() -> None:
    answer = answered(made((2, "sign")))
    other, own = curves_of(answer, Comparison("tanh", 10.0))
    assert (other.name, own.name) == ("tanh(10 z)", "sign(z)")
    far = np.abs(answer.at) > 0.5
    assert np.allclose(other.value[far], own.value[far], atol=1e-3)
    assert not own.slope.any()


def test_a_line_is_broken_where_it_jumps() -> None:
    answer = answered(made((2, "sign")))
    left, right = pieces(answer.at, answer.value)
    assert set(left[1].tolist()) == {-1.0}
    assert set(right[1].tolist()) == {1.0}
    assert len(pieces(answer.at, answer.slope)) == 1
    relu = answered(made((2, "relu")))
    assert len(pieces(relu.at, relu.slope)) == 2
    assert len(pieces(relu.at, relu.value)) == 1
    assert pieces(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, np.nan, 1.0, 2.0]))[0][0].tolist() == [2.0, 3.0]


def test_flat_parts_are_where_the_slope_is_small() -> None:
    answer = answered(made((2, "relu")))
    ((low, high),) = flat_parts(answer)
    assert low == answer.range[0]
    assert high == 0.0
    assert flat_parts(answered(made((2, "identity")))) == []
    assert flat_parts(answered(made((2, "sign")))) == [], "all of it would be gray"


def test_ranges_hold_all_curves() -> None:
    answer = answered(made((2, "sign")))
    low, high = span(curves_of(answer, Comparison("softplus")), "value")
    assert low < -1.0
    assert high > answer.range[1]
    assert span(curves_of(answer, Comparison()), "slope")[0] < 0.0 < span(curves_of(answer, Comparison()), "slope")[1]


def test_points_have_the_color_of_their_neuron_or_of_their_class() -> None:
    answer = answered(made((3, "tanh")))
    every = dots_of(answer, None)
    assert [(one.color_of, one.number, len(one.at)) for one in every] == [("neuron", unit, 60) for unit in range(3)]
    one = dots_of(answer, 1)
    assert [(part.color_of, part.number) for part in one] == [("class", 0), ("class", 1)]
    assert sum(len(part.at) for part in one) == 60
    assert dots_of(answered(made((3, "tanh"), points=300)), 1) == (), "too many to be told apart"
    assert dots_of(answered(made((100, "tanh"))), None) == ()


def test_the_chosen_point_is_ringed_at_its_place() -> None:
    answer = answered(made((3, "tanh")))
    assert answer.points
    one, every = ring_of(answer.points, 7, 2), ring_of(answer.points, 7)
    assert one
    assert one.at.tolist() == [answer.points.at[7, 2]]
    assert every
    assert every.at.tolist() == answer.points.at[7].tolist()
    assert ring_of(answer.points, None) is None
    assert ring_of(answer.points, 99) is None
    assert ring_of(None, 7) is None
    is_test = np.array([False, True, False, False])
    assert [training_row(is_test, sample) for sample in (0, 1, 2, 3, 4, None)] == [0, None, 1, 2, None, None]


def test_a_norm_of_zero_lies_on_the_ground() -> None:
    norms = np.array([[0.0, 1e-3], [0.0, 2e-1]])
    low, high = range_of(norms)
    assert low < -4.0
    assert high > np.log10(0.2)
    assert exponents(norms, low)[:, 0].tolist() == [low, low]
    assert range_of(np.zeros((2, 2)))[0] < range_of(np.zeros((2, 2)))[1]
    assert np.isnan(exponents(np.array([np.nan]), low))[0]


# The view


class Bench:
    """A shown view, wired to a training as the window does it."""

    def __init__(self, look: Look, qtbot: QtBot, session: Session) -> None:
        self.document, self.attention = Document(session), Attention()
        self.training = Training(session)
        self.document.session_changed.connect(lambda _old, new: self.training.apply(new))
        self.document.opened.connect(self.training.open)
        self.training.frame_ready.connect(lambda _frame: self.training.gate.painted())
        self.view = ActivationsView(self.document, self.training, look, self.attention)
        self.layer, self.gradients = self.view.layer_page, self.view.gradient_page
        for part in self.view.parts:
            part.lens_changed.connect(self.ask)
        self.qtbot = qtbot
        qtbot.addWidget(self.view)
        self.view.resize(440, 640)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.ask()

    def ask(self) -> None:
        lenses = tuple(part.lens for part in self.view.parts if part.lens is not None)
        self.training.look(FrameRequest(lenses=lenses), 0)

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so)

    def curve(self) -> str:
        return self.layer.plot.curves[-1].name if self.layer.plot.curves else ""


@pytest.fixture
def make_bench(look: Look, qtbot: QtBot) -> Iterator[Callable[[Session], Bench]]:
    benches: list[Bench] = []

    def make(session: Session) -> Bench:
        benches.append(Bench(look, qtbot, session))
        return benches[-1]

    yield make
    for bench in benches:
        assert bench.training.close()
    look.set_theme("light")
    look.set_scale(1.0)


def test_it_opens_on_the_first_hidden_layer_and_all_its_neurons(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh"), (2, "relu")))
    bench.wait(lambda: bench.curve() == "tanh(z)")
    assert bench.layer.lens == LayerRequest(0)
    assert bench.layer.shown() == (0, None)
    assert len(bench.layer.plot.dots) == 3
    assert bench.gradients.lens is None, "nobody sees it"
    assert make_bench(made()).layer.lens == LayerRequest(0)


def test_another_layer_and_one_neuron(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh"), (2, "relu")))
    bench.layer.layer.set_key("1")
    bench.layer.layer.chosen.emit("1")
    bench.wait(lambda: bench.curve() == "max(0, z)")
    QTest.mouseClick(bench.layer.rows, Qt.MouseButton.LeftButton, pos=QPointF(20, 1.5 * ROW_PX).toPoint())
    assert bench.layer.shown() == (1, 1)
    assert bench.layer.neuron.key() == "1"
    bench.wait(lambda: [dots.color_of for dots in bench.layer.plot.dots] == ["class", "class"])
    bench.layer.rows.chosen.emit(1)
    assert bench.layer.neuron.key() == "all", "a second click shows all again"


def test_it_follows_what_is_pointed_at_and_comes_back(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh"), (2, "relu")))
    bench.attention.point_at(Neuron(1, 1))
    assert (bench.layer.layer.key(), bench.layer.neuron.key()) == ("1", "1")
    bench.wait(lambda: bench.curve() == "max(0, z)")
    bench.attention.point_at(Neuron(2, 0))
    bench.wait(lambda: bench.curve() == "σ(z)")
    bench.attention.point_at(Neuron(9, 9))
    assert bench.layer.shown() == (0, None), "there is no such neuron"
    bench.attention.point_at(None)
    assert (bench.layer.layer.key(), bench.layer.neuron.key()) == ("0", "all")


def test_a_row_under_the_mouse_is_pointed_at_everywhere(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh")))
    bench.wait(lambda: bench.curve() == "tanh(z)")
    bench.layer.rows.pointed.emit(2)
    assert bench.attention.neuron == Neuron(0, 2)
    bench.layer.rows.pointed.emit(None)
    assert bench.attention.neuron is None


def test_a_point_chosen_on_the_plane_is_ringed(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh")))
    bench.wait(lambda: bench.curve() == "tanh(z)")
    assert bench.layer.plot.ring is None
    bench.attention.choose(5)
    ring = bench.layer.plot.ring
    assert ring
    assert len(ring.at) == 3
    bench.layer.rows.chosen.emit(1)
    ring = bench.layer.plot.ring
    assert ring
    assert len(ring.at) == 1
    bench.view.grab()
    bench.attention.choose(None)
    assert bench.layer.plot.ring is None


def test_it_keeps_up_with_edits(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh"), (2, "relu")))
    bench.document.apply("Activation", lambda session: set_activation(session, 0, "sign"))
    bench.wait(lambda: bench.curve() == "sign(z)" and "flat on both sides" in bench.layer.sentence.text())
    bench.document.apply("Neurons", lambda session: set_units(session, 0, 7))
    bench.wait(lambda: len(bench.layer.plot.dots) == 7)
    bench.layer.layer.chosen.emit("1")
    bench.document.apply("Delete", lambda session: delete_layer(session, 1))
    assert bench.layer.shown() == (0, None)
    bench.document.apply("Add", add_layer)
    assert bench.layer.layer.count() == 3
    bench.document.apply("Clear", clear_points)
    bench.wait(lambda: bench.layer.sentence.text() == words.NO_POINTS)


def test_it_is_live_while_training(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh")))
    bench.wait(lambda: bench.curve() == "tanh(z)")
    before = bench.layer.plot.dots[0].at.copy()
    bench.training.step_epoch()
    bench.wait(lambda: not np.array_equal(bench.layer.plot.dots[0].at, before))
    frame = bench.training.frame
    assert frame
    answer = frame.answer(LayerAnswer)
    state = frame.shown_run.run.state
    assert answer and state
    assert answer.step == state.step
    assert answer.counts.shape == (3, BINS)


def test_what_is_not_seen_is_not_asked_for(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh")))
    bench.view.switch.button("gradients").click()
    assert bench.layer.lens is None
    assert bench.gradients.lens == GradientsRequest()
    bench.view.hide()
    assert bench.gradients.lens is None
    bench.view.show()
    assert bench.gradients.lens == GradientsRequest()


def test_gradients_of_the_whole_run(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh"), (2, "tanh")))
    for _ in range(3):
        bench.training.step_epoch()
    bench.view.switch.button("gradients").click()

    def is_complete() -> bool:
        answer = bench.gradients.plot.answer
        return answer is not None and len(answer.steps) == answer.n_wanted == 19

    bench.wait(is_complete)
    answer = bench.gradients.plot.answer
    assert answer
    assert answer.norms.shape == (19, 3)
    assert "so far" not in bench.gradients.note.text()
    assert bench.gradients.sentence.text()
    plot = bench.gradients.plot
    plot.grab()
    assert plot.tip_at(plot.area().center()).splitlines()[0] == "step 9"
    assert len(plot.tip_at(plot.area().center()).splitlines()) == 4
    assert plot.tip_at(QPointF(0, 0)) == ""
    bench.training.reset()
    bench.wait(lambda: plot.answer is not None and len(plot.answer.steps) == 1)


def test_gradients_say_of_which_loss_they_are(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh")))
    bench.training.step_epoch()
    bench.view.switch.button("gradients").click()
    note = bench.gradients.note
    bench.wait(lambda: "of the loss L = binary cross-entropy of all training points" in note.text())
    assert "another loss" not in note.text()
    bench.document.apply("Loss", lambda session: set_loss(session, "squared-error"))
    bench.wait(lambda: "of the loss L = squared error of all training points" in note.text())
    bench.wait(lambda: "also where it was trained with another loss" in note.text())


def test_the_loss_of_each_point(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh")))
    page = bench.view.loss_page
    bench.view.switch.button("loss").click()
    assert page.lens == PointLossRequest()
    bench.wait(lambda: len(page.plot.curves) == 2)
    assert [curve.name for curve in page.plot.curves] == ["y = class 0", "y = class 1"]
    bench.attention.choose(4)
    assert page.plot.ring
    before = page.sentence.text()
    bench.training.step_epoch()
    bench.wait(lambda: page.sentence.text() != before)
    bench.view.grab()
    per_class = Output(kind="per-class", normalizer="softmax")
    bench.document.apply("Output", lambda session: set_output(session, per_class.kind, per_class.normalizer))
    bench.wait(lambda: [curve.name for curve in page.plot.curves] == ["cross-entropy"])
    bench.document.apply("Loss", lambda session: set_training(session, loss="squared-error"))
    bench.wait(lambda: page.plot.curves == ())
    bench.view.grab()
    bench.document.apply("Clear", clear_points)
    bench.wait(lambda: page.sentence.text() == words.NO_POINTS)
    bench.view.grab()


def test_a_reset_keeps_what_was_chosen(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "tanh"), (2, "relu")))
    bench.layer.layer.chosen.emit("1")
    bench.wait(lambda: bench.curve() == "max(0, z)")
    bench.training.reset()
    assert bench.layer.shown() == (1, None)
    bench.document.open(made((2, "sine"), (2, "sine")))
    assert bench.layer.shown() == (0, None)
    bench.wait(lambda: bench.curve() == "sin(z)")


def test_with_a_sign_the_panel_says_why_the_gradient_is_zero(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((3, "sign")))
    bench.view.switch.button("gradients").click()
    bench.wait(lambda: bench.gradients.plot.answer is not None)
    assert bench.gradients.sentence.text() == (
        "The sign is flat on both sides: its derivative is 0 everywhere, so no gradient reaches hidden layer 1. "
        "Only what comes after the sign learns."
    )


def test_a_comparison_is_only_drawn(make_bench: Callable[[Session], Bench]) -> None:
    bench = make_bench(made((2, "sigmoid")))
    row = bench.layer.comparison
    bench.wait(lambda: bench.curve() == "σ(z)")
    assert not row.factor.isVisible()
    before = bench.document.session
    row.other.set_key("sign")
    row.other.chosen.emit("sign")
    assert row.factor.isVisible()
    row.factor.set_value(8.0)
    row.factor.edited.emit(8.0, object())
    assert [curve.name for curve in bench.layer.plot.curves] == ["σ(8 z)", "sign(z)", "σ(z)"]
    assert bench.document.session is before
    assert not bench.document.is_dirty


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("layers", [(), ((1, "sign"),), ((256, "relu"), *(((2, "tanh"),) * 11))])
def test_everything_is_painted_at_every_size(
    make_bench: Callable[[Session], Bench], look: Look, theme: str, scale: float, layers: tuple[tuple[int, str], ...]
) -> None:
    bench = make_bench(made(*layers))
    look.set_theme(theme)
    look.set_scale(scale)
    bench.wait(lambda: bench.curve() != "")
    assert bench.layer.minimumSizeHint().width() <= look.px(300)
    for width in (380, 700):
        bench.view.resize(look.px(width), look.px(640))
        picture = bench.view.grab().toImage()
        band = bench.layer.plot.band().center()
        assert picture.size().width() >= look.px(width)
        assert bench.layer.plot.area("slope").bottom() < bench.layer.plot.height()
        assert bench.layer.plot.rect().contains(band.toPoint())


def test_few_names_where_there_is_no_room(look: Look, qtbot: QtBot) -> None:
    plot = GradientPlot(look)
    qtbot.addWidget(plot)
    plot.resize(300, 130)
    names = [*(f"hidden {number + 1}" for number in range(12)), "output"]
    steps, norms = np.arange(5), np.full((5, 13), 0.1)
    plot.show_gradients(GradientsAnswer(steps, norms, 10, 10, 5), names)
    assert not plot.grab().isNull()
    plot.show_gradients(None, names)
    assert not plot.grab().isNull()
