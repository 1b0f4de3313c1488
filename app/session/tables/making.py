"""From a table to the data of a session, by a plan of what its columns are for; and what is in the way of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.session.arrays import Booleans, Floats, Integers, Points
from app.session.edits.data import default_class
from app.session.edits.points import split
from app.session.format.limits import MAX_BYTES as MAX_FILE_BYTES
from app.session.format.limits import MAX_ITEMS
from app.session.schema import MAX_COORDINATE, MAX_SHARE, Data, Feature
from app.session.tables import Fault, TableError, counted, grouped, quoted
from app.session.tables.naming import MAX_NAME, tidy, unique
from app.session.tables.own import USES
from app.session.tables.roles import Role, class_texts, why_constant, why_ignored, why_not_class, why_not_use
from app.session.tables.table import Column, Table

MIN_SCALE = 1e-6  # of a feature
SIZE_SAMPLE = 200  # rows from which the size in a file is estimated
WORDS_OF_A_POINT = 2  # in a file, besides its coordinates: its answer, and what it is for
ROW_BYTES = 20  # what a point takes in a file besides its numbers

Missing = Literal["leave-out", "mean"]


@dataclass(frozen=True)
class Plan:
    """What is to be made of a table.

    Attributes: roles, one for each column; standardize, whether the network sees (value − mean) / standard deviation;
    missing, what becomes of rows in which an input is missing (without a class or value to learn a row is left out
    always); test_share, of the rows set aside for testing, chosen at random by the seed.
    """

    roles: tuple[Role, ...]
    standardize: bool = True
    missing: Missing = "leave-out"
    test_share: float = 0.0
    seed: int = 0


def made(table: Table, plan: Plan) -> Data:
    """The data that the plan makes of the table. Raises TableError, the first of the faults."""
    wrong = faults(table, plan)
    if wrong:
        raise TableError(wrong[0].sentence)
    rows = _used_rows(table, plan)
    inputs = _columns(table, plan, "input")
    x = np.column_stack([_filled(column)[rows] for column in inputs])
    features = tuple(_feature(column, numbers, plan) for column, numbers in zip(inputs, x.T, strict=True))
    for column in _columns(table, plan, "value"):
        values = column.numbers[rows]
        points = Points(x, None, None, values)
        return Data(
            task="regression",
            features=features,
            classes=(),
            target=_feature(column, values, plan),
            test_share=_test_share(table, plan),
            points=points.with_tests(_tests(table, plan, points.labels)),
        )
    learned = _columns(table, plan, "class")[0]
    labels = _labels(learned)[rows]
    names: list[str] = []
    for number, text in enumerate(class_texts(learned)):
        names.append(unique(tidy(text) or f"class {number}", names))
    return Data(
        features=features,
        classes=tuple(default_class(number, name) for number, name in enumerate(names)),
        test_share=_test_share(table, plan),
        points=Points(x, labels, _tests(table, plan, labels)),
    )


def faults(table: Table, plan: Plan) -> tuple[Fault, ...]:
    """All that is in the way of the plan: what is wrong with the table, with single columns, with their roles."""
    return (*table.faults, *(_faults(table, plan) if table.n_rows else ()))


def notes(table: Table, plan: Plan) -> tuple[Fault, ...]:
    """What a person should know of single columns, though nothing is in the way."""
    missing, ignored = [], []
    for place, (column, role) in enumerate(zip(table.columns, plan.roles, strict=True)):
        name = quoted(column.name, MAX_NAME)
        if role == "ignore":
            reason = why_ignored(column)
            if reason:
                ignored.append(Fault(f"{name} is ignored: {reason}", place))
        elif column.n_missing:
            values = f"{grouped(column.n_missing)} of {counted(table.n_rows, 'value')}"
            missing.append(Fault(f"{values} of {name} {'is' if column.n_missing == 1 else 'are'} missing", place))
    size = _size_in_file(table, plan)
    if size > MAX_FILE_BYTES:
        most = f"{size // 10**6} MB, and {MAX_FILE_BYTES // 10**6} MB is the most"
        missing.append(Fault(f"saved, these data would take about {most}: ignore some columns, or take fewer rows"))
    items = (len(_columns(table, plan, "input")) + WORDS_OF_A_POINT) * table.n_rows
    if items > MAX_ITEMS:
        most = f"{grouped(items)} items, and a file holds {grouped(MAX_ITEMS)} at the most"
        missing.append(Fault(f"saved, these data would be {most}: ignore some columns, or take fewer rows"))
    return (*missing, *ignored)


def summary(table: Table, plan: Plan) -> str:
    """What the plan makes of the table, in one sentence; there must be no faults."""
    rows = _used_rows(table, plan)
    n_used = int(rows.sum())
    parts = [counted(n_used, "point"), counted(len(_columns(table, plan, "input")), "input")]
    parts += [counted(len(class_texts(column)), "class", "classes") for column in _columns(table, plan, "class")]
    parts += [f"values of {quoted(column.name)}" for column in _columns(table, plan, "value")]
    result = ", ".join(parts)
    n_left_out = table.n_rows - n_used
    if n_left_out:
        result += f"; {counted(n_left_out, 'row')} with missing values left out"
    n_filled = sum(int(np.isnan(column.numbers[rows]).sum()) for column in _columns(table, plan, "input"))
    if n_filled:
        result += f"; {counted(n_filled, 'missing value')} filled with the mean of the column"
    return result


def _tests(table: Table, plan: Plan, labels: Integers) -> Booleans:
    """Which of the used rows are for testing: as a column says it, else chosen at random."""
    for column in _columns(table, plan, "use"):
        return _is_for_testing(column)[_used_rows(table, plan)]
    chosen: Booleans = split(labels, plan.test_share, plan.seed)
    return chosen


def _test_share(table: Table, plan: Plan) -> float:
    """The share that is set aside, as far as a session keeps it."""
    for column in _columns(table, plan, "use"):
        return min(float(_is_for_testing(column)[_used_rows(table, plan)].mean()), MAX_SHARE)
    return plan.test_share


def _is_for_testing(column: Column) -> Booleans:
    return np.array([text == USES[1] for text in column.texts])[column.codes]


def _size_in_file(table: Table, plan: Plan) -> int:
    """About how many bytes the points take in a session file."""
    numbers = [
        column.numbers[:SIZE_SAMPLE] for column in (*_columns(table, plan, "input"), *_columns(table, plan, "value"))
    ]
    sample = sum(len(repr(value)) + len(", ") for column in numbers for value in column.tolist())
    return round((sample / SIZE_SAMPLE + ROW_BYTES) * table.n_rows) if table.n_rows > SIZE_SAMPLE else 0


def _faults(table: Table, plan: Plan) -> Iterator[Fault]:
    if not 0.0 <= plan.test_share <= MAX_SHARE:
        yield Fault(f"the share for testing is a number from 0 to {MAX_SHARE}")
    fit = True
    for place, (column, role) in enumerate(zip(table.columns, plan.roles, strict=True)):
        reason = _why_not(column, role)
        if reason:
            fit = False
            yield Fault(reason, place)
    roles = _why_not_roles(table, plan)
    if roles:
        yield Fault(roles)
    elif fit:
        yield from _faults_of_rows(table, plan)


def _why_not(column: Column, role: Role) -> str:
    """Why the column can't have the role, "" where it can."""
    name = quoted(column.name, MAX_NAME)
    if role == "class":
        return why_not_class(column)
    if role == "use":
        return why_not_use(column)
    if role == "ignore":
        return ""
    if column.kind == "empty":
        return f"all values of {name} are missing"
    if column.first_text:
        text, line = column.first_text
        what = "an input" if role == "input" else "a value to learn"
        return f"{name} is {quoted(text)} in line {line}; {what} has to be a number"
    if column.first_large:
        text, line = column.first_large
        limit = grouped(int(MAX_COORDINATE))
        return f"{name} is {quoted(text)} in line {line}; a number has to be from −{limit} to {limit}"
    if column.constant:
        nothing = f"{name} is {column.constant} everywhere: there is nothing to learn"
        return why_constant(column) if role == "input" else nothing
    return ""


