from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import MAX_LOSSES, History, Series, ShapeError


def filled(n: int, capacity: int) -> Series:
    series = Series(("step", "loss"), capacity)
    for step in range(n):
        series.append(step, (step, 0.5 * step))
    return series


@given(n=st.integers(0, 400), capacity=st.integers(2, 20))
def test_thins_evenly_and_keeps_the_newest(n: int, capacity: int) -> None:
    series = filled(n, capacity)
    rows = series.array()
    steps = rows[:, 0]
    assert len(series) == len(rows) <= capacity
    np.testing.assert_array_equal(rows[:, 1], 0.5 * steps)
    expected = sorted({*range(0, n, series.stride), *([n - 1] if n else [])})
    np.testing.assert_array_equal(steps, expected)
    assert len(rows) >= min(n, capacity // 2)


@given(n=st.integers(0, 200), more=st.integers(0, 100), capacity=st.integers(2, 20))
def test_restored_it_goes_on_exactly(n: int, more: int, capacity: int) -> None:
    series = filled(n, capacity)
    other = Series.from_array(series.columns, series.array(), series.stride, capacity)
    np.testing.assert_array_equal(other.array(), series.array())
    for step in range(n, n + more):
        for each in (series, other):
            each.append(step, (step, 0.1))
    np.testing.assert_array_equal(other.array(), series.array())
    assert other.stride == series.stride


@given(n=st.integers(0, 200), limit=st.integers(-1, 220), capacity=st.integers(2, 20))
def test_cut(n: int, limit: int, capacity: int) -> None:
    series = filled(n, capacity)
    before = series.array()
    series.cut("step", limit)
    np.testing.assert_array_equal(series.array(), before[before[:, 0] <= limit])


def test_ten_million_appends_stay_bounded() -> None:
    """Every index that is wanted along the way, and a sample of those that are not."""
    series, index = Series(("step", "loss")), 0
    while index < 10_000_000:
        series.append(index, (index, 0.0))
        series.append(index + 1, (index + 1, 0.0)) if series.stride > 1 else None
        index = (index // series.stride + 1) * series.stride
    rows = series.array()
    assert 1024 <= len(rows) <= 2048
    assert series.stride == 8192
    assert (np.diff(rows[:-1, 0]) == 8192).all()


def test_wants_what_it_keeps() -> None:
    series = filled(100, 8)
    assert [step for step in range(64, 200) if series.wants(step)] == list(range(64, 200, series.stride))


def test_the_index_is_the_epoch_where_there_is_one() -> None:
    history = History(capacity=4)
    for epoch in range(11):
        history.epochs.append(epoch, (7 * epoch, epoch, 0, 0, 0, 0, 0))
    np.testing.assert_array_equal(history.epochs.column("epoch"), [0, 4, 8, 10])
    np.testing.assert_array_equal(history.epochs.column("step"), [0, 28, 56, 70])
    other = Series.from_array(history.epochs.columns, history.epochs.array(), history.epochs.stride, 4)
    np.testing.assert_array_equal(other.array(), history.epochs.array())


def test_rewind() -> None:
    history = History()
    for step in range(10):
        history.steps.append(step, (step, 0.0))
        history.epochs.append(step, (step, step, 0, 0, 0, 0, 0))
    history.rewind(4)
    assert history.steps.column("step").tolist() == [0, 1, 2, 3]  # measured before steps 1 to 4
    assert history.epochs.column("step").tolist() == [0, 1, 2, 3, 4]


def test_errors() -> None:
    with pytest.raises(ValueError, match="at least 2 rows"):
        Series(("step", "loss"), 1)
    with pytest.raises(ShapeError, match="at most 4 rows; got 5"):
        Series.from_array(("step", "loss"), np.zeros((5, 2)), 1, 4)
    for rows, stride in [([[0, 1], [0, 1]], 1), ([[0, 0], [1, 0], [2, 0]], 2), ([[np.nan, 0]], 1), ([[0, 0]], 3)]:
        with pytest.raises(ValueError, match="stride"):
            Series.from_array(("step", "loss"), np.array(rows, dtype=float), stride)
    with pytest.raises(ShapeError, match=r"\(n, 2\)"):
        Series.from_array(("step", "loss"), np.zeros((4, 3)), 1)


def test_losses_are_told_apart_by_the_steps_made_with_them() -> None:
    history = History()
    for step, name in [(0, "a"), (3, "a"), (5, "b"), (5, "c"), (9, "a"), (9, "c")]:
        history.note_loss(step, name)
    assert history.losses == [(0, "a"), (5, "c")]
    history.rewind(5)  # the next step is the first one on "c"
    assert history.losses == [(0, "a"), (5, "c")]
    history.rewind(4)
    history.note_loss(4, "c")
    assert history.losses == [(0, "a"), (4, "c")]
    for step in range(10, 2 * MAX_LOSSES):
        history.note_loss(step, "ab"[step % 2])
    assert len(history.losses) == MAX_LOSSES
    assert history.losses[0] == (0, "a")
    assert history.losses[-1] == (2 * MAX_LOSSES - 1, "b")
