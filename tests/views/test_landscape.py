"""The loss landscape's panel: names, scales, the plot, and what the person does there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replace_fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.attention import Attention, Neuron
from app.document import Document
from app.look.look import Look
from app.look.palette import THEMES, contrast, loss_table
from app.session.create import new_session, usual_source
from app.session.edits.model import insert_layer, set_inputs, set_units
from app.session.edits.points import clear_points
from app.session.edits.training import set_training
from app.session.schema import Layer, Model, Output, Run, Session
from app.session.schema import Training as TrainingOptions
from app.training.descent import Slopes
from app.training.frames import FrameRequest
from app.training.lenses.landscape import Field
from app.training.scan import SIZES
from app.training.training import Training
from app.views.landscape import words
from app.views.landscape.area import Area, moved, zoomed
from app.views.landscape.arrow_rate import most_rate, round_rate
from app.views.landscape.axes_picture import plot_area
from app.views.landscape.curve_picture import loss_range, losses_at
from app.views.landscape.field_picture import FieldPicture
from app.views.landscape.landscape_view import LandscapeView
from app.views.landscape.loss_scale import BEYOND, LossScale
from app.views.landscape.parameter_names import ParameterNames
from app.views.landscape.readout import Readout
from app.views.landscape.words import MODES, NO_PENALTY
from tests.mouse import move

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def small_session() -> Session:
    return new_session(usual_source("moons", points=20), layers=(Layer(units=3), Layer(units=2)))


def field_of(values: np.ndarray, window: tuple[tuple[float, float], ...]) -> Field:
    return Field(window, values, None, 20, 20)


# Names


def test_every_parameter_has_a_name_of_its_own() -> None:
    session = small_session()
    names = ParameterNames(session.runs[0], session.data)
    assert names.n == 9 + 8 + 3
    assert len({str(names.name(place)) for place in range(names.n)}) == names.n
    found = [names.place(neuron, part) for neuron, _ in names.neurons() for part, _ in names.parts(neuron)]
    assert sorted(found) == list(range(names.n))
    for place in range(names.n):
        assert names.place(*names.keys(place)) == place
        assert names.find(names.parameter(place)) == place
    assert str(names.name(names.place("0:1", "0"))) == "w₁₂ hidden layer 1: x → neuron 2"
    assert str(names.name(names.place("1:0", "b"))) == "b hidden layer 2: neuron 1"
    assert str(names.name(names.place("2:0", "1"))) == "w₂₁ neuron 2 → output"
    assert str(names.name(names.place("2:0", "b"))) == "b output"


def test_names_last_while_the_network_changes() -> None:
    old = small_session()
    before = ParameterNames(old.runs[0], old.data)
    second = before.parameter(before.place("1:1", "2"))  # layer 2: neuron 3 → neuron 2
    from_y = before.parameter(before.place("0:0", "1"))
    wider = insert_layer(set_inputs(old, ("y", "x^2"), 0), 0, 0)
    after = ParameterNames(wider.runs[0], wider.data)
    assert after.find(second) == after.place("2:1", "2")
    assert after.find(before.parameter(before.place("0:0", "0"))) is None  # x is no input any more
    assert after.find(from_y) is None  # there is another layer between
    fewer = set_units(old, 0, 2, 0)
    assert ParameterNames(fewer.runs[0], fewer.data).find(second) is None


# Scales and areas


def test_wide_losses_are_shown_on_a_logarithmic_scale() -> None:
    scale = LossScale.of(np.array([[0.01, 0.1], [1.0, 10.0]]))
    assert scale.is_log
    np.testing.assert_allclose(scale.shares(np.array([0.01, 0.1, 1.0, 10.0])), [0.0, 1 / 3, 2 / 3, 1.0])
    assert not LossScale.of(np.array([1.0, 2.0])).is_log
    levels = scale.levels()
    assert "0.1" in [text for _, text in levels]
    assert all(0.0 <= share <= 1.0 for share, _ in levels)


def test_a_loss_of_0_and_losses_beyond_all_bounds_have_a_place() -> None:
    values = np.array([0.0, 1e-3, 50.0, 1e9, np.inf, np.nan])
    scale = LossScale.of(values)
    assert scale.shares(values).tolist() == [0.0, pytest.approx(scale.shares(np.array([1e-3]))[0]), 1.0] + 3 * [BEYOND]
    nothing = LossScale.of(np.full((3, 3), np.nan))
    assert (nothing.shares(np.full((3, 3), np.nan)) == BEYOND).all()


@given(st.lists(st.floats(0.0, 1e6), min_size=2, max_size=30))
def test_shares_rise_with_the_loss(values: list[float]) -> None:
    losses = np.sort(np.array(values))
    shares = LossScale.of(losses).shares(losses)
    assert (np.diff(shares) >= -1e-12).all()
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    for share, text in LossScale.of(losses).levels():
        assert -1e-9 <= share <= 1.0 + 1e-9
        assert text


def test_a_flat_landscape_has_one_shade_and_no_lines() -> None:
    scale = LossScale.of(np.full(5, 0.3))
    assert scale.is_flat
    assert scale.levels() == []
    assert set(scale.shares(np.full(5, 0.3)).tolist()) == {0.5}


@pytest.mark.parametrize("name", THEMES)
def test_losses_have_even_shades_on_which_a_path_can_be_read(name: str) -> None:
    theme, table = THEMES[name], loss_table(THEMES[name])
    lightness = [_lightness(color) for color in table[:, :3]]
    steps = np.diff(lightness[::16])
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).max() < 1.6 * np.abs(steps).min()
    assert contrast(theme.text, QColor(*table[-1].tolist()).name()) >= 3.0


def _lightness(color: np.ndarray) -> float:
    channels = color / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(116.0 * np.cbrt(linear @ (0.2126, 0.7152, 0.0722)) - 16.0)


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(1e-3, 100), st.floats(0.3, 3.0))
def test_pixels_and_places_and_zoom(x: float, y: float, half: float, factor: float) -> None:
    window = ((x - half, x + half), (y - half, y + half))
    area = Area(40.0, 8.0, 300.0, 300.0, *window)
    pixel = np.array([100.0, 200.0])
    place = area.to_places(pixel)
    np.testing.assert_allclose(area.to_pixels(place), pixel, atol=1e-6)
    closer = Area(40.0, 8.0, 300.0, 300.0, *zoomed(window, place, factor))
    np.testing.assert_allclose(closer.to_places(pixel), place, atol=1e-9 * (1 + abs(place).max()))
    away = Area(40.0, 8.0, 300.0, 300.0, *moved(window, (half, -half)))
    further = place + np.array((half, -half))
    np.testing.assert_allclose(away.to_places(pixel), further, atol=1e-9 * (1 + abs(further).max()))


def test_how_far_an_arrow_may_reach() -> None:
    area = Area(10.0, 20.0, 100.0, 200.0, (0.0, 1.0), (0.0, 1.0))
    start = np.array([90.0, 120.0])
    assert area.room(start, np.array([10.0, 10.0])) == pytest.approx(2.0)
    assert area.room(start, np.array([-10.0, 50.0])) == pytest.approx(2.0)
    assert area.room(start, np.array([0.0, -200.0])) == pytest.approx(0.5)
    assert area.room(start, np.zeros(2)) == np.inf
    assert area.room(np.array([150.0, 120.0]), np.array([10.0, 0.0])) == 0.0


@given(st.floats(1e-300, 1e300), st.floats(0.0, 1e300))
def test_arrows_are_on_the_map_and_seldom_change_their_rate(most: float, before: float) -> None:
    rate = round_rate(most, before)
    assert most / 5.0 <= rate <= most * (1 + 1e-12)
    assert round_rate(most, rate) == rate
    assert round_rate(most / 1.5, before=most / 2.0) == most / 2.0, "arrows shrink with the slope at first"
    if rate != before:
        assert f"{rate:.0e}"[0] in "125"


def test_without_a_slope_there_are_no_arrows() -> None:
    area = Area(0.0, 0.0, 100.0, 100.0, (-1.0, 1.0), (-1.0, 1.0))
    nothing = Slopes(np.zeros(2), 1.0, 0.0, np.zeros(2), np.zeros(2), 0.0, None, None, 5)
    assert round_rate(most_rate(nothing, area)) == 0.0
    endless = replace_fields(nothing, descent=np.array([np.inf, 1.0]))
    assert most_rate(endless, area) > 0.0
    assert round_rate(np.inf) == 0.0


def test_all_arrows_are_steps_at_one_rate(station: Station) -> None:
    station.view.controls.arrows.setChecked(True)
    station.epoch()
    plot, slopes = station.view.plot, station.landscape.slopes
    plot.grab()
    rate, area = plot.arrow_rate, plot.area
    assert 0.0 < rate <= most_rate(slopes, area)
    tips = area.to_pixels(slopes.place + rate * np.vstack((slopes.descent, slopes.batch.descent)))
    assert all(area.contains(*tip) for tip in tips.tolist())
    station.epoch()
    plot.grab()
    assert plot.arrow_rate == round_rate(most_rate(station.landscape.slopes, plot.area), rate)


def test_places_that_are_nowhere_do_not_reach_the_painter() -> None:
    area = Area(0.0, 0.0, 100.0, 100.0, (0.0, 1.0), (0.0, 1.0))
    assert np.isfinite(area.to_pixels(np.array([[np.nan, 0.5], [np.inf, -np.inf], [1e300, 0.0]]))).all()


def test_high_walls_leave_the_plot_and_the_ball_does_not() -> None:
    values = np.array([1e5, 2.0, 1.0, 0.9, 1.0, 2.0, np.inf])
    low, high = loss_range(field_of(values, ((0.0, 6.0),)), 1.5)
    assert low < 0.9
    assert 2.0 < high < 100.0
    assert loss_range(field_of(values, ((0.0, 6.0),)), 900.0)[1] > 900.0
    flat = loss_range(field_of(np.full(5, 0.3), ((0.0, 1.0),)), 0.3)
    assert flat[0] < 0.3 < flat[1]
    assert losses_at(field_of(np.array([1.0, 3.0]), ((0.0, 2.0),)), np.array([0.5, 2.0])).tolist() == [1.5, 3.0]


def test_a_map_with_losses_beyond_is_painted(qapp: QApplication) -> None:
    from PySide6.QtGui import QImage, QPainter

    values = np.linspace(0.1, 2.0, 81).reshape(9, 9).copy()
    values[0, :3], values[8, 8] = np.nan, np.inf
    picture = FieldPicture(field_of(values, ((0.0, 1.0), (0.0, 1.0))), Look())
    assert picture.has_beyond
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#00FF00"))
    painter = QPainter(image)
    picture.paint(painter, Area(0.0, 0.0, 200.0, 200.0, (0.0, 1.0), (0.0, 1.0)))
    picture.paint_scale(painter, Area(0.0, 0.0, 150.0, 200.0, (0.0, 1.0), (0.0, 1.0)))
    painter.end()
    # The lowest row of values lies at the bottom, and nothing of the ground shines through.
    assert image.pixelColor(190, 100).lightness() < image.pixelColor(100, 190).lightness()
    assert image.pixelColor(100, 100) != QColor("#00FF00")


# The view


class Station:
    """A document, its training, and the view, joined as the window joins them."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.document, self.look, self.attention = Document(session), Look(), Attention()
        self.training = Training(session)
        self.document.checkpointed = self.training.checkpointed
        self.document.session_changed.connect(self._on_session_changed)
        self.document.parameters_changed.connect(self.training.apply)
        self.document.opened.connect(self.training.open)
        self.view = LandscapeView(self.document, self.training, self.look, self.attention)
        self.view.lens_changed.connect(self._on_lens_changed)
        self.training.frame_ready.connect(self._on_frame)
        self.notices: list[str] = []
        self.view.notice.connect(self.notices.append)
        self.bot = qtbot
        qtbot.addWidget(self.view)
        self.view.resize(440, 640)
        with qtbot.waitExposed(self.view):
            self.view.show()

    def _on_session_changed(self, _old: Session, new: Session) -> None:
        self.training.apply(new)

    def _on_lens_changed(self) -> None:
        lens = self.view.lens
        self.training.look(FrameRequest(lenses=() if lens is None else (lens,)))

    def _on_frame(self, _frame: object) -> None:
        self.training.gate.painted()

    @property
    def landscape(self):
        return self.view._landscape

    @property
    def parameters(self) -> np.ndarray:
        return self.training.frame.shown_run.run.state.parameters.array

    def epoch(self) -> None:
        """Train for one, and wait for the landscape after it."""
        before = self.step
        self.training.step_epoch()
        self.bot.waitUntil(lambda: self.step > before)
        self.wait()

    @property
    def step(self) -> int:
        return self.training.frame.shown_run.run.state.step if self.training.frame else 0

    def wait(self) -> None:
        """Until what the view asks for is there in full, and drawn."""
        self.bot.waitUntil(self._is_complete)
        QApplication.processEvents()  # the words below the plot may take another line of its height

    def _is_complete(self) -> bool:
        frame, found = self.training.frame, self.landscape
        is_answer = found is not None and found.request == self.view.lens
        is_whole = is_answer and frame.is_complete and frame.session is self.document.session
        is_waiting = self.view._pace.is_waiting or self.view._say_pace.is_waiting
        return is_whole and self.view.plot._shown.landscape is found and not is_waiting

    def mode(self, key: str) -> None:
        choice = self.view.controls.mode
        choice.setCurrentIndex(choice.findText(dict(MODES)[key]))
        choice.activated.emit(choice.currentIndex())

    def pixel(self, *place: float) -> QPoint:
        area = self.view.plot.area
        x, y = area.to_pixels(place if len(place) == 2 else (place[0], area.y_range[1])).tolist()
        return QPointF(x, y + (0 if len(place) == 2 else 8)).toPoint()

    def place(self, pixel: QPoint) -> np.ndarray:
        return self.view.plot.area.to_places((pixel.x(), pixel.y()))


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """As fine as the panel needs it to be is more than a test has to wait for."""
    monkeypatch.setitem(SIZES, 2, (9, 17, 33))


