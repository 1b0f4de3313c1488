"""The first rows of a table, for a view: what a column is not used for is quiet, what is in the way is marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.look.look import Look
from app.look.tooltips import wrapped
from app.session.tables.cells import is_missing, number
from app.session.tables.dialect import Dialect
from app.session.tables.roles import Role
from app.session.tables.table import Table

Index = QModelIndex | QPersistentModelIndex
MAX_TEXT = 200  # characters of a cell that are shown
_NOWHERE = QModelIndex()


class PreviewModel(QAbstractTableModel):
    """The cells of the preview. Attributes: table, roles."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.table = Table(dialect=Dialect())
        self.roles: tuple[Role, ...] = ()

    def show_table(self, table: Table, roles: Sequence[Role]) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table, self.roles = table, tuple(roles)
        self.endResetModel()

    def show_roles(self, roles: Sequence[Role]) -> None:
        """Show the same table with other roles."""
        self.roles = tuple(roles)
        if self.table.preview:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _is_wrong(self, text: str, column: int) -> bool:
        """Whether the cell is what stands in the way of its column's role."""
        if self.roles[column] not in ("input", "value") or is_missing(text):
            return False
        return number(text, self.table.dialect.decimal) is None

    # Qt overrides

    def rowCount(self, _parent: Index = _NOWHERE) -> int:
        return len(self.table.preview)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        return len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = index.column()
        text = self.table.preview[index.row()][column]
        if role == Qt.ItemDataRole.DisplayRole:
            return text[:MAX_TEXT]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = "number" in self.table.columns[column].kind
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            if self.roles[column] == "ignore":
                return self._look.color("disabled")
            return self._look.color("danger") if self._is_wrong(text, column) else None
        if role == Qt.ItemDataRole.BackgroundRole and self.roles[column] != "ignore" and is_missing(text):
            return self._look.color("warning_ground")
        if role == Qt.ItemDataRole.ToolTipRole:
            if is_missing(text):
                return "This value is missing."
            return wrapped("This is no number.") if self._is_wrong(text, column) else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical and section < len(self.table.preview_lines):
            if role == Qt.ItemDataRole.DisplayRole:
                return str(self.table.preview_lines[section])
            if role == Qt.ItemDataRole.ToolTipRole:
                return "The line in the text, from 1"
        if (
            orientation == Qt.Orientation.Horizontal
            and role == Qt.ItemDataRole.DisplayRole
            and section < len(self.table.columns)
        ):
            return self.table.columns[section].name
        return None