def _why_not_roles(table: Table, plan: Plan) -> str:
    """Why the roles do not go together."""
    if not _columns(table, plan, "input"):
        return "no column is an input: give at least one column that role"
    classes, values = _columns(table, plan, "class"), _columns(table, plan, "value")
    if not classes and not values:
        return "no column is a class or a value: choose the one that is to be learned"
    if len(_columns(table, plan, "use")) > 1:
        return "one column can say which points are for testing: ignore the others"
    if len(classes) + len(values) > 1:
        names = " and ".join(quoted(column.name) for column in (*classes, *values))
        return f"one class or one value can be learned at a time, not {names}: ignore the others"
    return ""


def _faults_of_rows(table: Table, plan: Plan) -> Iterator[Fault]:
    """What is wrong once rows with missing values are left out."""
    rows = _used_rows(table, plan)
    if not rows.any():
        yield Fault("no row is left, for in each a value is missing: fill them with the mean, or ignore a column")
        return
    for place, (column, role) in enumerate(zip(table.columns, plan.roles, strict=True)):
        if role == "class":
            present = np.bincount(_labels(column)[rows], minlength=len(class_texts(column)))
            for text, count in zip(class_texts(column), present, strict=True):
                if not count:
                    yield Fault(
                        f"the class {quoted(text)} has no rows: in each of them a value is missing, so fill these "
                        "with the mean, or ignore a column",
                        place,
                    )
        elif role in ("input", "value"):
            reason = _why_not_standardized(column, column.numbers[rows]) if plan.standardize else ""
            if reason:
                yield Fault(reason, place)


