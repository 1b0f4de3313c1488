"""Edits of the points."""

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
    return replace(session, data=replace(session.data, points=points))


def add_points(session: Session, x: Any, label: int, *, is_test: bool = False) -> Session:
    """Add points of one class. x (M, D) in the units of the axes."""
    new = np.asarray(x, dtype=np.float64).reshape(-1, session.data.points.dimensions)
    if not len(new):
        return session
    if len(session.data.points) + len(new) > MAX_POINTS:
        raise EditError(f"A session holds at most {MAX_POINTS:,} points; erase some first.")
    _require_class(session, label)
    added = Points(new, np.full(len(new), label), np.full(len(new), is_test))
    return with_points(session, session.data.points.joined(added))


def delete_points(session: Session, index: Integers) -> Session:
    """Delete the points with these row numbers."""
    if not len(index):
        return session
    keep = np.ones(len(session.data.points), dtype=bool)
    keep[index] = False
    return with_points(session, session.data.points.taking(keep))


def move_points(session: Session, index: Integers, offset: Floats) -> Session:
    """Move the points with these row numbers by one offset (D,)."""
    if not len(index) or not np.any(offset):
        return session
    points = session.data.points
    x = points.x.copy()
    x[index] += offset
    return with_points(session, Points(x, points.labels, points.is_test))


def duplicate_points(session: Session, index: Integers, offset: Floats) -> Session:
    """Copy the points with these row numbers, the copies moved by one offset (D,); they come last."""
    if not len(index):
        return session
    if len(session.data.points) + len(index) > MAX_POINTS:
        raise EditError(f"A session holds at most {MAX_POINTS:,} points; erase some first.")
    copies = session.data.points.taking(index)
    return with_points(session, session.data.points.joined(Points(copies.x + offset, copies.labels, copies.is_test)))


def relabel_points(session: Session, index: Integers, label: int) -> Session:
    """Give the points with these row numbers another class."""
    _require_class(session, label)
    points = session.data.points
    if not len(index) or np.all(points.labels[index] == label):
        return session
    labels = points.labels.copy()
    labels[index] = label
    return with_points(session, Points(points.x, labels, points.is_test))


def clear_points(session: Session) -> Session:
    """Delete all points."""
    if not len(session.data.points):
        return session
    data = replace(session.data, points=Points.none(session.data.points.dimensions), source=None)
    return replace(session, data=data)


def set_test_share(session: Session, share: float, seed: int = 0) -> Session:
    """Set aside this share of every class for testing, chosen at random; the rest trains."""
    if not 0.0 <= share <= MAX_SHARE:
        raise EditError(f"The share for testing is a number from 0 to {MAX_SHARE}.")
    points = session.data.points
    is_test = split(points.labels, share, seed)
    if share == session.data.test_share and np.array_equal(is_test, points.is_test):
        return session
    data = replace(session.data, test_share=share, points=Points(points.x, points.labels, is_test))
    return replace(session, data=data)


def _require_class(session: Session, label: int) -> None:
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