@pytest.fixture
def station(qtbot: QtBot) -> Iterator[Station]:
    made = Station(qtbot, small_session())
    yield made
    made.view.hide()
    assert made.training.close()


def test_what_nobody_sees_is_not_computed(station: Station) -> None:
    station.wait()
    assert station.view.lens is not None
    station.view.hide()
    assert station.view.lens is None
    station.view.show()
    assert station.view.lens is not None


def test_a_click_sets_the_two_parameters(station: Station) -> None:
    station.wait()
    before = station.parameters.copy()
    pixel = station.pixel(1.25, -0.5)
    expected = station.place(pixel)
    QTest.mouseClick(station.view.plot, LEFT, NONE, pixel)
    station.wait()
    np.testing.assert_allclose(station.parameters[[0, 3]], expected)
    np.testing.assert_array_equal(np.delete(station.parameters, [0, 3]), np.delete(before, [0, 3]))
    np.testing.assert_allclose(station.landscape.place, expected)
    assert station.document.undo_text == "Set w₁₁ and w₂₁"
    station.document.undo()
    station.bot.waitUntil(lambda: np.array_equal(station.parameters, before))


@pytest.mark.parametrize("mode", ["random", "principal"])
def test_a_click_moves_all_parameters_within_the_plane(station: Station, mode: str) -> None:
    for _ in range(3):
        station.epoch()
    station.mode(mode)
    station.wait()
    directions, before = station.landscape.directions, station.parameters.copy()
    outside = directions.outside(before)
    window = station.landscape.window
    pixel = station.pixel(*(0.7 * low + 0.3 * high for low, high in window))
    expected = station.place(pixel)
    QTest.mouseClick(station.view.plot, LEFT, NONE, pixel)
    station.bot.waitUntil(lambda: not np.array_equal(station.parameters, before))
    np.testing.assert_allclose(directions.coordinates(station.parameters), expected, atol=1e-9)
    np.testing.assert_allclose(directions.outside(station.parameters), outside, atol=1e-9)
    station.document.undo()
    station.bot.waitUntil(lambda: np.allclose(station.parameters, before, rtol=0.0, atol=0.0))