def _why_not_standardized(column: Column, numbers: Floats) -> str:
    """Why these numbers of a column can't be divided by their deviation."""
    name, deviation = quoted(column.name, MAX_NAME), float(np.nanstd(numbers))
    if np.nanmax(numbers) == np.nanmin(numbers):
        return f"{name} is {np.nanmin(numbers):g} in all rows that are left: it can't tell anything apart"
    if deviation < MIN_SCALE:
        return f"the values of {name} differ by about {deviation:.1g} only, too little to be standardized"
    return ""


def _used_rows(table: Table, plan: Plan) -> Booleans:
    """Which rows have all that they need: (N,)."""
    used = np.ones(table.n_rows, dtype=np.bool_)
    for column, role in zip(table.columns, plan.roles, strict=True):
        if role == "value" or (role == "input" and plan.missing == "leave-out"):
            used &= ~np.isnan(column.numbers)
        elif role == "class" and column.codes is not None:
            used &= column.codes >= 0
    return used


def _columns(table: Table, plan: Plan, role: Role) -> list[Column]:
    return [column for column, its in zip(table.columns, plan.roles, strict=True) if its == role]


def _filled(column: Column) -> Floats:
    """The column's numbers, the mean of all in place of what is missing."""
    if not column.n_missing:
        return column.numbers
    return np.where(np.isnan(column.numbers), np.nanmean(column.numbers), column.numbers)


def _labels(column: Column) -> Integers:
    """Class numbers (N,) of a column whose values are classes; of a missing one, any."""
    texts = class_texts(column)
    if column.kind == "whole numbers":
        return np.searchsorted(np.array(texts, dtype=np.float64), np.nan_to_num(column.numbers)).astype(np.int64)
    if column.codes is None:
        raise TableError(why_not_class(column))
    return np.array([texts.index(text) for text in column.texts], dtype=np.int64)[column.codes]


def _feature(column: Column, values: Floats, plan: Plan) -> Feature:
    if not plan.standardize:
        return Feature(name=column.name)
    return Feature(name=column.name, center=float(values.mean()), scale=float(values.std()))
