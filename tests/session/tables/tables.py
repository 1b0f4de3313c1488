"""Short ways to tables, for tests."""

from __future__ import annotations

from app.session.tables.dialect import Dialect, guessed
from app.session.tables.making import Plan
from app.session.tables.reading import read
from app.session.tables.roles import guessed_roles
from app.session.tables.table import Table


def table_of(text: str, dialect: Dialect | None = None) -> Table:
    """The table in a text."""
    return read(text, dialect or guessed(text))


def usual_plan(table: Table, **options) -> Plan:
    """What the dialog proposes."""
    return Plan(tuple(guess.role for guess in guessed_roles(table)), **options)


def plan_of(roles: str, **options) -> Plan:
    """A plan by initials: "iic" is two inputs and a class."""
    names = {"i": "input", "c": "class", "v": "value", "-": "ignore"}
    return Plan(tuple(names[letter] for letter in roles), **options)