def test_a_click_while_training_starts_the_descent_there(station: Station) -> None:
    station.training.play()
    station.bot.waitUntil(lambda: station.landscape is not None and station.landscape.field is not None)
    pixel = station.pixel(2.0, -2.0)
    far = station.place(pixel)
    QTest.mouseClick(station.view.plot, LEFT, NONE, pixel)
    station.bot.waitUntil(lambda: bool(station.document.undo_text))
    assert station.training.playing
    station.training.pause()
    station.wait()
    steps = np.abs(station.landscape.path - far).max(axis=1)
    assert steps.min() < 1.0  # the path leads through where it was clicked


def test_without_the_tick_only_a_double_click_sets(station: Station) -> None:
    station.wait()
    before = station.parameters.copy()
    station.view.controls.clicks.setChecked(False)
    pixel = station.pixel(1.0, 1.0)
    QTest.mouseClick(station.view.plot, LEFT, NONE, pixel)
    assert station.document.undo_text == ""
    QTest.mouseDClick(station.view.plot, LEFT, NONE, pixel)
    station.bot.waitUntil(lambda: not np.array_equal(station.parameters, before))


def test_the_ball_can_be_dragged_as_one_step_of_undo(station: Station) -> None:
    station.mode("one")
    station.wait()
    before = station.parameters.copy()
    plot, ball = station.view.plot, station.view.plot.ball.toPoint()
    QTest.mousePress(plot, LEFT, NONE, ball)
    for dx in (10, 20, 40):
        move(plot, ball + QPoint(dx, 0), LEFT)
    expected = station.place(ball + QPoint(40, 0))[0]
    QTest.mouseRelease(plot, LEFT, NONE, ball + QPoint(40, 0))
    station.bot.waitUntil(lambda: station.parameters[0] == pytest.approx(expected))
    np.testing.assert_array_equal(station.parameters[1:], before[1:])
    station.document.undo()
    station.bot.waitUntil(lambda: np.array_equal(station.parameters, before))
    assert station.document.undo_text == ""


