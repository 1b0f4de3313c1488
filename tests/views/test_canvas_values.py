"""The canvas where points have values, and where they have more than two coordinates: by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.session.create import new_session, usual_source
from app.session.edits.data import load_dataset, with_data
from app.session.edits.points import clear_points
from app.session.schema import Feature, Output, Session
from app.training.lenses.answer_curve import AnswerCurve
from tests.views.test_canvas import LEFT, NONE, Desk, desk

__all__ = ["desk"]


def five_columns() -> Session:
    """Moons with three columns more."""
    session = new_session(usual_source("moons", points=30))
    data = session.data
    more = tuple(Feature(name=name, center=2.0, scale=3.0) for name in ("a", "b", "c"))
    x = np.hstack((data.points.x, np.random.default_rng(0).normal(2.0, 3.0, (30, 3))))
    features = (*data.features, *more)
    return with_data(session, replace(data, features=features, points=data.points.with_x(x), source=None))


@pytest.fixture
def curve_desk(desk: Desk) -> Desk:
    desk.document.open(clear_points(new_session(usual_source("temperature"))))
    return desk


def shows_session(desk: Desk) -> bool:
    return desk.training.frame is not None and desk.training.frame.session is desk.document.session


def shown_curve(desk: Desk) -> AnswerCurve | None:
    return desk.canvas._picture.answer_lines.item.curve


def test_a_click_places_a_target_and_a_drag_moves_it_both_ways(curve_desk: Desk) -> None:
    desk = curve_desk
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(6, 20))
    x, value = desk.place(desk.pixel(6, 20))
    assert desk.points.x.tolist() == [[pytest.approx(x)]]
    assert desk.points.values.tolist() == [pytest.approx(value)]
    desk.drawing.set(tool="move")
    desk.drag((6, 20), (10, 9))
    assert desk.points.x[0, 0] == pytest.approx(10, abs=0.2)
    assert desk.points.values[0] == pytest.approx(9, abs=0.3)
    desk.document.undo()
    assert desk.points.values.tolist() == [pytest.approx(value)]


def test_erase_select_duplicate_nudge_and_set_a_value(curve_desk: Desk) -> None:
    desk = curve_desk
    for x, y in ((4, 10), (8, 15), (12, 20)):
        QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(x, y))
    desk.drawing.set(tool="select")
    desk.drag((6, 12), (14, 25))
    assert desk.canvas.selection.rows.tolist() == [1, 2]
    desk.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.points) == 5
    before = desk.points.values[3:].copy()
    desk.key(Qt.Key.Key_Up)
    assert (desk.points.values[3:] > before).all()
    desk.drawing.set(value=12.5)
    desk.canvas.relabel_selection()
    assert desk.points.values[3:].tolist() == [12.5, 12.5]
    desk.drawing.set(tool="erase")
    desk.drag((4, 10), (4, 10.2))
    assert len(desk.points) == 4
    assert desk.notices == []


def test_the_curve_is_the_network_s_and_costs_nothing_unseen(curve_desk: Desk, qtbot: QtBot) -> None:
    desk = curve_desk
    assert desk.canvas.regions_request is None, "there is no picture behind a curve"
    qtbot.waitUntil(lambda: shown_curve(desk) is not None)
    curve, projection = shown_curve(desk), desk.canvas.plane.projection
    assert curve.x[0] <= projection.x_range[0] < projection.x_range[1] <= curve.x[-1]
    assert desk.canvas._picture.answer_lines.item.names == ["ŷ"]
    desk.document.set_view(contributions=True)
    qtbot.waitUntil(lambda: len(shown_curve(desk).parts) == 4)
    assert desk.canvas._picture.answer_lines.item.names == ["1", "2", "3", "4", "b", "sum = ŷ"]
    desk.canvas.grab()
    desk.canvas.hide()
    assert desk.canvas.lens is None


def test_panning_far_asks_for_another_curve(curve_desk: Desk, qtbot: QtBot) -> None:
    desk = curve_desk
    before = desk.canvas.lens
    desk.drawing.set(tool="pan")
    desk.drag((20, 10), (4, 10))
    desk.drag((30, 10), (14, 10))
    assert desk.canvas.lens != before
    low, high = desk.canvas.plane.projection.x_range
    qtbot.waitUntil(lambda: shown_curve(desk) is not None and shown_curve(desk).x[-1] >= high)
    assert shown_curve(desk).x[0] <= low


def test_from_classes_to_values_and_back_keeps_the_canvas_sound(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(new_session(usual_source("moons", points=30)))
    for name, output in (("sine", "value"), ("film-1", "sigmoid"), ("hill", "value"), ("blobs", "per-class")):
        desk.document.apply("Load", lambda session, name=name: load_dataset(session, usual_source(name, points=30)))
        qtbot.waitUntil(lambda: shows_session(desk))
        desk.canvas.grab()
        assert (desk.canvas.lens is None) == (len(desk.document.session.data.features) == 2)
        assert desk.document.session.runs[0].model.output.kind == output
    while desk.document.undo_text:
        desk.document.undo()
        desk.canvas.grab()
    assert desk.notices == []


@pytest.mark.parametrize(
    ("kind", "normalizer", "title", "span"),
    [
        ("sign", "none", "ŷ, the sign", (-1.24, 1.24)),
        ("class-number", "none", "ŷ, the class number", (-0.12, 1.12)),
        ("per-class", "softmax", "ŷ = p of each class", (-0.12, 1.12)),
        ("per-class", "unit-norm", "ŷ of each class", (-1.24, 1.24)),
    ],
)
def test_what_is_upright_with_one_input(
    desk: Desk, qtbot: QtBot, kind: str, normalizer: str, title: str, span: tuple[float, float]
) -> None:
    output = Output(kind=kind, normalizer=normalizer)
    desk.document.open(new_session(usual_source("film-1", points=30), output=output))
    assert desk.canvas.plane.plotItem.getAxis("left").labelText == title
    assert desk.canvas.plane.projection.y_range == pytest.approx(span)
    qtbot.waitUntil(lambda: shown_curve(desk) is not None)
    names = desk.canvas._picture.answer_lines.item.names
    assert names == (["ŷ does not like it", "ŷ likes it"] if kind == "per-class" else ["ŷ"])


def test_scores_get_a_range_that_holds_them(desk: Desk, qtbot: QtBot) -> None:
    session = new_session(usual_source("film-1", points=30), output=Output(kind="per-class"))
    desk.document.open(session)
    count = len(desk.training.checkpointed(session).runs[0].state.parameters)
    for size in (0.0, 30.0):
        places = np.arange(count)
        desk.training.apply(*set_all(desk, places, size))
        qtbot.waitUntil(lambda size=size: held_by_the_axis(desk, size))


def set_all(desk: Desk, places: np.ndarray, size: float) -> tuple[object, object]:
    from app.session.edits.parameters import parameter_edit

    session = replace(desk.document.session)
    desk.document.session = session
    state = desk.training.checkpointed(session).runs[0].state
    return session, parameter_edit(state, 0, places, np.full(len(places), size))


def held_by_the_axis(desk: Desk, size: float) -> bool:
    curve = shown_curve(desk)
    if curve is None or (np.abs(curve.answers).max() > 1.0) != (size > 0.0):
        return False
    low, high = desk.canvas.plane.projection.y_range
    return low <= curve.answers.min() <= curve.answers.max() <= high


def test_values_by_color_and_a_value_in_hand(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(new_session(usual_source("hill", points=40)))
    qtbot.waitUntil(lambda: desk.canvas._picture.regions is not None)
    assert desk.canvas._picture.regions.shown == "value"
    assert not desk.canvas._signs.color_scale.isHidden()
    assert desk.canvas._signs.color_scale.accessibleName() == "height, from −1.5 to 1.5"
    desk.drawing.set(value=0.7)
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(-3, 3))
    assert desk.points.values[-1] == 0.7
    assert desk.points.x[-1].tolist() == pytest.approx(desk.place(desk.pixel(-3, 3)))


@pytest.mark.parametrize("principal", [False, True])
def test_tools_in_five_dimensions(desk: Desk, qtbot: QtBot, principal: bool) -> None:
    session = five_columns()
    desk.document.open(replace(session, view=replace(session.view, axes=(4, 2), principal=principal)))
    plane = desk.canvas.slice
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(0.5, -1))
    at = np.array(desk.place(desk.pixel(0.5, -1)))
    np.testing.assert_allclose(desk.points.x[-1], plane.to_space(at[None])[0], atol=1e-9)
    np.testing.assert_allclose(plane.to_plane(desk.points.x[-1:])[0], at, atol=1e-9)
    held = desk.points.x.copy()
    desk.drawing.set(tool="move")
    row = int(np.argmin(((plane.to_plane(held) - at) ** 2).sum(axis=1)))
    desk.drag((0.5, -1), (1.5, 1))
    moved = plane.to_plane(desk.points.x) - plane.to_plane(held)
    assert moved[row] == pytest.approx([1.0, 2.0], abs=0.05)
    assert np.abs(np.delete(moved, row, axis=0)).max() == 0.0
    if not principal:
        assert (desk.points.x[:, [0, 1, 3]] == held[:, [0, 1, 3]]).all(), "other columns stay as they are"
    desk.drawing.set(tool="erase")
    desk.drag((1.5, 1), (1.5, 1.01))
    assert len(desk.points) < 31
    qtbot.waitUntil(lambda: desk.canvas._picture.regions is not None)
    assert desk.notices == []
