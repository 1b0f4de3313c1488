"""Points on their way from one session to another, by the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from app.session.arrays import Integers, Points
from app.session.edits import EditError
from app.session.edits.points import with_points
from app.session.schema import MAX_CLASSES, MAX_FEATURES, MAX_POINTS, Data, Session
from app.session.tables import counted
from app.session.tables.own import CLASS, USE, USES
from app.session.tables.table import Column, Table

MAX_CLIP_BYTES = 64 * 2**20

Row = Annotated[tuple[float, ...], Meta(min_length=1, max_length=MAX_FEATURES)]


class Clip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points with what is known of them.

    x: N rows of D coordinates; answers: class numbers, or values where class_names is empty; is_test, for each point.
    """

    x: Annotated[tuple[Row, ...], Meta(min_length=1, max_length=MAX_POINTS)]
    answers: tuple[float, ...]
    is_test: tuple[bool, ...]
    class_names: Annotated[tuple[str, ...], Meta(max_length=MAX_CLASSES)] = ()


def clip_of(session: Session, rows: Integers) -> Clip:
    """The points in these rows, one at least."""
    data = session.data
    points = data.points.taking(rows)
    return Clip(
        x=tuple(map(tuple, points.x.tolist())),
        answers=tuple(map(float, points.answers.tolist())),
        is_test=tuple(points.is_test.tolist()),
        class_names=tuple(info.name for info in data.classes),
    )


def encode_clip(clip: Clip) -> bytes:
    """The clip as JSON."""
    return msgspec.json.encode(clip)


def decode_clip(content: bytes) -> Clip | None:
    """The clip in these bytes; None where they are none, whatever another program has put there."""
    if len(content) > MAX_CLIP_BYTES:
        return None
    try:
        clip = msgspec.json.decode(content, type=Clip)
    except (msgspec.DecodeError, RecursionError):
        return None
    n, k = len(clip.x), len(clip.class_names)
    is_whole = len({len(row) for row in clip.x}) == 1 and len(clip.answers) == len(clip.is_test) == n
    has_classes = not k or all(0 <= answer < k and answer == int(answer) for answer in clip.answers)
    return clip if is_whole and has_classes else None


def paste_points(session: Session, clip: Clip) -> Session:
    """Add the points of a clip, which come last.

    Their classes are those of the same names; where not all of these are here, those of the same numbers.
    """
    data = session.data
    dimensions, wanted = len(clip.x[0]), data.points.dimensions
    if dimensions != wanted:
        raise EditError(
            f"The copied points have {counted(dimensions, 'coordinate')}, and the points here have {wanted}."
        )
    if bool(clip.class_names) != bool(data.classes):
        theirs, ours = ("classes", "values") if clip.class_names else ("values", "classes")
        raise EditError(f"The copied points have {theirs}, and the points here have {ours}.")
    if len(data.points) + len(clip.x) > MAX_POINTS:
        raise EditError(f"A session holds at most {MAX_POINTS:,} points; erase some first.".replace(",", " "))
    answers = np.array(clip.answers)
    if data.classes:
        answers = _labels(data, clip)[answers.astype(np.int64)]
        added = Points(np.array(clip.x), answers, clip.is_test)
    else:
        added = Points(np.array(clip.x), None, clip.is_test, answers)
    return with_points(session, data.points.joined(added))


def _labels(data: Data, clip: Clip) -> Integers:
    """For each class of the clip its number here."""
    ours = [info.name for info in data.classes]
    used = {int(answer) for answer in clip.answers}
    if all(clip.class_names[label] in ours for label in used):
        return np.array([ours.index(name) if name in ours else 0 for name in clip.class_names], dtype=np.int64)
    if max(used) >= len(ours):
        missing = next(clip.class_names[label] for label in sorted(used) if label >= len(ours))
        raise EditError(f"The copied points have a class “{missing}” more; add it in the Data panel first.")
    return np.arange(len(clip.class_names), dtype=np.int64)


def clip_from_table(table: Table, data: Data, answer: float, *, is_test: bool) -> Clip | None:
    """The points in a table whose columns are those of the data; None where they are not.

    With names, each feature needs a column of its name, and the classes (or values) may have one. Without, there are
    as many columns as coordinates, and perhaps one more for class or value. Where no column says it, all points get
    this class number or value, and this use.
    """
    found = None if table.faults or not table.n_rows else _places(table, data)
    if found is None:
        return None
    inputs = [table.columns[place] for place in found]
    learned = [column for place, column in enumerate(table.columns) if _is_learned(table, data, place, found)]
    if not all(_is_complete(column) for column in inputs):
        return None
    answers = _answers(learned[0], data) if learned else (answer,) * table.n_rows
    if answers is None:
        return None
    uses = next((column for column in table.columns if column.name == USE and set(column.texts) <= set(USES)), None)
    is_of_test = (is_test,) * table.n_rows
    if uses is not None and uses.codes is not None and not uses.n_missing:
        is_of_test = tuple(uses.texts[code] == USES[1] for code in uses.codes.tolist())
    return Clip(
        x=tuple(zip(*(column.numbers.tolist() for column in inputs), strict=True)),
        answers=answers,
        is_test=is_of_test,
        class_names=tuple(info.name for info in data.classes),
    )


def _places(table: Table, data: Data) -> list[int] | None:
    """Which column is each feature; None where that can't be said."""
    names = [column.name for column in table.columns]
    if not table.dialect.has_header:
        n = len(data.features)
        return list(range(n)) if len(names) in (n, n + 1) else None
    features = [feature.name for feature in data.features]
    return [names.index(name) for name in features] if set(features) <= set(names) else None


def _is_learned(table: Table, data: Data, place: int, inputs: Sequence[int]) -> bool:
    if place in inputs:
        return False
    if not table.dialect.has_header:
        return True
    return table.columns[place].name == (CLASS if data.target is None else data.target.name)


def _is_complete(column: Column) -> bool:
    """Whether there is a number in each cell that a point may have."""
    return not (column.n_missing or column.n_texts or column.first_large)


def _answers(column: Column, data: Data) -> tuple[float, ...] | None:
    """Class numbers, by name or, where all cells are such, by number; or values; None where they are neither."""
    if data.target is not None:
        return tuple(column.numbers.tolist()) if _is_complete(column) else None
    names = [info.name for info in data.classes]
    if column.codes is not None and not column.n_missing and set(column.texts) <= set(names):
        labels = [names.index(text) for text in column.texts]
        return tuple(float(labels[code]) for code in column.codes.tolist())
    if _is_complete(column) and column.is_whole and column.numbers.min() >= 0 and column.numbers.max() < len(names):
        return tuple(column.numbers.tolist())
    return None