def test_drag_moves_wheel_zooms_and_fit_brings_it_back(station: Station) -> None:
    station.wait()
    fitting, plot = station.landscape.window, station.view.plot
    start = station.pixel(*(0.5 * (low + high) for low, high in fitting))
    QTest.mousePress(plot, LEFT, NONE, start)
    move(plot, start + QPoint(30, 10), LEFT)
    move(plot, start + QPoint(60, 20), LEFT)
    QTest.mouseRelease(plot, LEFT, NONE, start + QPoint(60, 20))
    station.wait()
    moved_window = station.landscape.window
    assert moved_window[0][0] < fitting[0][0]
    assert moved_window[1][0] > fitting[1][0]
    assert station.document.undo_text == ""  # a drag sets nothing
    place = station.place(start)
    event = QWheelEvent(
        QPointF(start), plot.mapToGlobal(QPointF(start)), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot, event)
    station.wait()
    (low, high), _ = station.landscape.window
    assert high - low < 0.8 * (fitting[0][1] - fitting[0][0])
    np.testing.assert_allclose(station.place(start), place, atol=1e-9)
    station.view.controls.fit.click()
    station.wait()
    assert station.landscape.window == fitting


def test_parameters_are_chosen_by_name_and_never_one_for_both_axes(station: Station) -> None:
    controls, wanted = station.view.controls, station.view
    controls.axes[0].neuron.set_key("1:0")
    controls.axes[0].neuron.chosen.emit("1:0")
    assert wanted.lens.places == (9, 3)
    controls.axes[1].neuron.set_key("1:0")
    controls.axes[1].neuron.chosen.emit("1:0")
    assert wanted.lens.places == (9, 11)
    controls.axes[1].part.set_key("0")
    controls.axes[1].part.chosen.emit("0")
    assert wanted.lens.places == (11, 9)
    assert controls.axes[0].part.key() == "1"
    station.wait()


