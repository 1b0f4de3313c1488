"""Where points went when the data changed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.edits.data import load_dataset
from app.session.edits.points import add_points, delete_points, duplicate_points, move_points
from app.session.schema import Session
from app.views.canvas.points_change import GONE, carried, went_to

SESSION = new_session(usual_source("moons", points=30))


def went(old: Session, new: Session) -> list[int]:
    return went_to(old.data, new.data).tolist()


def test_added_and_moved_points_keep_their_rows() -> None:
    rows = list(range(30))
    assert went(SESSION, add_points(SESSION, [[1.0, 2.0], [3.0, 4.0]], 1)) == rows
    assert went(SESSION, move_points(SESSION, np.array([3]), np.array([1.0, 0.0]))) == rows
    assert went(SESSION, duplicate_points(SESSION, np.array([3]), np.array([1.0, 0.0]))) == rows


@given(st.sets(st.integers(0, 29), min_size=1))
def test_deleted_points_are_gone_and_the_others_move_up(deleted: set[int]) -> None:
    now = delete_points(SESSION, np.array(sorted(deleted)))
    places = went_to(SESSION.data, now.data)
    kept = [row for row in range(30) if row not in deleted]
    assert [row for row in range(30) if places[row] != GONE] == kept
    assert places[kept].tolist() == list(range(len(kept)))
    # And back again, as undo does: what follows the first deleted point can't be told from new points.
    assert set(went_to(now.data, SESSION.data).tolist()) <= {GONE, *range(30)}


def test_another_sample_has_nothing_in_common() -> None:
    source = SESSION.data.source
    assert source is not None
    assert set(went(SESSION, load_dataset(SESSION, replace(source, seed=9)))) == {GONE}
    assert set(went(SESSION, load_dataset(SESSION, usual_source("film-1", points=30)))) == {GONE}


def test_carried_rows_leave_out_what_is_gone() -> None:
    places = np.array([0, GONE, 1, 2])
    assert carried(np.array([1, 2, 3, 9]), places).tolist() == [1, 2]
