"""The edit that takes a table of another program into the session."""

from __future__ import annotations

from app.session.edits import EditError
from app.session.edits.data import with_data, without_lesson
from app.session.schema import Session
from app.session.tables import TableError, sentence
from app.session.tables.making import Plan, made
from app.session.tables.table import Table


def import_table(session: Session, table: Table, plan: Plan) -> Session:
    """Replace the data by what the plan makes of the table.

    The networks are changed only as far as the data asks for it: inputs that no longer exist, outputs and losses for
    what is now to be learned. A lesson is over then.
    """
    try:
        data = made(table, plan)
    except TableError as error:
        raise EditError(sentence(str(error))) from error
    return with_data(without_lesson(session), data)