def test_chosen_parameters_stay_while_the_network_is_edited(station: Station) -> None:
    station.view.wish.choose_places([17, 18])  # of the output
    station.view._ask()
    station.wait()
    station.document.apply("Change the number of neurons", lambda session: set_units(session, 0, 5, 0))
    assert [str(station.view.wish.names.name(place)) for place in station.view.lens.places] == [
        "w₁₁ neuron 1 → output", "w₂₁ neuron 2 → output",
    ]  # fmt: skip
    station.wait()
    station.document.apply("Change the number of neurons", lambda session: set_units(session, 1, 1, 0))
    assert len(set(station.view.lens.places)) == 2  # the second one is gone: another stands in
    station.wait()


def test_the_pointed_neuron_is_followed_when_asked(station: Station) -> None:
    station.attention.point_at(Neuron(1, 1))
    assert station.view.lens.places == (0, 3)
    station.view.controls.follow.setChecked(True)
    station.attention.point_at(Neuron(0, 2))
    assert station.view.lens.places == (2, 5)
    station.attention.point_at(Neuron(40, 2))
    assert station.view.lens.places == (2, 5)


def test_a_penalty_can_be_added_where_there_is_one(station: Station) -> None:
    penalty = station.view.controls.penalty
    assert not penalty.isEnabled()
    assert NO_PENALTY.split(":", maxsplit=1)[0] in penalty.toolTip()
    station.document.apply("Set penalty", lambda session: set_training(session, 0, l2=0.1))
    assert penalty.isEnabled()
    penalty.setChecked(True)
    station.wait()
    assert station.view.lens.penalty
    assert station.landscape.field.penalty is not None
    station.bot.waitUntil(lambda: "penalty" in station.view.readout.numbers.text())


