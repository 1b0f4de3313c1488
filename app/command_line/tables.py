"""A table of another program as the data of a new session: its options, and what is said of it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.command_line.errors import CommandError, UsageError, sentence
from app.session.schema import Data
from app.session.tables import TableError
from app.session.tables.dialect import guessed
from app.session.tables.encoding import ENCODINGS, Encoding, EncodingError, decoded, read_bytes
from app.session.tables.making import Missing, Plan, made, notes
from app.session.tables.reading import read
from app.session.tables.roles import Role, guessed_roles
from app.session.tables.table import Table

_OWN = ("table", "inputs", "class_column", "value_column", "encoding", "missing", "raw")


@dataclass(frozen=True, kw_only=True)
class TableOptions:
    """Where the table is, and what its columns are for; None where that is to be guessed."""

    table: Path
    inputs: tuple[str, ...] | None = None
    class_column: str | None = None
    value_column: str | None = None
    encoding: Encoding | None = None
    missing: Missing = "leave-out"
    raw: bool = False


def add_table_options(parser: argparse.ArgumentParser) -> None:
    """The options that go with --table."""
    add = parser.add_argument
    add("--inputs", metavar="A,B", type=_names, help="columns of the table that are inputs (guessed)")
    add("--class", metavar="NAME", dest="class_column", help="the column of the table that is the class (guessed)")
    add("--value", metavar="NAME", dest="value_column", help="the column that is a value to learn, in place of a class")
    add("--encoding", metavar="NAME", choices=tuple(ENCODINGS), help=f"of the table: {', '.join(ENCODINGS)} (utf-8)")
    what = "what to do where an input is missing: leave-out (the row) or mean (take the column's) (leave-out)"
    add("--missing", metavar="NAME", choices=("leave-out", "mean"), help=what)
    add("--raw", action="store_true", help="do not standardize the columns of the table")


def table_options(options: dict[str, Any]) -> TableOptions | None:
    """The options of the table, taken out of all options; None without one. Raises UsageError."""
    own = {name: options.pop(name) for name in _OWN if name in options}
    if own and "table" not in own:
        name = next(iter(own)).removesuffix("_column")
        raise UsageError(f"--{name} is for the columns of a --table, and there is none")
    return TableOptions(**own) if own else None


def table_data(options: TableOptions, test_share: float, seed: int) -> Data:
    """The data in a table; what a person should know of it goes to stderr. Raises CommandError or UsageError."""
    path = options.table
    try:
        table = _read(options)
        roles, standardize = _roles(table, options), not options.raw
        plan = Plan(roles, standardize=standardize, missing=options.missing, test_share=test_share, seed=seed)
        data = made(table, plan)
    except OSError as error:
        raise CommandError(f"{path}: {sentence(error)}") from error
    except EncodingError as error:
        hint = f"; if so, say --encoding {error.suggestion}" if error.suggestion else ""
        raise CommandError(f"{path}: {error}{hint}") from error
    except TableError as error:
        raise CommandError(f"{path}: {error}") from error
    for said in (*table.notes, *(note.sentence for note in notes(table, plan))):
        print(f"{path}: {said}", file=sys.stderr)
    left_out = table.n_rows - len(data.points)
    if left_out:
        print(f"{path}: {left_out} of {table.n_rows} rows are left out, as values are missing in them", file=sys.stderr)
    return data


def _read(options: TableOptions) -> Table:
    """The table in the file. Raises TableError, also where only its rows are at fault, or OSError."""
    text = decoded(read_bytes(options.table), options.encoding).text
    table = read(text, guessed(text))
    if table.faults:
        raise TableError(table.faults[0].sentence)
    return table


def _roles(table: Table, options: TableOptions) -> tuple[Role, ...]:
    """The roles that were asked for; what was left open is guessed. Raises UsageError."""
    known = [column.name for column in table.columns]
    learned = [name for name in (options.class_column, options.value_column) if name is not None]
    for name in (*learned, *(options.inputs or ())):
        if name not in known:
            raise UsageError(f"the table has no column {name!r}; it has {', '.join(map(repr, known))}")
    guesses = guessed_roles(table)
    roles: list[Role] = []
    for column, guess in zip(table.columns, guesses, strict=True):
        role = guess.role
        if learned and role in ("class", "value"):
            role = "ignore"
        if options.inputs is not None:
            role = "input" if column.name in options.inputs else "ignore" if role == "input" else role
        if column.name == options.class_column:
            role = "class"
        elif column.name == options.value_column:
            role = "value"
        roles.append(role)
    return tuple(roles)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
