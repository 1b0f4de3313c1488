"""The tools without a window: press, move, release and cancel, and what they make of the document."""

from __future__ import annotations

import numpy as np
import pytest

from app.document import Document
from app.drawing import Drawing
from app.session.create import empty_session
from app.session.edits.points import add_points
from app.session.schema import MAX_POINTS
from app.session.slice import slice_of
from app.views.canvas.board import Board
from app.views.canvas.projection import Projection
from app.views.canvas.selection import Selection
from app.views.canvas.tools import Add, Brush, Erase, Move, Select, Spot

# One unit is fifty pixels; (0, 0) lies at the pixel (300, 300).
PROJECTION = Projection(0.0, 0.0, 600.0, 600.0, (-6.0, 6.0), (-6.0, 6.0))


class Table:
    """A board with three points in a row at y = 0: x = −2, 0 and 2."""

    def __init__(self) -> None:
        self.document = Document(add_points(empty_session(), [[-2.0, 0.0], [0.0, 0.0], [2.0, 0.0]], 0))
        self.drawing, self.selection = Drawing(), Selection()
        self.notices: list[str] = []
        self.board = Board(
            self.document,
            self.drawing,
            self.selection,
            lambda: slice_of(self.document.session.data, self.document.view),
            lambda: PROJECTION,
            lambda: 1.0,
            self.notices.append,
        )

    @property
    def x(self) -> list[list[float]]:
        return self.document.session.data.points.x.round(6).tolist()


@pytest.fixture
def table() -> Table:
    return Table()


def spot(x: float, y: float, shift: bool = False) -> Spot:
    """A pixel, by the place it shows."""
    return Spot(PROJECTION.to_pixels((x, y)), shift)


def test_add_places_a_point_of_the_drawing_s_class_at_once(table: Table) -> None:
    table.drawing.set(label=1, as_test=True)
    tool = Add(table.board)
    tool.press(spot(1, 2.5))
    points = table.document.session.data.points
    assert table.x[-1] == [1, 2.5]
    assert (points.labels[-1], points.is_test[-1]) == (1, True)
    tool.release()
    assert table.document.undo_text == "Add point"


def test_two_clicks_are_two_steps_of_undo(table: Table) -> None:
    tool = Add(table.board)
    for x in (1, 3):
        tool.press(spot(x, 1))
        tool.release()
    table.document.undo()
    assert table.x[3:] == [[1, 1]]


def test_brush_sprays_while_it_rests_and_is_one_step(table: Table) -> None:
    before = table.document.session
    tool = Brush(table.board, np.random.default_rng(1))
    table.drawing.set(radius_px=25, rate=40)
    tool.press(spot(0, 3))
    for _ in range(100):
        tool.tick(0.01)
    tool.release()
    sprayed = np.array(table.x[3:])
    assert len(sprayed) == 1 + 40
    assert (np.hypot(sprayed[:, 0], sprayed[:, 1] - 3) <= 0.5 + 1e-6).all()
    table.document.undo()
    assert table.document.session is before


def test_brush_sprays_along_the_way_it_came(table: Table) -> None:
    tool = Brush(table.board, np.random.default_rng(1))
    table.drawing.set(radius_px=5, rate=1000)
    tool.press(spot(-5, 3))
    tool.move(spot(5, 3))
    tool.tick(0.1)
    assert np.ptp(np.array(table.x[4:])[:, 0]) > 8


def test_brush_makes_nothing_after_release_and_nothing_outside(table: Table) -> None:
    tool = Brush(table.board, np.random.default_rng(1))
    tool.press(spot(0, 3))
    tool.release()
    count = len(table.x)
    tool.tick(10.0)
    assert len(table.x) == count
    tool.press(spot(0, 3))
    tool.move(spot(0, 50))
    for _ in range(50):
        tool.tick(0.1)
    assert max(y for _, y in table.x) <= 6.0


def test_brush_gives_up_with_one_sentence_at_the_limit(table: Table) -> None:
    table.document.apply("many", lambda s: add_points(s, np.zeros((MAX_POINTS - 3, 2)), 0))
    tool = Brush(table.board, np.random.default_rng(1))
    tool.press(spot(0, 3))
    for _ in range(10):
        tool.tick(0.1)
    tool.release()
    assert len(table.notices) == 1
    assert "at most" in table.notices[0]


def test_move_drags_the_nearest_point(table: Table) -> None:
    tool = Move(table.board)
    tool.press(spot(0.1, 0.1))
    for step in range(1, 11):
        tool.move(spot(0.1 + step / 10, 0.1 + step / 5))
    tool.release()
    assert table.x == [[-2, 0], [1, 2], [2, 0]]
    assert table.document.undo_text == "Move point"
    table.document.undo()
    assert table.x == [[-2, 0], [0, 0], [2, 0]]