def test_gradients_are_told_in_numbers(station: Station) -> None:
    station.view.controls.arrows.setChecked(True)
    station.wait()
    slopes = station.landscape.slopes
    assert len(slopes.singles) == 20
    station.bot.waitUntil(lambda: f"{slopes.batch.angle:.0f}°" in station.view.readout.arrows.text())
    assert "all 20 parameters" in station.view.readout.arrows.text()
    assert "all single points" in station.view.readout.arrows.text()


def test_a_kept_path_stays_when_the_run_is_reset(station: Station) -> None:
    station.epoch()
    path = station.landscape.path
    station.view.controls.keep.click()
    station.training.reset()
    station.bot.waitUntil(lambda: station.landscape is not None and len(station.landscape.path) == 1)
    (kept,) = station.view.wish.kept
    np.testing.assert_array_equal(kept[:-1], path)
    station.mode("one")
    assert station.view.wish.kept == ()  # its coordinates are of other axes
    station.mode("two")
    assert len(station.view.wish.kept) == 1
    station.view.controls.forget.click()
    assert station.view.wish.kept == ()
    station.wait()


def test_a_kept_path_holds_the_principal_directions(station: Station) -> None:
    station.epoch()
    station.mode("principal")
    station.wait()
    directions = station.landscape.directions
    station.view.controls.keep.click()
    station.training.reset()
    station.epoch()
    np.testing.assert_array_equal(station.landscape.directions.vectors, directions.vectors)
    assert len(station.view.wish.kept) == 1


def test_new_directions(station: Station) -> None:
    station.mode("random")
    station.wait()
    first = station.landscape.directions
    np.testing.assert_allclose(first.origin, station.parameters)
    station.epoch()
    np.testing.assert_array_equal(station.landscape.directions.vectors, first.vectors)  # they stay while it trains
    station.view.controls.new_directions.click()
    station.wait()
    assert not np.allclose(station.landscape.directions.vectors, first.vectors)
    np.testing.assert_array_equal(station.landscape.directions.origin, station.parameters)


def test_empty_states_speak(station: Station) -> None:
    station.mode("principal")
    station.wait()
    assert "press Play" in station.view.plot._shown.reason
    station.document.apply("Clear", clear_points)
    station.wait()
    assert "no training points" in station.view.plot._shown.reason
    assert station.view.plot.area is None
    QTest.mouseClick(station.view.plot, LEFT, NONE, station.view.plot.rect().center())
    assert station.notices == []


def test_a_plateau_is_explained(qtbot: QtBot) -> None:
    session = new_session(usual_source("moons", points=20), layers=(Layer(units=3, activation="sign"),))
    station = Station(qtbot, session)
    station.wait()
    station.bot.waitUntil(lambda: "derivative of sign is 0" in station.view.readout.remarks.text())
    station.view.hide()
    assert station.training.close()


