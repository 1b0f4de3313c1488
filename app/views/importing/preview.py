"""The first rows of the table, with a choice of role over each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget

from app.look.look import Look
from app.session.tables.roles import Guess, Role
from app.session.tables.table import Table
from app.views.importing.columns_header import ColumnsHeader
from app.views.importing.preview_model import PreviewModel

ROW_PX = 24


class Preview(QTableView):
    """A table to look at; only the roles can be changed.

    Attributes: head, the header with the choices.
    Signals: role_chosen(int, str), a column's number and its new role.
    """

    role_chosen = Signal(int, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._model = PreviewModel(look)
        self._model.setParent(self)
        self.head = ColumnsHeader(look, self)
        self.head.role_chosen.connect(self.role_chosen)
        self.setHorizontalHeader(self.head)
        self.setModel(self._model)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("First rows of the table")
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalScrollBar().valueChanged.connect(self.head.place_choices)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_table(self, table: Table, guesses: Sequence[Guess]) -> None:
        """Show another table, its columns with the roles that are guessed."""
        self.head.show_columns(table.columns, guesses)
        self._model.show_table(table, [guess.role for guess in guesses])
        self.head.place_choices()

    def show_roles(self, roles: Sequence[Role], faults: Mapping[int, str]) -> None:
        """Show roles, and what is wrong with columns, by their numbers."""
        self._model.show_roles(roles)
        self.head.show_roles(roles, faults)

    def bring_into_sight(self, column: int) -> None:
        """Scroll to a column."""
        self.scrollTo(self._model.index(0, column))

    @Slot()
    def _on_look_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._look.px(ROW_PX))
        self.head.place_choices()
