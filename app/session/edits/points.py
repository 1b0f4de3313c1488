"""Edits of the points. The values of a regression are in the target's unit."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec.structs import replace

from app.session.arrays import Floats, Integers, Points
from app.session.edits import EditError
from app.session.schema import MAX_COORDINATE, MAX_POINTS, MAX_SHARE, Session


def with_points(session: Session, points: Points) -> Session:
    """The session with these points in place of its own."""
    if not np.all(np.abs(points.x) <= MAX_COORDINATE):
        raise EditError("That is too far out: zoom in, and place the points where they can be seen.")
    if points.values is not None and not np.all(np.abs(points.values) <= MAX_COORDINATE):
        raise EditError(f"A value is a number from −{MAX_COORDINATE:,.0f} to {MAX_COORDINATE:,.0f}.".replace(",", " "))
    return replace(session, data=replace(session.data, points=points))


def add_points(session: Session, x: Any, label: int, *, is_test: bool = False, values: Any = None) -> Session:
    """Add points of one class. x (M, D) in the units of the axes.

    In regression they have values, (M,) or one for all, and the label means nothing.
    """
    new = np.asarray(x, dtype=np.float64).reshape(-1, session.data.points.dimensions)
    if not len(new):
        return session
    if len(session.data.points) + len(new) > MAX_POINTS:
        raise EditError(f"A session holds at most {MAX_POINTS:,} points; erase some first.")
    is_test_row = np.full(len(new), is_test)
    if session.data.task == "regression":
        if values is None:
            raise EditError("These points have values: say which value the new ones have.")
        added = Points(new, None, is_test_row, np.broadcast_to(np.asarray(values, dtype=np.float64), len(new)))
    else:
        _require_class(session, label)
        added = Points(new, np.full(len(new), label), is_test_row)
    return with_points(session, session.data.points.joined(added))


def delete_points(session: Session, index: Integers) -> Session:
    """Delete the points with these row numbers."""
    if not len(index):
        return session
    keep = np.ones(len(session.data.points), dtype=bool)
    keep[index] = False
    return with_points(session, session.data.points.taking(keep))


def move_points(session: Session, index: Integers, offset: Floats, value_offset: float = 0.0) -> Session:
    """Move the points with these row numbers by one offset (D,), and their values by another."""
    if not len(index) or not (np.any(offset) or value_offset):
        return session
    return with_points(session, _moved(session.data.points, index, offset, value_offset))


def duplicate_points(session: Session, index: Integers, offset: Floats, value_offset: float = 0.0) -> Session:
    """Copy the points with these row numbers, the copies moved as by move_points(); they come last."""
    if not len(index):
        return session
    if len(session.data.points) + len(index) > MAX_POINTS:
        raise EditError(f"A session holds at most {MAX_POINTS:,} points; erase some first.")
    copies = _moved(session.data.points.taking(index), np.arange(len(index)), offset, value_offset)
    return with_points(session, session.data.points.joined(copies))


def relabel_points(session: Session, index: Integers, label: int) -> Session:
    """Give the points with these row numbers another class."""
    _require_class(session, label)
    points = session.data.points
    if not len(index) or np.all(points.labels[index] == label):
        return session
    labels = points.labels.copy()
    labels[index] = label
    return with_points(session, Points(points.x, labels, points.is_test))


def revalue_points(session: Session, index: Integers, value: float) -> Session:
    """Give the points with these row numbers another value."""
    points = session.data.points
    if points.values is None:
        raise EditError("These points have classes and no values: choose a class for them.")
    if not len(index) or np.all(points.values[index] == value):
        return session
    values = points.values.copy()
    values[index] = value
    return with_points(session, Points(points.x, None, points.is_test, values))


def clear_points(session: Session) -> Session:
    """Delete all points."""
    if not len(session.data.points):
        return session
    points = session.data.points
    nothing = Points.none(points.dimensions, with_values=points.values is not None)
    data = replace(session.data, points=nothing, source=None)
    return replace(session, data=data)


def set_test_share(session: Session, share: float, seed: int = 0) -> Session:
    """Set aside this share of every class (or of all values) for testing, chosen at random; the rest trains."""
    if not 0.0 <= share <= MAX_SHARE:
        raise EditError(f"The share for testing is a number from 0 to {MAX_SHARE}.")
    points = session.data.points
    is_test = split(points.labels, share, seed)
    if share == session.data.test_share and np.array_equal(is_test, points.is_test):
        return session
    data = replace(session.data, test_share=share, points=points.with_tests(is_test))
    return replace(session, data=data)


def _moved(points: Points, index: Integers, offset: Floats, value_offset: float) -> Points:
    x, values = points.x.copy(), None
    x[index] += offset
    if points.values is not None:
        values = points.values.copy()
        values[index] += value_offset
    return Points(x, points.labels, points.is_test, values)


def _require_class(session: Session, label: int) -> None:
    if session.data.task == "regression":
        raise EditError("These points have values and no classes: give them another value instead.")
    if not 0 <= label < len(session.data.classes):
        raise EditError(f"There is no class {label}; add it in the Data panel first.")


def split(labels: Integers, share: float, seed: int) -> Any:
    """Which samples are for testing: (N,) bool.

    They are the share of each class, rounded, drawn without replacement; one of each class is left to train on.
    """
    rng = np.random.default_rng([seed, 2])
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        n_test = min(round(share * len(members)), len(members) - 1)
        is_test[rng.permutation(members)[:n_test]] = True
    return is_test