@pytest.mark.parametrize(("loss", "why"), [("perceptron", "descent stays"), ("squared-error", "derivative of sign")])
def test_why_the_gradient_is_0_depends_on_whether_the_loss_looks_at_the_sign(loss: str, why: str) -> None:
    run = Run(model=Model(output=Output(kind="sign")), training=TrainingOptions(loss=loss))
    nothing = np.zeros(2)
    slopes = Slopes(nothing, 0.0, 0.0, nothing, nothing, 0.0, batch=None, singles=None, n=20)
    (sentence,) = words._flatness(None, slopes, run)
    assert sentence.startswith("The gradient is 0 here: ")
    assert why in sentence


def test_impossible_values_are_refused_with_a_sentence(station: Station) -> None:
    station.wait()
    before = station.parameters.copy()
    station.view._on_place_chosen((3e6, 0.0), None)
    assert "between −1 000 000 and 1 000 000" in station.notices[0]
    np.testing.assert_array_equal(station.parameters, before)


def test_another_session_starts_anew(station: Station) -> None:
    station.epoch()
    station.view.controls.keep.click()
    other = new_session(usual_source("blobs", points=30), layers=())
    station.document.open(replace(other, title="another"))
    station.wait()
    assert not station.view.wish.has_kept
    assert station.view.wish.names.n == len(station.parameters)


def test_the_mouse_tells_the_place(station: Station) -> None:
    station.wait()
    assert "click" in station.view.readout.mouse.text()
    pixel = station.pixel(*(0.5 * (low + high) for low, high in station.landscape.window))
    place = tuple(station.place(pixel).tolist())  # the middle, but for what a pixel spans
    move(station.view.plot, pixel)
    text = station.view.readout.mouse.text()
    assert text == words.place_words(place, station.view.wish.symbols)
    assert text.startswith("w₁₁ = ")


def test_the_first_words_come_with_the_picture(station: Station) -> None:
    station.wait()
    height = station.view.plot.height()
    station.view.readout.show_texts("", "", "")
    station.view.draw_now()
    assert station.view.readout.has_numbers
    QApplication.processEvents()
    assert station.view.plot.height() == height


def test_a_number_that_is_a_digit_shorter_moves_nothing(qtbot: QtBot) -> None:
    readout = Readout(Look())
    qtbot.addWidget(readout)
    readout.setFixedWidth(200)
    readout.show()
    heights = []
    for text in ("L = 1.73e-4", "L = 1.73e-4   ∂L/∂w₁₁ = −1.03e-5   ∂L/∂w₂₁ = 5.22e-6", "L = 1.73e-4"):
        readout.show_texts(text, "", "")
        qtbot.wait(20)
        heights.append(readout.heightForWidth(readout.width()))
    assert heights[0] < heights[1] == heights[2]
    readout.setFixedWidth(800)
    qtbot.wait(20)
    assert readout.heightForWidth(800) == heights[0], "where there is more room, it takes less"


@pytest.mark.parametrize("mode", ["one", "two", "random", "principal"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_mode_is_painted_in_both_themes(station: Station, mode: str, theme: str) -> None:
    station.look.set_theme(theme)
    station.epoch()
    station.view.controls.arrows.setChecked(True)
    station.mode(mode)
    station.wait()
    plot = station.view.plot
    image, area = plot.grab().toImage(), plot.area
    colors = {
        image.pixelColor(int(area.left + u * area.width), int(area.top + v * area.height)).name()
        for u in np.linspace(0.02, 0.98, 25) for v in np.linspace(0.02, 0.98, 25)
    }  # fmt: skip
    assert len(colors) > 3


def test_long_numbers_get_their_room(qapp: QApplication) -> None:
    look = Look()
    plain = plot_area(look, 416.0, 400.0, (0.0, 1.0), (0.0, 1.0), 0)
    small = plot_area(look, 416.0, 400.0, (0.0, 1.0), (2.5e-4, 6.1e-4), 0)
    assert small.left > plain.left
    assert small.left + small.width == plain.left + plain.width
    close = np.array([[3.440e-4, 3.465e-4], [3.450e-4, 3.460e-4]])
    window = ((0.0, 1.0), (0.0, 1.0))
    wide, usual = (FieldPicture(field_of(values, window), look).scale_px for values in (close, close * 1e4))
    assert wide > usual