def test_move_drags_the_whole_selection_if_the_point_belongs_to_it(table: Table) -> None:
    table.selection.set(np.array([0, 1]))
    tool = Move(table.board)
    tool.press(spot(0, 0))
    tool.move(spot(0, 1))
    assert table.x == [[-2, 1], [0, 1], [2, 0]]
    tool.press(spot(2, 0))
    tool.move(spot(2, -1))
    assert table.x == [[-2, 1], [0, 1], [2, -1]]


def test_move_keeps_points_in_sight(table: Table) -> None:
    tool = Move(table.board)
    tool.press(spot(2, 0))
    tool.move(spot(100, 0))
    assert table.x[2] == [6, 0]


def test_move_of_nothing_is_nothing(table: Table) -> None:
    before = table.document.session
    tool = Move(table.board)
    tool.press(spot(0, 3))
    tool.move(spot(4, 4))
    tool.release()
    assert table.document.session is before


def test_erase_takes_everything_it_passes_over_even_when_fast(table: Table) -> None:
    tool = Erase(table.board)
    table.drawing.set(radius_px=10)
    tool.press(spot(-5, 0.1))
    tool.move(spot(1, 0.1))  # one single event
    tool.release()
    assert table.x == [[2, 0]]
    table.document.undo()
    assert len(table.x) == 3


@pytest.mark.parametrize("kind", [Add, Brush, Move, Erase])
def test_cancel_is_as_if_nothing_had_been(table: Table, kind: type[Add | Brush | Move | Erase]) -> None:
    table.document.apply("earlier", lambda s: add_points(s, [[5.0, 5.0]], 0))
    before = table.document.session
    tool = kind(table.board)
    tool.press(spot(0, 0))
    tool.move(spot(1, 0))
    tool.move(spot(2, 1))
    tool.tick(0.5)
    assert table.document.session is not before
    tool.cancel()
    assert table.document.session is before
    assert table.document.undo_text == "earlier"


def test_cancel_leaves_alone_what_others_did_meanwhile(table: Table) -> None:
    tool = Add(table.board)
    tool.press(spot(1, 1))
    table.document.apply("meanwhile", lambda s: add_points(s, [[5.0, 5.0]], 0))
    tool.cancel()
    assert len(table.x) == 5


def test_select_by_rubber_band_and_shift(table: Table) -> None:
    tool = Select(table.board)
    tool.press(spot(-3, 1))
    tool.move(spot(0.5, -1))
    assert table.selection.rows.tolist() == [0, 1]
    assert tool.band is not None
    tool.release()
    assert tool.band is None
    tool.press(spot(1, 1, shift=True))
    tool.move(spot(3, -1, shift=True))
    tool.release()
    assert table.selection.rows.tolist() == [0, 1, 2]


def test_select_by_click_and_shift_click(table: Table) -> None:
    tool = Select(table.board)
    for x, shift, chosen in ((0, False, [1]), (2, False, [2]), (0, True, [1, 2]), (2, True, [1]), (4, False, [])):
        tool.press(spot(x, 0, shift))
        tool.release()
        assert table.selection.rows.tolist() == chosen


def test_select_drags_what_is_selected(table: Table) -> None:
    table.selection.set(np.array([0, 1]))
    tool = Select(table.board)
    tool.press(spot(0, 0))
    tool.move(spot(0, 2))
    tool.release()
    assert table.x == [[-2, 2], [0, 2], [2, 0]]
    assert table.selection.rows.tolist() == [0, 1]
    tool.press(spot(0, 2))
    tool.release()
    assert table.selection.rows.tolist() == [1]  # a click still chooses


def test_select_cancel_restores_the_selection(table: Table) -> None:
    table.selection.set(np.array([2]))
    tool = Select(table.board)
    tool.press(spot(-3, 1))
    tool.move(spot(1, -1))
    tool.cancel()
    assert table.selection.rows.tolist() == [2]
    assert tool.band is None


def test_nearest_prefers_the_topmost_and_has_a_reach(table: Table) -> None:
    table.document.apply("on top", lambda s: add_points(s, [[0.0, 0.0]], 1))
    assert table.board.nearest(spot(0, 0).pixel) == 3
    assert table.board.nearest(spot(0, 1).pixel) is None


def test_duplicates_are_selected(table: Table) -> None:
    table.board.duplicate(np.array([0, 2]), np.array([50.0, 50.0]))
    assert table.x[3:] == [[-1, -1], [3, -1]]
    assert table.selection.rows.tolist() == [3, 4]


def test_points_can_be_given_the_class_in_hand(table: Table) -> None:
    table.drawing.set(label=1)
    before = table.document.session.data.points.labels.tolist()
    table.board.relabel(np.array([0, 2]))
    after = table.document.session.data.points.labels.tolist()
    assert (after[0], after[1], after[2]) == (1, before[1], 1)
    assert table.document.undo_text == "Change class"
