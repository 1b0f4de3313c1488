"""What each column of a table is for: guessed by rules that are the same each time, and can be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

import numpy as np

from app.session.schema import MAX_CLASSES
from app.session.tables import counted, quoted
from app.session.tables.naming import MAX_NAME
from app.session.tables.own import USE, USES, is_answer
from app.session.tables.table import MAX_DIFFERENT, Column, Table

Role = Literal["input", "class", "value", "use", "ignore"]
ROLES: tuple[Role, ...] = get_args(Role)
_TARGETS = ("class", "value")
# Names that say that this is what has to be learned, in small letters.
_LEARNED = frozenset(
    ("class", "label", "target", "y", "species", "category", "kind", "type", "outcome", "diagnosis", "group", "result")
)


IS_USE = "it says which points train and which test"
IS_ANSWER = "it is what a network has answered"


class Guess(NamedTuple):
    """A role, and why, in a sentence without its end."""

    role: Role
    reason: str


def guessed_roles(table: Table) -> tuple[Guess, ...]:
    """A role for each column: one to be learned if there is any, inputs of all other numbers, and the rest ignored."""
    guesses = [_unless_learned(column) for column in table.columns]
    for place, guess in _own_columns(table.columns):
        guesses[place] = guess
    free = tuple(place for place, guess in enumerate(guesses) if guess.reason not in (IS_USE, IS_ANSWER))
    learned = _learned_class(table.columns, free) or _learned_value(table.columns, guesses)
    if learned:
        place, guess = learned
        guesses[place] = guess
    return tuple(guesses)


def with_role(roles: tuple[Role, ...], column: int, role: Role) -> tuple[Role, ...]:
    """The roles with another one for a column; a class or value to learn takes the place of the one before."""
    single = _TARGETS if role in _TARGETS else ("use",) if role == "use" else ()
    others = ("ignore" if its in single else its for its in roles)
    return tuple(role if place == column else its for place, its in enumerate(others))


def why_constant(column: Column) -> str:
    """Why a column with one value is no input."""
    return (
        f"{quoted(column.name, MAX_NAME)} is {column.constant} everywhere: it can't tell anything apart, "
        "and can't be standardized"
    )


def why_not_class(column: Column) -> str:
    """Why a column's values can't be classes, "" where they can: texts or whole numbers, two to eight different."""
    name = quoted(column.name, MAX_NAME)
    if column.kind == "empty":
        return f"all values of {name} are missing"
    if column.kind == "numbers":
        numbers = column.numbers
        fraction = numbers[~np.isnan(numbers) & (numbers != np.floor(numbers))][0]
        return f"{name} holds {fraction:g}; a class is a text or a whole number"
    if column.codes is None or len(column.texts) > MAX_CLASSES:
        many = f"more than {MAX_DIFFERENT}" if column.codes is None else len(column.texts)
        return f"{name} has {many} different values, and a session has at most {MAX_CLASSES} classes"
    if len(class_texts(column)) == 1:
        return f"{name} is {quoted(column.texts[0])} everywhere: with one class there is nothing to tell apart"
    return ""


def why_not_use(column: Column) -> str:
    """Why a column can't say which points are for testing, "" where it can."""
    name = quoted(column.name, MAX_NAME)
    if column.n_missing:
        return f"{name} is missing in {counted(column.n_missing, 'row')}; a use is “train” or “test”"
    odd = [text for text in column.texts if text not in USES]
    if column.codes is None or odd:
        return f"{name} holds {quoted(odd[0]) if odd else 'numbers'}; a use is “train” or “test”"
    return ""


def class_texts(column: Column) -> tuple[str, ...]:
    """The different classes of a column, sorted: numbers by size, texts by their letters (“no” before “yes”)."""
    if column.kind == "whole numbers":
        present = column.numbers[~np.isnan(column.numbers)]
        return tuple(f"{value:.0f}" for value in np.unique(present))
    return tuple(sorted(column.texts, key=lambda text: (text.casefold(), text)))


def why_ignored(column: Column) -> str:
    """Why a column is better not taken for an input, in a sentence about “it”; "" where nothing speaks against it."""
    if column.kind == "empty":
        return "all its values are missing"
    if column.constant:
        return f"it is {column.constant} everywhere, so it can't tell anything apart and can't be standardized"
    if column.kind == "texts":
        different = f"more than {MAX_DIFFERENT}" if column.codes is None else len(column.texts)
        return f"it holds texts, {different} different ones, and inputs are numbers"
    if column.kind == "mixed" and column.first_text:
        odd = column.first_text
        return f"{quoted(odd.text)} in line {odd.line} is no number, and inputs are numbers"
    return "it only counts the rows" if _counts_rows(column) else ""


def _unless_learned(column: Column) -> Guess:
    """The role of a column that is not what has to be learned."""
    reason = why_ignored(column)
    return Guess("ignore", reason) if reason else Guess("input", "it holds numbers")


def _own_columns(columns: tuple[Column, ...]) -> Iterator[tuple[int, Guess]]:
    """Of a table that chalknet has written, the column that says what points are for, and those of its answers."""
    uses = [place for place, column in enumerate(columns) if column.name == USE and not why_not_use(column)]
    if uses:
        yield uses[0], Guess("use", IS_USE)
        for place, column in enumerate(columns):
            if place != uses[0] and is_answer(column.name):
                yield place, Guess("ignore", IS_ANSWER)


def _learned_class(columns: tuple[Column, ...], free: tuple[int, ...]) -> tuple[int, Guess] | None:
    """Of the columns that can be classes the last one called so; else the last of texts; else the table's last."""
    possible = [place for place in free if not why_not_class(columns[place])]
    if not possible or len(columns) == 1:
        return None
    several = {place: counted(len(class_texts(columns[place])), "different value") for place in possible}
    for place in reversed(possible):
        if _is_called_learned(place, columns):
            return place, Guess("class", f"its name says so, and it has {several[place]}")
    for place in reversed(possible):
        if columns[place].n_texts:
            return place, Guess("class", f"it holds texts, {several[place]}")
    if possible[-1] == len(columns) - 1 and not _counts_rows(columns[-1]):
        return possible[-1], Guess("class", f"it is the last column, of whole numbers with {several[possible[-1]]}")
    return None


def _learned_value(columns: tuple[Column, ...], guesses: list[Guess]) -> tuple[int, Guess] | None:
    """The last column of numbers that is called like something to be learned, else the last one."""
    numeric = [place for place, guess in enumerate(guesses) if guess.role == "input"]
    if len(numeric) < 2:
        return None
    for place in reversed(numeric):
        if _is_called_learned(place, columns):
            return place, Guess("value", "its name says so, and it holds numbers")
    return numeric[-1], Guess("value", "it is the last column of numbers, and no column can be a class")


def _is_called_learned(place: int, columns: tuple[Column, ...]) -> bool:
    """Whether a column's name says that it is to be learned; beside an x, y is a coordinate as well."""
    name = columns[place].name.casefold()
    return name in _LEARNED and not (name == "y" and any(column.name.casefold() == "x" for column in columns))


def _counts_rows(column: Column) -> bool:
    """Whether the column is 0, 1, 2, … or 1, 2, 3, …"""
    numbers = column.numbers
    return len(numbers) > 2 and numbers[0] in (0.0, 1.0) and bool(np.all(np.diff(numbers) == 1.0))
