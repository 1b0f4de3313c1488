"""The curves: nothing lost in thinning or smoothing, true samples under the pointer, earlier runs in grey."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace as replace_fields

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.document import Document
from app.look.look import Look
from app.session.arrays import Numbers
from app.session.create import first_session, new_session, usual_source
from app.session.edits.model import set_activation, set_output, set_units
from app.session.edits.training import set_training
from app.session.schema import History, LossFrom, Pinned, Run, Trace
from app.training.training import Training
from app.views import ticks
from app.views.curves import axes, lines, naming, thinning
from app.views.curves.curves_view import CurvesView
from app.views.curves.drawn import Curves, Mark
from app.views.curves.lines import Line
from app.views.curves.overlay import End, labels_of, switch_labels_of
from app.views.curves.reading import reading_at
from app.views.spread import spread
from tests.mouse import move

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT = Qt.MouseButton.LeftButton
EPOCH_COLUMNS = ("step", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "penalty")


def history(epochs: int = 10, batches: int = 4, test: bool = True) -> History:
    """A made-up run: loss 1/(epoch + 1), a little more on the test points."""
    epoch = np.arange(epochs + 1.0)
    loss = 1.0 / (epoch + 1.0)
    nothing = np.full(epochs + 1, np.nan)
    rows = np.column_stack([
        epoch * batches, epoch, loss, loss + 0.1 if test else nothing,
        1.0 - loss / 2, 1.0 - loss if test else nothing, np.zeros(epochs + 1),
    ])  # fmt: skip
    step = np.arange(epochs * batches, dtype=float)
    steps = np.column_stack([step, 1.0 / (step / batches + 1.0)])
    return History(
        steps=Trace(columns=("step", "loss"), rows=Numbers(steps)),
        epochs=Trace(columns=EPOCH_COLUMNS, rows=Numbers(rows)),
    )


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Iterator[Look]:
    look = Look()
    look.apply(qapp)
    yield look
    qapp.setStyleSheet("")


# Thinning and smoothing


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3000), st.integers(1, 300))
def test_thinning_keeps_every_extreme_and_the_ends(values: list[float], width: int) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    thin_x, thin_y = thinning.thinned(x, y, width)
    assert len(thin_x) <= max(4 * width, 1)
    assert np.all(np.diff(thin_x) > 0)
    assert (thin_x[0], thin_x[-1]) == (x[0], x[-1])
    assert (thin_y.min(), thin_y.max()) == (y.min(), y.max())
    assert np.array_equal(y[thin_x.astype(int)], thin_y), "the samples that stay are true ones"


def distance_to_line(x: float, y: float, line_x: np.ndarray, line_y: np.ndarray) -> float:
    start, way = np.stack((line_x, line_y), axis=1)[:-1], np.diff(np.stack((line_x, line_y), axis=1), axis=0)
    to = np.array([x, y]) - start
    share = np.clip((to * way).sum(axis=1) / np.maximum((way * way).sum(axis=1), 1e-300), 0.0, 1.0)
    return float(np.hypot(*(to - share[:, None] * way).T).min())


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 3.0), st.floats(0.0, 1.0))
def test_a_straightened_line_passes_every_point(seed: int, noise_px: float, tied: float) -> None:
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.exponential(size=200) * (rng.random(200) > tied))
    y = 40.0 * np.sin(x / rng.uniform(1.0, 60.0)) + noise_px * rng.normal(size=200)
    y[rng.integers(200, size=3)] += rng.choice([0.1, 1.0, 50.0])
    line = thinning.straightened(x, y)
    assert set(zip(*line, strict=True)) <= set(zip(x, y, strict=True))
    assert (line[0][0], line[1][0], line[0][-1], line[1][-1]) == (x[0], y[0], x[-1], y[-1])
    assert max(distance_to_line(*point, *line) for point in zip(x, y, strict=True)) <= thinning.MOST_OFF_PX


def test_a_straight_line_needs_few_points_and_gaps_stay() -> None:
    x = np.arange(600.0)
    y = np.where(x < 300, 0.2 * x, 60.0)
    assert len(thinning.straightened(x, y)[0]) < 20
    y[400] = np.nan
    line_x, line_y = thinning.straightened(x, y)
    assert line_x[np.isnan(line_y)].tolist() == [400.0]
    assert {399.0, 401.0} <= set(line_x)


def test_a_spike_of_one_sample_stays_in_its_own_pixel() -> None:
    x, y = np.arange(100_000.0), np.zeros(100_000)
    y[[333, 77_777]] = 5.0, -5.0
    thin_x, thin_y = thinning.thinned(x, y, 200)
    assert {333.0, 77_777.0} <= set(thin_x[thin_y != 0.0])
    assert len(thin_x) <= 800


def test_thinning_leaves_gaps_and_few_samples_alone() -> None:
    x, y = np.arange(10_000.0), np.ones(10_000)
    y[2_000:4_000] = np.nan
    _, thin_y = thinning.thinned(x, y, 100)
    assert np.isnan(thin_y).any()
    assert np.isfinite(thin_y).any()
    short = np.arange(5.0)
    assert thinning.thinned(short, short, 100)[0] is short


def test_smoothing_has_no_bias_to_zero_and_passes_over_gaps() -> None:
    assert np.allclose(thinning.smoothed(np.full(50, 3.0), 0.99), 3.0)
    y = np.array([1.0, np.nan, 2.0])
    expected = (0.5 * 0.5 * 1.0 + 0.5 * 2.0) / 0.75
    assert thinning.smoothed(y, 0.5) == pytest.approx([1.0, np.nan, expected], nan_ok=True)
    assert thinning.smoothed(y, 0.0) is y


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50, unique=True), st.floats(-10, 110))
def test_the_nearest_sample(values: list[float], at: float) -> None:
    x = np.array(sorted(values))
    assert abs(x[thinning.nearest(x, at)] - at) == np.abs(x - at).min()


# Lines, ranges, names


def switched() -> History:
    """The made-up run with another loss from its 17th step on, and the first one again from its 30th on."""
    one, other = "squared-error", "binary-cross-entropy"
    known = tuple(LossFrom(step=step, loss=loss) for step, loss in ((0, one), (17, other), (30, one)))
    return replace(history(), losses=known)


def test_lines_by_epoch_and_by_step() -> None:
    by_epoch = {line.name: line for line in lines.lines_of(history(), "loss", "epoch")}
    assert set(by_epoch) == {"train", "test"}
    assert by_epoch["train"].x[-1] == 10.0
    by_step = {line.name: line for line in lines.lines_of(history(), "loss", "step")}
    assert set(by_step) == {"batch", "train", "test"}
    assert by_step["train"].x[-1] == 40.0
    assert {line.name for line in lines.lines_of(history(), "accuracy", "step")} == {"train", "test"}


def test_without_test_points_there_is_no_test_line() -> None:
    assert [line.name for line in lines.lines_of(history(test=False), "loss", "epoch")] == ["train"]
    assert lines.lines_of(None, "loss", "epoch") == []


def test_a_pinned_curve_has_loss_and_accuracy_and_is_small() -> None:
    curve = lines.pinned_from(history(epochs=20_000), "run 1")
    assert len(curve.epochs) <= 2 * lines.PINNED_WIDTH + 2
    assert len(curve.steps) == 0, "the losses of single batches are not drawn in grey"
    for quantity in ("loss", "accuracy"):
        (line,) = lines.pinned_lines((curve,), quantity, "epoch")
        assert (line.name, line.x[0], line.x[-1]) == ("1", 0.0, 20_000.0)
        assert line.note == "1: 20\u2009000 epochs"
        (by_step,) = lines.pinned_lines((curve,), quantity, "step")
        assert by_step.x[-1] == 80_000.0
        assert np.array_equal(by_step.y, line.y)


@pytest.mark.parametrize("rows", [np.empty(0), np.zeros((0, 3)), np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 2.0]])])
def test_a_pinned_curve_that_makes_no_sense_is_not_drawn(rows: np.ndarray) -> None:
    curve = Pinned(name="odd", steps=Numbers([]), epochs=Numbers(rows))
    assert lines.pinned_lines((curve,), "loss", "epoch") == []
    three = Pinned(name="old", steps=Numbers([]), epochs=Numbers(np.array([[0.0, 0.0, 1.0], [4.0, 1.0, 0.5]])))
    assert len(lines.pinned_lines((three,), "loss", "epoch")) == 1
    assert lines.pinned_lines((three,), "accuracy", "epoch") == []


def test_ranges_hold_every_sample_and_no_nan() -> None:
    run = tuple(lines.lines_of(history(), "loss", "epoch"))
    curves = Curves(lines=run)
    assert curves.x_range() == (0.0, 10.0)
    low, high = curves.y_range((0.0, 10.0))
    assert low < 0.0 < 1.1 < high
    log_low, log_high = replace_curves(curves, logarithmic=True).y_range((0.0, 10.0))
    assert log_low < math.log10(1 / 11)
    assert log_high > math.log10(1.1)
    assert all(math.isfinite(value) for value in Curves(lines=(line(np.nan, np.nan),)).y_range((0.0, 1.0)))


def test_zero_and_negative_losses_are_drawn_on_a_logarithmic_axis() -> None:
    curves = Curves(logarithmic=True, lines=(line(1.0, 0.0, 0.01),))
    drawn = curves.on_axis(curves.lines[0].y, curves.floor)
    assert np.isfinite(drawn).all()
    assert drawn[1] <= drawn[2]


def test_a_divergence_does_not_flatten_what_came_before() -> None:
    curves = Curves(lines=(line(1.0, 0.5, 1e12),), mark=Mark(2.0, "why"))
    assert curves.y_range((0.0, 2.0))[1] < 5.0


HUGE = (1.7e308, -1.7e308, 9e299, math.inf, math.nan, 1e-320)


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("by", ["epoch", "step"])
def test_values_that_no_axis_can_carry_are_gaps(by: lines.By, logarithmic: bool) -> None:
    made = lines.lines_of(with_losses(history(epochs=6), HUGE), "loss", by)
    pinned = lines.pinned_lines((pinned_with(HUGE),), "loss", by)
    for shown in (*made, *pinned):
        assert np.nanmax(np.abs(shown.y), initial=0.0) <= lines.MOST_VALUE
    curves = Curves(by=by, logarithmic=logarithmic, smoothing=0.9, lines=tuple(made), pinned=tuple(pinned))
    assert all(math.isfinite(value) for value in (*curves.x_range(), *curves.y_range(curves.x_range())))


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("at", [-1.0, 1.7e308, math.inf])
def test_a_pinned_curve_at_impossible_steps_is_not_drawn(column: int, at: float) -> None:
    curve = pinned_with((1.0, 0.5))
    rows = curve.epochs.array.copy()
    rows[0 if at < 0.0 else -1, column] = at
    curve = replace(curve, epochs=Numbers(rows))
    assert lines.pinned_lines((curve,), "loss", ("step", "epoch")[column]) == []


def test_names_tell_what_a_run_was_made_with() -> None:
    session = first_session()
    assert naming.described(session.runs[0], 1) == "1: lr 0.1, batch 10, 4–4 tanh, binary cross-entropy"
    other = set_units(set_training(session, learning_rate=0.5, batch_size=4, loss="squared-error"), 0, 7)
    assert naming.described(other.runs[0], 12) == "12: lr 0.5, batch 4, 7–4 tanh, squared error"
    mixed = set_activation(session, 1, "relu").runs[0]
    assert naming.described(mixed, 2) == "2: lr 0.1, batch 10, 4–4 tanh/relu, binary cross-entropy"
    momentum = replace(session.runs[0].training.optimizer, momentum=0.9)
    rolling = set_training(session, optimizer=momentum).runs[0]
    expected = "2: momentum 0.9, lr 0.1, batch 10, binary cross-entropy"
    assert naming.described(rolling, 2) == expected, "no room for layers"


@given(
    st.floats(1e-8, 1000.0),
    st.integers(1, 50_000) | st.just("all"),
    st.sampled_from(["sgd", "adagrad", "rmsprop", "adam"]),
    st.booleans(),
    st.integers(1, 9999),
)
def test_names_fit_into_a_file(rate: float, batch: int | str, rule: str, is_mostly: bool, number: int) -> None:
    run = first_session().runs[0]
    optimizer = replace(run.training.optimizer, name=rule, momentum=0.12345)
    training = replace(run.training, learning_rate=rate, batch_size=batch, optimizer=optimizer)
    name = naming.described(replace(run, training=training), number, is_mostly=is_mostly)
    assert len(name) <= naming.MOST_CHARACTERS
    assert name.endswith(", binary cross-entropy")
    assert naming.numbers_of([name]) == [number]
    assert naming.words_of(name) == name.split(": ", maxsplit=1)[1]


def test_numbers_of_names_are_unique_and_those_of_older_files_are_given() -> None:
    assert naming.numbers_of(["lr 0.1", "1: lr 0.5", "run 3", "3: a: b", "0: x", "99999: y"]) == [4, 1, 3, 5, 6, 7]
    assert naming.words_of("3: a: b") == "a: b"
    assert naming.words_of("run 3") == ""
    assert naming.words_of("lr 0.1") == "lr 0.1"
    assert naming.next_number({9999}) == 1


@pytest.mark.parametrize(
    ("exponents", "texts"),
    [
        ([-1.0, 0.0, 1.0, 2.0], ["0.1", "1", "10", "100"]),
        ([-2.0, -1.0, 0.0], ["10⁻²", "10⁻¹", "10⁰"]),
        ([2.0, 4.0, 6.0], ["10²", "10⁴", "10⁶"]),
        ([math.log10(2) - 2, -1.0], ["2·10⁻²", "10⁻¹"]),
        ([math.log10(2), 1.0], ["2", "10"]),
    ],
)
def test_logarithmic_ticks_of_one_axis_have_one_style(exponents: list[float], texts: list[str]) -> None:
    assert ticks.log_texts(exponents) == texts


@given(st.floats(-9, 9), st.floats(0.6, 12), st.integers(3, 10))
def test_logarithmic_ticks_are_few_and_within(low: float, span: float, most: int) -> None:
    found = ticks.log_ticks(low, low + span, most)
    assert found
    assert all(low - 1e-5 <= value <= low + span + 1e-5 for value in found)
    assert len(found) <= max(most, 9)


def test_linear_ticks() -> None:
    assert ticks.ticks(0.0, 1.0, ticks.nice_step(1.0, 5)) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks.nice_step(3.0, 10, whole=True) == 1.0
    assert ticks.ticks(-2.5, 3.5, ticks.tick_step(-2.5, 3.5, 2)) == [-2.0, 0.0, 2.0]
    assert ticks.linear_text(0.2, 0.2) == "0.2"
    assert ticks.linear_text(12_000.0, 1000.0) == "12\u2009000"
    assert ticks.linear_text(2e-5, 1e-5) == "2·10⁻⁵"


@given(st.floats(-1e3, 1e3), st.floats(1e-2, 1e3), st.integers(2, 12))
@example(501.0, 899.0, 2)
def test_no_axis_has_a_single_number(low: float, span: float, most: int) -> None:
    found = ticks.ticks(low, low + span, ticks.tick_step(low, low + span, most))
    assert 2 <= len(found) <= max(most + 1, 5)


def test_names_at_the_ends_never_lie_on_each_other() -> None:
    placed = spread([50.0, 52.0, 53.0, 99.0], 12.0, 0.0, 100.0)
    assert min(np.diff(placed)) >= 12.0
    assert placed[-1] <= 100.0


AREA = QRectF(40.0, 16.0, 200.0, 120.0)


@given(st.lists(st.tuples(st.floats(40, 240), st.floats(0, 150), st.sampled_from(["1", "2", "train"])), max_size=20))
def test_names_never_overlap_and_stay_above_the_axis_title(look: Look, places: list[tuple[float, float, str]]) -> None:
    color = QColor("black")
    ends = [End(name, QPointF(x, y), color, color) for x, y, name in places]
    labels = labels_of(look, ends, AREA, 290.0)
    for index, label in enumerate(labels):
        assert label.box.bottom() <= AREA.bottom() + 1e-6
        assert label.box.right() <= 290.0
        for other in labels[:index]:
            assert not label.box.adjusted(0.01, 0.01, -0.01, -0.01).intersects(other.box)


def test_where_many_curves_end_the_oldest_lose_their_names(look: Look) -> None:
    color = QColor("black")
    ends = [End(name, QPointF(240.0, 70.0), color, color) for name in ("1", "2", "3", "test", "train")]
    assert {label.end.name for label in labels_of(look, ends, AREA, 290.0)} == {"1", "2", "3", "test", "train"}
    low = QRectF(40.0, 16.0, 200.0, 45.0)
    names = {label.end.name for label in labels_of(look, ends, low, 290.0)}
    assert {"test", "train"} <= names
    assert "1" not in names
    assert labels_of(look, ends, AREA, 245.0) == [], "a name is whole or not there"


def test_the_axis_is_the_runs_own_once_it_has_a_few_epochs() -> None:
    pinned = tuple(lines.pinned_lines((lines.pinned_from(history(190_000), "1: lr 0.1"),), "loss", "epoch"))
    ranges = []
    for epochs in (2, 3, 2000):
        curves = Curves(lines=tuple(lines.lines_of(history(epochs), "loss", "epoch")), pinned=pinned)
        ranges.append(curves.x_range()[1])
        assert curves.whole_range() == (0.0, 190_000.0)
    assert ranges == [190_000.0, 3.0, 2000.0]
    assert Curves(pinned=pinned).x_range() == (0.0, 190_000.0), "in full before the run has begun"
    by_step = Curves(by="step", lines=tuple(lines.lines_of(history(2), "loss", "step")))
    assert by_step.x_range() == (0.0, 10.0)


def test_an_axis_shows_more_than_one_number_wherever_two_fit(look: Look) -> None:
    axis = axes.NumberAxis(look, "bottom", whole=True)
    axis.text_room_px = 165.0
    assert axis.tickValues(0.0, 4609.0, 190.0) == [(2000.0, [0.0, 2000.0])]


def test_no_number_reaches_the_axis_title(look: Look) -> None:
    axis = axes.NumberAxis(look, "bottom", whole=True)
    assert axis.tickValues(0.0, 3000.0, 240.0)[0][1] == [0.0, 1000.0, 2000.0, 3000.0]
    for room in (235.0, 250.0):
        axis.text_room_px = room
        assert axis.tickValues(0.0, 3000.0, 240.0)[0][1] == [0.0, 1000.0, 2000.0]
    axis.text_room_px = 280.0
    assert axis.tickValues(0.0, 3000.0, 240.0)[0][1][-1] == 3000.0


# What is under the pointer


def test_the_readout_gives_true_samples() -> None:
    past = history()
    curves = Curves(lines=tuple(lines.lines_of(past, "loss", "epoch")))
    reading = reading_at(curves, past, 2.7)
    assert reading is not None
    assert reading.title == "epoch 3"
    values = {sample.line.name: sample.y for sample in reading.samples}
    assert values == {"train": 0.25, "test": 0.35}


def test_beside_a_batch_stands_the_last_whole_epoch() -> None:
    past = history()
    curves = Curves(by="step", lines=tuple(lines.lines_of(past, "loss", "step")))
    reading = reading_at(curves, past, 7.2)
    assert reading is not None
    assert reading.title == "step 7, epoch 1"
    values = {sample.line.name: (sample.x, sample.y) for sample in reading.samples}
    assert values["train"] == (4.0, 0.5)
    assert values["batch"] == (7.0, 1.0 / (7 / 4 + 1.0))
    assert reading_at(Curves(), past, 1.0) is None


def test_right_of_the_run_only_longer_ones_are_read_at_their_own_samples() -> None:
    past = history(10)
    older = lines.pinned_lines((lines.pinned_from(history(20_000), "1: lr 0.1"),), "loss", "epoch")
    curves = Curves(lines=tuple(lines.lines_of(past, "loss", "epoch")), pinned=tuple(older))
    beyond = reading_at(curves, past, 7010.0, reach=100.0)
    assert beyond is not None
    assert [(sample.name, sample.x) for sample in beyond.samples] == [("1", 7000.0)]
    assert beyond.title == "epoch 7\u2009000"
    assert beyond.samples[0].y == pytest.approx(1 / 7001)
    at_end = reading_at(curves, past, 12.0, reach=3.0)
    assert at_end is not None
    assert at_end.title == "epoch 10"
    assert {sample.name for sample in at_end.samples} == {"train", "test", "1, epoch 0"}
    before = reading_at(Curves(pinned=tuple(older)), None, 100.0)
    assert before is not None
    assert before.title == "epoch 100"
    assert reading_at(curves, past, 30_000.0, reach=3.0) is None


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
        self.view = CurvesView(self.document, self.training, look)
        self.notices: list[str] = []
        self.view.notice.connect(self.notices.append)
        self.qtbot = qtbot
        qtbot.addWidget(self.view)
        self.view.resize(320, 240)
        self.view.show()
        qtbot.waitExposed(self.view)
        qtbot.waitUntil(lambda: self.training.frame is not None)

    @property
    def plot_lines(self) -> list[str]:
        return [one.name for one in self.view.plot.curves.lines]

    @property
    def pinned(self) -> list[str]:
        return [curve.name for curve in self.document.view.pinned]

    def train(self, epochs: int) -> None:
        target = self.epoch() + epochs
        while self.epoch() < target:
            before = self.epoch()
            self.training.step_epoch()
            self.qtbot.waitUntil(lambda before=before: self.epoch() > before)

    def epoch(self) -> int:
        frame = self.training.frame
        state = frame.shown_run.run.state if frame else None
        return state.epoch if state else 0

    def shown_epoch(self) -> float:
        return max((float(one.x[-1]) for one in self.view.plot.curves.lines), default=0.0)


@pytest.fixture
def bench(look: Look, qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(look, qtbot)
    yield bench
    assert bench.training.close()
    look.set_theme("light")
    look.set_scale(1.0)


def test_before_training_the_plot_says_what_to_do(bench: Bench) -> None:
    assert "Play" in bench.view.plot.hint
    shown = [menu for menu in bench.view.plot.findChildren(QMenu) if menu.isVisible()]
    assert not shown, "pyqtgraph's own menu"
    bench.train(1)
    bench.qtbot.waitUntil(lambda: bench.plot_lines == ["test", "train"])
    assert bench.view.plot.hint == ""


def test_the_axis_counts_epochs_or_steps(bench: Bench) -> None:
    bench.train(3)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 3.0)
    bench.view._axis_button.choices["step"].trigger()
    assert bench.document.view.curve_by == "step"
    bench.qtbot.waitUntil(lambda: "batch" in bench.plot_lines)
    bench.view._switch.button("accuracy").click()
    bench.qtbot.waitUntil(lambda: "batch" not in bench.plot_lines)
    assert not bench.view._log.isEnabled()
    assert bench.view.plot.curves.y_range((0.0, 1.0)) == pytest.approx((0.0, 1.0), abs=0.05)


def test_a_smoothed_curve_keeps_the_raw_one_behind_it(bench: Bench) -> None:
    bench.train(3)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 3.0)

    def drawn() -> int:
        return len(bench.view.plot.strokes)

    assert drawn() == 2
    bench.view._smooth.click()
    slider = bench.view._popup.slider
    assert bench.view._popup.isVisible()
    slider.edited.emit(0.9, object())
    assert bench.document.view.smoothing == 0.9
    assert bench.view._smooth.isChecked()
    bench.qtbot.waitUntil(lambda: drawn() == 4)
    bench.view._popup.close()


FIRST = "lr 0.1, batch 10, 4–4 tanh, binary cross-entropy"


def set_rate(bench: Bench, rate: float) -> None:
    bench.document.apply("Change learning rate", lambda session: set_training(session, learning_rate=rate))
    bench.qtbot.waitUntil(lambda: bench.training.frame is not None)
    bench.qtbot.waitUntil(lambda: bench.training.frame.shown_run.run.training.learning_rate == rate)


def test_reset_pins_the_run_and_names_it_once_by_what_it_was_made_with(bench: Bench) -> None:
    bench.train(3)
    bench.training.reset()
    assert bench.pinned == [f"1: {FIRST}"]
    set_rate(bench, 0.5)
    bench.train(2)
    set_rate(bench, 0.01)
    bench.training.reset()
    assert bench.pinned == [f"1: {FIRST}", f"2: {FIRST.replace('0.1', '0.5')}"], "no step was made with the newest rate"
    bench.qtbot.waitUntil(lambda: bench.view.plot.curves.lines == () and len(bench.view.plot.curves.pinned) == 2)
    assert [line.note for line in bench.view.plot.curves.pinned] == [
        f"1: {FIRST}, 3 epochs", f"2: {FIRST.replace('0.1', '0.5')}, 2 epochs"
    ]  # fmt: skip


def test_one_step_of_something_else_does_not_name_a_run(bench: Bench) -> None:
    bench.train(3)
    adagrad = replace(bench.document.session.runs[0].training.optimizer, name="adagrad")
    bench.document.apply("Change optimizer", lambda session: set_training(session, optimizer=adagrad))
    bench.train(1)
    bench.training.reset()
    (name,) = bench.pinned
    assert name.startswith("1: mostly lr 0.1, ")
    assert "Adagrad" not in name


def test_a_run_of_one_epoch_is_not_pinned_and_five_are_kept(bench: Bench) -> None:
    bench.train(1)
    bench.training.reset()
    assert bench.pinned == []
    for number in range(6):
        set_rate(bench, 0.2 + number / 10)
        bench.train(2)
        bench.training.reset()
        bench.qtbot.waitUntil(lambda: bench.training.frame is not None)
    assert [name.split(",")[0] for name in bench.pinned] == [f"{n}: lr 0.{n + 1}" for n in range(2, 7)]
    actions = bench.view.pinned_menu.actions()
    assert [action.text()[:2] for action in actions] == ["2:", "3:", "4:", "5:", "6:", "", "Al"]
    actions[1].trigger()
    assert [name[0] for name in bench.pinned] == ["2", "4", "5", "6"], "the others keep their numbers"
    bench.view.pinned_menu.actions()[-1].trigger()
    assert bench.pinned == []
    assert not bench.view._unpin.isEnabled()


def test_a_removal_leaves_the_numbers_of_an_older_file(bench: Bench) -> None:
    curves = [replace(pinned_with((1.0, 0.5)), name=name) for name in ("lr 0.1", "lr 0.5 & x", "x" * 60)]
    bench.document.set_view(pinned=tuple(curves))
    actions = bench.view.pinned_menu.actions()
    assert actions[1].text() == "2: lr 0.5 && x, 1 epoch"
    actions[0].trigger()
    assert bench.pinned == ["2: lr 0.5 & x", "3: " + "x" * 57]


def test_pinning_says_so_and_draws_the_number(bench: Bench) -> None:
    bench.view.pin()
    assert bench.pinned == []
    assert "epoch" in bench.notices[0]
    bench.train(1)
    bench.view.pin()
    assert bench.pinned == [f"1: {FIRST}"]
    assert bench.notices[-1] == "Pinned as 1."
    bench.qtbot.waitUntil(lambda: [line.name for line in bench.view.plot.curves.pinned] == ["1"])
    labels = {label.end.name: label for label in bench.view.plot.labels()}
    assert set(labels) == {"1", "test", "train"}
    assert bench.view.plot.tip_at(labels["1"].box.center()) == f"1: {FIRST}, 1 epoch"
    assert bench.view.plot.tip_at(labels["train"].box.center()) == ""
    bench.view.pin()
    assert bench.notices[-1] == "This curve is pinned already, as 1."
    assert len(bench.pinned) == 1


def test_a_new_run_beside_a_long_one_is_seen_whole(bench: Bench) -> None:
    long = lines.pinned_from(history(190_000), "1: lr 0.1")
    bench.document.set_view(pinned=(long,))
    plot = bench.view.plot

    def shown() -> list[float]:
        return plot.getViewBox().viewRange()[0]

    bench.qtbot.waitUntil(lambda: shown() == pytest.approx([0.0, 190_000.0]))
    bench.train(4)
    bench.qtbot.waitUntil(lambda: shown() == pytest.approx([0.0, 4.0]))
    (label,) = [label for label in plot.labels() if label.end.name == "1"]
    assert label.end.at.x() == pytest.approx(plot.area().right(), abs=1.0), "where the long curve is cut"
    plot.zoom_x(1e-5, 0.0)
    assert shown() == pytest.approx([0.0, 190_000.0])
    plot.show_all()
    assert shown() == pytest.approx([0.0, 4.0])
    plot.zoom_x(2.0, 4.0)
    bench.training.reset()
    bench.qtbot.waitUntil(lambda: shown() == pytest.approx([0.0, 190_000.0]))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_names_stay_off_the_axis_title(bench: Bench, scale: float) -> None:
    bench.view._look.set_scale(scale)
    bench.train(4)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 4.0)
    plot, button = bench.view.plot, bench.view._axis_button
    plot._ends = [End(name, plot.area().bottomRight(), QColor(), QColor()) for name in ("1", "test", "train")]
    assert plot.labels()
    assert all(label.box.bottom() <= button.y() + 1 for label in plot.labels())


def test_the_wheel_zooms_along_x_and_a_double_click_shows_all(bench: Bench) -> None:
    bench.train(8)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 8.0)
    plot = bench.view.plot

    def shown() -> list[float]:
        return plot.getViewBox().viewRange()[0]

    plot.zoom_x(2.0, 8.0)
    assert shown() == pytest.approx([4.0, 8.0])
    plot.zoom_x(0.1, 6.0)
    assert shown() == pytest.approx([0.0, 8.0]), "never wider than the samples"
    plot.zoom_x(2.0, 0.0)
    middle = plot.viewport().rect().center()
    bench.qtbot.mouseDClick(plot.viewport(), LEFT, pos=middle)
    assert shown() == pytest.approx([0.0, 8.0])


def test_the_pointer_reads_the_curve(bench: Bench) -> None:
    bench.train(4)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 4.0)
    plot = bench.view.plot
    before = plot.grab().toImage()
    place = plot.place_of(2.0, 0.3)
    move(plot.viewport(), QPoint(round(place.x()), round(place.y())))
    bench.qtbot.waitUntil(lambda: bench.view._reading_x is not None)
    assert bench.view._reading_x == pytest.approx(2.0, abs=0.05)
    assert plot.grab().toImage() != before


def test_after_a_drag_the_values_under_the_pointer_are_there_again(bench: Bench) -> None:
    bench.train(8)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 8.0)
    plot, middle, read = bench.view.plot, bench.view.plot.viewport().rect().center(), []
    plot.zoom_x(2.0, 4.0)
    plot.readout = lambda *_: read.append(True)
    move(plot.viewport(), middle)
    bench.qtbot.waitUntil(lambda: bool(read))
    bench.qtbot.mousePress(plot.viewport(), LEFT, pos=middle)
    plot.viewport().repaint()
    read.clear()
    plot.viewport().repaint()
    assert not read, "in a drag nothing lies over the curves"
    bench.qtbot.mouseRelease(plot.viewport(), LEFT, pos=middle)
    bench.qtbot.waitUntil(lambda: bool(read))


def test_a_hidden_view_only_remembers(bench: Bench) -> None:
    bench.view.hide()
    bench.train(3)
    assert bench.plot_lines == []
    bench.view.show()
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 3.0)


def test_a_minimized_view_only_remembers(bench: Bench) -> None:
    bench.view.showMinimized()
    bench.train(3)
    assert bench.plot_lines == []
    bench.view.showNormal()
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 3.0)


def test_a_divergence_is_marked_with_its_reason(bench: Bench) -> None:
    def explosive(session: object) -> object:
        for layer in (0, 1):
            session = set_activation(session, layer, "relu")
        return set_training(set_output(session, "class-number"), learning_rate=50.0)

    bench.document.apply("Explode", explosive)
    with bench.qtbot.waitSignal(bench.training.stopped):
        bench.training.play()
    bench.qtbot.waitUntil(lambda: bench.view.plot.curves.mark is not None)
    assert "learning rate" in bench.view.plot.curves.mark.reason
    assert not bench.view.plot.mark_rect().isEmpty()


@pytest.mark.parametrize("smoothing", [0.0, 0.9])
@pytest.mark.parametrize("log_loss", [False, True])
@pytest.mark.parametrize("curve_by", ["epoch", "step"])
def test_huge_losses_of_a_file_are_painted(bench: Bench, curve_by: str, log_loss: bool, smoothing: float) -> None:
    bench.train(1)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 1.0)
    frame = bench.view._frame
    shown = frame.shown_run
    past = with_losses(history(epochs=6), HUGE)
    bench.view._frame = replace_fields(
        frame, runs=(replace_fields(shown, run=replace(shown.run, history=past)),)
    )  # fmt: skip
    view = {"curve_by": curve_by, "log_loss": log_loss, "smoothing": smoothing}
    bench.document.set_view(pinned=(pinned_with(HUGE),), **view)
    bench.view.draw_now()
    for theme in ("dark", "light"):
        bench.view._look.set_theme(theme)
        bench.view.grab()
    plot = bench.view.plot
    for x in (0.0, 2.0, 4.0):
        plot._pointer = plot.area().center()
        plot.pointed.emit(x)
        bench.view.grab()
    plot.zoom_x(3.0, 2.0)
    bench.view.grab()


def test_another_session_shows_its_own_curves(bench: Bench) -> None:
    bench.train(3)
    bench.document.set_view(log_loss=True)
    session = new_session(usual_source("xor"))
    run: Run = replace(session.runs[0], history=history(7))
    bench.document.open(replace(session, runs=(run,)))
    assert bench.pinned == []
    assert not bench.view._log.isChecked()
    bench.qtbot.waitUntil(lambda: bench.training.frame is not None)
    bench.qtbot.waitUntil(lambda: bench.plot_lines == [])


def test_curves_follow_theme_and_scale(bench: Bench) -> None:
    bench.train(2)
    bench.qtbot.waitUntil(lambda: bench.shown_epoch() == 2.0)
    look = bench.view._look
    look.set_theme("dark")
    train = next(one for one in bench.view.plot.curves.lines if one.name == "train")
    assert bench.view.plot.color_of(train) == QColor(look.theme.train_line)
    width = bench.view.plot.strokes[0].pen.widthF()
    look.set_scale(2.0)
    assert bench.view.plot.strokes[0].pen.widthF() == pytest.approx(2 * width)
    assert bench.view.plot.area().contains(bench.view.plot.place_of(1.0, 0.1) - QPointF(0, 1))


def with_losses(past: History, losses: tuple[float, ...]) -> History:
    """The history with these losses, and then its own."""
    epochs, steps = past.epochs.rows.array.copy(), past.steps.rows.array.copy()
    epochs[: len(losses), 2] = epochs[: len(losses), 3] = steps[: len(losses), 1] = losses
    return replace(
        past, steps=replace(past.steps, rows=Numbers(steps)), epochs=replace(past.epochs, rows=Numbers(epochs))
    )


def pinned_with(losses: tuple[float, ...]) -> Pinned:
    rows = [[4.0 * epoch, epoch, loss, 0.5] for epoch, loss in enumerate(losses)]
    return Pinned(name="huge", steps=Numbers([]), epochs=Numbers(np.array(rows)))


def line(*values: float) -> Line:
    return Line("train", "train", np.arange(float(len(values))), np.array(values))


def replace_curves(curves: Curves, **changes: object) -> Curves:
    return replace_fields(curves, **changes)


# A loss switched in mid-run


def test_no_line_leads_from_one_loss_to_another(bench: Bench) -> None:
    plot = bench.view.plot
    of_run = tuple(lines.lines_of(switched(), "loss", "epoch"))
    marks = tuple(lines.switches_of(switched(), "epoch"))
    plot.show_curves(Curves(lines=of_run, smoothing=0.9, switches=marks))

    def spans() -> list[tuple[float, float] | None]:
        """From where to where each stroke goes, as epochs."""
        places = {plot.place_of(0.5 * n, 1.0).x() - plot.area().left(): 0.5 * n for n in range(21)}
        of_place = np.array(list(places))
        return [
            tuple(places[of_place[np.abs(of_place - stroke.x[end]).argmin()]] for end in (0, -1))
            if len(stroke.x)
            else None
            for stroke in plot.strokes
        ]

    assert spans() == 4 * [(0.0, 4.0), (5.0, 7.0), (8.0, 10.0)], "raw and smooth, two lines"
    below = [plot.area().height() - stroke.y[0] for stroke in plot.strokes[9:]]
    heights = [plot.area().bottom() - plot.place_of(0.0, loss).y() for loss in of_run[-1].y[[0, 5, 8]]]
    assert below == pytest.approx(heights)
    plot.show_curves(Curves(lines=of_run, moment=5.5))
    assert spans()[-3:] == [(0.0, 4.0), (5.0, 5.5), None]


def test_a_value_of_another_loss_is_not_read_beside_one() -> None:
    past = switched()
    curves = Curves(by="step", lines=tuple(lines.lines_of(past, "loss", "step")))
    read = {at: reading_at(curves, past, float(at)) for at in (16, 18, 20)}
    names = {at: {sample.name: sample.x for sample in reading.samples} for at, reading in read.items() if reading}
    assert names == {
        16: {"batch": 16.0, "train": 16.0, "test": 16.0},
        18: {"batch": 18.0},
        20: {"batch": 20.0, "train": 20.0, "test": 20.0},
    }


def test_a_switch_is_marked_with_the_name_of_its_loss(bench: Bench) -> None:
    plot = bench.view.plot
    bench.view.resize(360, 240)
    marks = tuple(lines.switches_of(switched(), "step"))
    plot.show_curves(Curves(by="step", lines=tuple(lines.lines_of(switched(), "loss", "step")), switches=marks))
    first, second = plot.switch_labels()
    assert (first.text, second.text) == ("→ binary cross-entropy", "squared error →"), "left where there is no room"
    assert not first.box.intersects(second.box)
    assert plot.tip_at(first.box.center()).startswith("After 17 steps the loss L was switched from squared error to")
    plot.grab()
    narrow = switch_labels_of(bench.view._look, [(5.0, marks[0])], QRectF(0.0, 0.0, 20.0, 100.0))
    assert narrow[0].box.isEmpty(), "no room at all"
