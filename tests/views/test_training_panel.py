"""The Training panel: each option edits the shown run, one gesture one step, and nothing is reset."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.document import Document
from app.look.look import Look
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.number_field import NumberField
from app.look.widgets.slider_track import SliderTrack
from app.session.create import first_session, usual_source
from app.session.edits.data import load_dataset
from app.session.edits.model import set_output
from app.session.edits.points import add_points
from app.session.edits.training import set_loss, set_optimizer, set_training
from app.session.schema import Optimizer
from app.session.schema import Training as Options
from app.training.training import Training
from app.views.network.shown import Block, blocks
from app.views.numbers_text import number
from app.views.options import words
from app.views.options.batch_slider import BatchSlider
from app.views.options.training_panel import TrainingPanel
from nncore import INITIALIZERS, LOSSES, OPTIMIZERS, why_not
from tests.mouse import move

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton


class Bench:
    """A shown panel, wired to a training as the window does it."""

    def __init__(self, look: Look, qtbot: QtBot) -> None:
        session = first_session()
        self.qtbot = qtbot
        self.document = Document(session)
        self.training = Training(session)
        self.document.session_changed.connect(lambda _old, new: self.training.apply(new))
        self.document.opened.connect(self.training.open)
        self.training.frame_ready.connect(lambda _frame: self.training.gate.painted())
        self.failures: list[object] = []
        self.training.failed.connect(self.failures.append)
        self.panel = TrainingPanel(self.document, self.training, look)
        self.notices: list[str] = []
        self.panel.notice.connect(self.notices.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(320, 230)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.panel.activateWindow()

    @property
    def options(self) -> Options:
        return self.document.session.runs[self.document.view.run].training

    def named(self, kind: type, name: str):
        """The widget with this accessible name."""
        return next(w for w in self.panel.findChildren(kind) if w.accessibleName() == name)

    def more(self) -> None:
        """Turn to the second page."""
        self.qtbot.mouseClick(self.panel.switch.button("more"), LEFT)

    def type(self, name: str, text: str) -> NumberField:
        field = self.named(NumberField, name)
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClick(field, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
        return field

    def choose(self, name: str, key: str) -> None:
        choice = self.named(Choice, name)
        choice.setCurrentIndex(choice.findData(key))
        choice.activated.emit(choice.currentIndex())

    def pull(self, name: str, *shares: float) -> None:
        track = self.named(SliderTrack, name)
        places = [QPoint(round(8 + share * (track.width() - 16)), track.height() // 2) for share in shares]
        self.qtbot.mousePress(track, LEFT, pos=places[0])
        for place in places[1:]:
            move(track, place, LEFT)
        self.qtbot.mouseRelease(track, LEFT, pos=places[-1])

    def hint(self) -> str:
        label = self.panel.main_page._hint
        return label.text() if label.isVisible() else ""

    def caught_up(self) -> bool:
        frame = self.training.frame
        return frame is not None and frame.session is self.document.session


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    look = Look()
    look.apply(qapp)
    bench = Bench(look, qtbot)
    yield bench
    bench.training.close()
    qapp.setStyleSheet("")
    assert bench.failures == []


def blocks_of(parameters: np.ndarray) -> list[Block]:
    layers = [layer.units for layer in first_session().runs[0].model.layers]
    return blocks(parameters, [2, *layers, 1])


def test_all_that_the_core_knows_can_be_chosen() -> None:
    assert {key for key, _ in words.LOSSES} == set(LOSSES) == set(words.LOSS_FORMULAS)
    assert {key for key, _ in words.OPTIMIZERS} == set(OPTIMIZERS) == set(words.OPTIMIZER_RULES)
    assert {key for key, _ in words.INITIALIZERS} == set(INITIALIZERS) == set(words.INITIALIZER_RULES)


def test_losses_that_do_not_fit_say_why(bench: Bench) -> None:
    loss = bench.named(Choice, "loss")
    for kind, normalizer in (("sigmoid", "none"), ("per-class", "unit-norm"), ("sign", "none")):
        bench.document.apply("x", lambda s, kind=kind, normalizer=normalizer: set_output(s, kind, normalizer))
        for key in LOSSES:
            assert loss.reason(key) == (why_not(kind, normalizer, key, 2) or "")
    assert loss.key() == "perceptron"


def test_a_loss_is_chosen_and_undone(bench: Bench) -> None:
    bench.choose("loss", "squared-error")
    assert bench.options.loss == "squared-error"
    assert bench.document.undo_text == "Change loss"
    bench.document.undo()
    assert bench.named(Choice, "loss").key() == "binary-cross-entropy"


def test_a_refused_edit_is_answered_by_a_sentence_and_shows_what_holds(bench: Bench) -> None:
    loss = bench.named(Choice, "loss")
    before = bench.document.session
    loss.set_key("hinge")
    loss.chosen.emit("hinge")
    assert bench.notices == [why_not("sigmoid", "none", "hinge", 2)]
    assert bench.document.session is before
    assert loss.key() == "binary-cross-entropy"


def test_the_penalty_is_told_apart_from_the_loss(bench: Bench) -> None:
    note = bench.panel.penalty
    assert not note.isVisible(), "no penalty, no words"
    bench.document.apply("x", lambda s: set_training(s, l1=0.1, l2=0.02))
    assert note.isVisible()
    bench.qtbot.waitUntil(lambda: bench.caught_up() and note.text() != "penalty –")
    shown = bench.training.frame.shown_run
    weights = [block.weights for block in blocks_of(shown.run.state.parameters.array)]
    penalty = sum(0.1 * np.abs(w).sum() + 0.01 * (w**2).sum() for w in weights)
    assert shown.penalty == pytest.approx(penalty)
    assert note.text() == f"penalty {number(penalty)}"
    assert "λ₁ Σ |w| + ½ λ₂ Σ w²" in note.toolTip()
    bench.training.step_epoch()
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.state.step > 0)
    bench.qtbot.waitUntil(lambda: note.text() == f"penalty {number(bench.training.frame.shown_run.penalty)}")
    bench.document.undo()
    assert not note.isVisible()
    bench.document.redo()
    assert note.text() == "penalty –" or bench.caught_up(), "a penalty of other λ is not shown"
    bench.training.reset()
    bench.qtbot.waitUntil(lambda: note.text() == f"penalty {number(penalty)}")


def test_a_learning_rate_is_typed_exactly(bench: Bench) -> None:
    bench.type("learning rate", "0.0375")
    assert bench.options.learning_rate == 0.0375
    field = bench.type("learning rate", "11")
    assert field.wrong
    assert bench.options.learning_rate == 0.0375


def test_wrong_text_that_is_left_behind_is_answered_by_a_notice(bench: Bench) -> None:
    for name, text, sentence in (
        ("learning rate", "11", "Type a number between 1e-05 and 10."),
        ("momentum μ", "1", "Type a number from 0 up to, not including, 1."),
        ("batch size", "0", "Type a whole number between 1 and 200\u2009000, or “all”."),
    ):
        field = bench.type(name, text)
        assert field.wrong
        bench.notices.clear()
        bench.qtbot.mouseClick(bench.panel, LEFT, pos=QPoint(4, bench.panel.height() - 4))
        assert not field.wrong
        assert not field.hasFocus()
        assert bench.notices == [sentence]
    assert bench.document.undo_text == ""


def test_a_pull_of_the_learning_rate_is_one_step(bench: Bench) -> None:
    before = bench.document.session
    bench.pull("learning rate", 0.2, 0.4, 0.6, 1.0)
    assert bench.options.learning_rate == 10.0
    bench.document.undo()
    assert bench.document.session is before


def test_numbers_of_a_file_beyond_the_sliders_are_shown_as_they_are(bench: Bench) -> None:
    bench.document.apply("x", lambda s: set_training(s, learning_rate=200.0, l2=50.0))
    assert bench.named(NumberField, "learning rate").text() == "200"
    assert bench.named(NumberField, "penalty L2").text() == "50"


def test_the_batch_size_goes_from_one_to_all(bench: Bench) -> None:
    before = bench.document.session
    bench.pull("batch size", 0.5, 0.8, 1.0)
    assert bench.options.batch_size == "all"
    assert bench.named(NumberField, "batch size").text() == "all"
    bench.document.undo()
    assert bench.document.session is before
    bench.pull("batch size", 0.0)
    assert bench.options.batch_size == 1


@pytest.mark.parametrize(("text", "size"), [("7", 7), ("all", "all"), ("ALL ", "all"), ("100000", 100_000)])
def test_a_batch_size_is_typed(bench: Bench, text: str, size: int | str) -> None:
    bench.type("batch size", text)
    assert bench.options.batch_size == size


@pytest.mark.parametrize("end", ["Enter", "click"])
def test_a_batch_size_without_text_stays_what_it_is(bench: Bench, end: str) -> None:
    bench.type("batch size", "5")
    field = bench.named(NumberField, "batch size")
    field.setFocus()
    field.selectAll()
    bench.qtbot.keyClick(field, Qt.Key.Key_Space)
    assert field.text() == "5"
    bench.qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == ""
    if end == "Enter":
        bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    else:
        bench.qtbot.mouseClick(bench.named(NumberField, "learning rate"), LEFT)
    assert field.text() == "5"
    assert bench.options.batch_size == 5
    assert bench.notices == []


@pytest.mark.parametrize("n_train", [2, 5, 12, 150, 3000, 100_000])
def test_the_batch_sizes_have_about_ten_ticks_at_most(bench: Bench, n_train: int) -> None:
    slider = bench.panel.findChild(BatchSlider)
    slider.set_value(1, n_train)
    ticks = slider._track._ticks
    assert ticks[0] == 0.0
    assert ticks[-1] == 1.0
    assert len(ticks) <= 10


@pytest.mark.parametrize("text", ["0.5", "-3", "alla", "0", "200001"])
def test_no_batch_size(bench: Bench, text: str) -> None:
    before = bench.document.session
    field = bench.type("batch size", text)
    assert field.wrong
    assert "or “all”" in field.toolTip()
    assert bench.document.session is before
    bench.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "10"


def test_the_arrow_keys_go_through_the_usual_batch_sizes(bench: Bench) -> None:
    field = bench.named(NumberField, "batch size")
    field.setFocus()
    sizes = []
    for _ in range(9):
        bench.qtbot.keyClick(field, Qt.Key.Key_Up)
        sizes.append(bench.options.batch_size)
    assert sizes == [16, 20, 32, 50, 64, 100, 128, "all", "all"]
    bench.qtbot.keyClick(field, Qt.Key.Key_Down)
    assert bench.options.batch_size == 128


@pytest.mark.parametrize(
    ("optimizer", "shown"),
    [
        ("sgd", {"momentum μ", "Nesterov"}),
        ("adagrad", set()),
        ("rmsprop", {"smoothing α"}),
        ("adam", {"mean β₁", "mean of squares β₂"}),
    ],
)
def test_only_the_numbers_of_the_rule_are_shown(bench: Bench, optimizer: str, shown: set[str]) -> None:
    bench.choose("optimizer", optimizer)
    assert bench.options.optimizer.name == optimizer
    numbers = bench.panel.main_page._numbers
    visible = {field.accessibleName() for field in numbers.findChildren(NumberField) if field.isVisible()}
    visible |= {"Nesterov"} if numbers._nesterov.isVisible() else set()
    assert visible == shown
    assert bench.panel.main_page._numbers_label.isVisible() == bool(shown)


def test_nesterov_needs_momentum(bench: Bench) -> None:
    nesterov = bench.panel.main_page._numbers._nesterov
    assert not nesterov.isEnabled()
    assert "needs a momentum" in nesterov.toolTip().replace("\n", " ")
    bench.type("momentum μ", "0.9")
    nesterov.click()
    assert bench.options.optimizer == Optimizer(momentum=0.9, nesterov=True)
    bench.type("momentum μ", "0")
    assert bench.options.optimizer == Optimizer(momentum=0.0, nesterov=False)
    field = bench.type("momentum μ", "1")
    assert field.wrong


def test_numbers_of_adam(bench: Bench) -> None:
    bench.choose("optimizer", "adam")
    bench.type("mean β₁", "0.8")
    bench.type("mean of squares β₂", "0.99")
    assert (bench.options.optimizer.beta1, bench.options.optimizer.beta2) == (0.8, 0.99)


def test_a_flat_sign_is_explained(bench: Bench) -> None:
    assert bench.hint() == ""
    bench.document.apply("x", lambda s: set_loss(set_output(s, "sign"), "squared-error"))
    assert bench.hint() == "The sign is flat: gradient 0, nothing is learned."
    assert "that is why the sigmoid was invented" in bench.panel.main_page._hint.toolTip().replace("\n", " ")
    bench.document.apply("x", lambda s: set_loss(s, "perceptron"))
    assert bench.hint() == ""


def test_points_below_the_floor_of_the_logarithm_are_counted(bench: Bench) -> None:
    bench.document.apply("x", lambda s: load_dataset(s, usual_source("blobs")))
    bench.document.apply("x", lambda s: set_output(s, "per-class", "unit-norm"))
    assert bench.options.loss == "probability-cross-entropy"
    bench.qtbot.waitUntil(lambda: bench.caught_up() and "points now" in bench.hint())
    clamped = bench.training.frame.shown_run.evaluation.clamped
    assert bench.hint() == f"p ≤ 0.001: tangent of −log p: {clamped} of 150 points now"
    assert clamped > 0  # initial weights give some negative outputs


def test_a_count_of_other_points_is_not_shown(bench: Bench) -> None:
    bench.document.apply("x", lambda s: set_output(s, "per-class", "unit-norm"))
    bench.qtbot.waitUntil(lambda: bench.caught_up() and "points now" in bench.hint())
    bench.training.apply = lambda _session: None  # the worker is late
    bench.document.apply("x", lambda s: add_points(s, [[0.0, 0.0]], 0))
    assert bench.hint() == "p ≤ 0.001: tangent of −log p"


def test_a_hidden_panel_leaves_frames_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.panel.hide()
    calls: list[object] = []
    monkeypatch.setattr(bench.panel.main_page, "set_clamped", calls.append)
    with bench.qtbot.waitSignal(bench.training.frame_ready):
        bench.training.step()
    assert calls == []
    bench.panel.show()
    assert len(calls) == 1


def test_penalties_are_off_at_the_left_end(bench: Bench) -> None:
    bench.more()
    bench.pull("penalty L1", 0.5, 1.0)
    assert bench.options.l1 == 1.0
    bench.pull("penalty L1", 0.0)
    assert bench.options.l1 == 0.0
    bench.type("penalty L2", "0.003")
    assert bench.options.l2 == 0.003


def test_start_and_sampling(bench: Bench) -> None:
    bench.more()
    bench.choose("sampling", "replacement")
    bench.choose("initializer", "he")
    bench.type("seed", "42")
    assert (bench.options.sampling, bench.options.initializer, bench.options.seed) == ("replacement", "he", 42)
    bench.qtbot.mouseClick(bench.named(IconButton, "New seed"), LEFT)
    assert bench.options.seed != 42
    assert bench.named(NumberField, "seed").text() == str(bench.options.seed)
    bench.document.undo()
    assert bench.named(NumberField, "seed").text() == "42"
    assert "acts at Reset (R)" in [label.text() for label in bench.panel.findChildren(QLabel)]


def test_stops_are_numbers_or_off(bench: Bench) -> None:
    bench.more()
    assert bench.named(NumberField, "stop at epoch").text() == "off"
    bench.type("stop at epoch", "250")
    assert bench.type("accuracy", "97.5 %").text() == "97.5 %"
    assert (bench.options.stop_epoch, bench.options.stop_accuracy) == (250, 0.975)
    assert bench.type("accuracy", "101").wrong
    bench.type("accuracy", "off")
    bench.type("stop at epoch", "")
    assert bench.options.stop_epoch == 250, "no text, no change"
    bench.type("stop at epoch", "OFF")
    assert (bench.options.stop_epoch, bench.options.stop_accuracy) == (None, None)


def test_the_shown_run_is_the_one_that_is_edited(bench: Bench) -> None:
    session = bench.document.session
    second = replace(session.runs[0], name="run 2", training=replace(session.runs[0].training, learning_rate=1.0))
    bench.document.open(replace(session, runs=(session.runs[0], second)))
    bench.document.set_view(run=1)
    assert bench.named(NumberField, "learning rate").text() == "1"
    bench.type("learning rate", "0.5")
    assert [run.training.learning_rate for run in bench.document.session.runs] == [0.1, 0.5]


def test_options_change_in_mid_training_without_a_reset(bench: Bench) -> None:
    bench.training.play()
    bench.qtbot.waitUntil(
        lambda: bench.training.frame is not None and bench.training.frame.shown_run.run.state.step > 0
    )
    for change in (
        lambda: bench.type("learning rate", "0.05"),
        lambda: bench.type("momentum μ", "0.9"),
        bench.panel.main_page._numbers._nesterov.click,
        lambda: bench.type("momentum μ", "0"),
        lambda: bench.choose("optimizer", "adam"),
        lambda: bench.choose("optimizer", "adagrad"),
        lambda: bench.choose("loss", "huber"),
        lambda: bench.type("batch size", "all"),
    ):
        step = bench.training.frame.shown_run.run.state.step
        change()
        bench.qtbot.waitUntil(bench.caught_up)
        bench.qtbot.waitUntil(lambda step=step: bench.training.frame.shown_run.run.state.step > step)
    assert bench.training.playing


@pytest.mark.parametrize("page", ["main", "more"])
def test_it_fits_at_its_fullest(bench: Bench, page: str) -> None:
    bench.document.apply("x", lambda s: set_output(s, "per-class", "unit-norm"))
    bench.document.apply("x", lambda s: set_optimizer(s, name="adam"))
    bench.panel.switch.button(page).click()
    bench.qtbot.waitUntil(lambda: bench.panel.minimumSizeHint().width() <= 322)
    bench.qtbot.waitUntil(lambda: bench.panel.minimumSizeHint().height() <= 234)


@pytest.mark.parametrize("page", ["main", "more"])
def test_every_control_says_what_it_does(bench: Bench, page: str) -> None:
    bench.panel.switch.button(page).click()
    controls = [w for w in bench.panel.findChildren(QAbstractButton) if w.isVisible()]
    controls += [w for w in bench.panel.findChildren(QLineEdit) if w.isVisible()]
    controls += [w for w in bench.panel.findChildren(Choice) if w.isVisible()]
    assert len(controls) >= 7
    for control in controls:
        assert control.toolTip(), control
        assert control.accessibleName() or control.text(), control
