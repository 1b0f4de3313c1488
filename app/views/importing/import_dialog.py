"""The dialog: what was read, what each column is for, what will be made of it, and what is in the way."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.banner import Banner
from app.session.edits.tables import import_table
from app.session.tables import counted, sentence
from app.session.tables.dialect import Delimiter, Dialect
from app.session.tables.encoding import ENCODINGS, Encoding
from app.session.tables.making import Plan, faults, notes, summary
from app.session.tables.roles import Role, guessed_roles, with_role
from app.session.tables.table import Table
from app.views.editing import refusal
from app.views.importing.data_options import DataOptions
from app.views.importing.findings import Findings
from app.views.importing.preview import Preview
from app.views.importing.reader import Reading, TableReader, Wish
from app.views.importing.text_options import TextOptions

USUAL_SIZE = (960, 620)
SIDE_PX = 248
NOT_YET = "It can't be imported until what is said above is mended."


class ImportDialog(QDialog):
    """Shows one table until it is imported or given up. The document is changed by Import, and by nothing else.

    Attributes: text_options, data_options, preview, findings, banner, import_button, summary (a label).
    Signals: imported(str), a sentence about what was imported.
    """

    imported = Signal(str)

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._look = document, look
        self._name = ""
        self._wish = Wish()
        self._reading = Reading()
        self._roles: tuple[Role, ...] = ()
        self._chosen: dict[int, Role] = {}  # roles that are no guesses, and hold however the text is cut
        self._reader = TableReader(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import table – chalknet")
        self.banner = Banner(look)
        self.text_options = TextOptions(look)
        self.data_options = DataOptions(look)
        self.preview = Preview(look)
        self.findings = Findings(look)
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.import_button = QPushButton("Import")
        self.import_button.setDefault(True)
        self._cancel = QPushButton("Cancel")
        self._cancel.setToolTip("Close, and leave the data as they are (Esc)")
        self._cancel.setAutoDefault(False)
        self._arrange()
        self.preview.setFocus()
        self._reader.done.connect(self._on_read)
        self.text_options.encoding_chosen.connect(self._on_encoding_chosen)
        self.text_options.delimiter_chosen.connect(self._on_delimiter_chosen)
        self.text_options.dialect_chosen.connect(self._on_dialect_chosen)
        self.data_options.changed.connect(self._show_plan)
        self.preview.role_chosen.connect(self._on_role_chosen)
        self.import_button.clicked.connect(self._on_import)
        self._cancel.clicked.connect(self.reject)

    def read_file(self, path: Path) -> None:
        """Show the table in a file."""
        self._name = path.name
        self._read(Wish(path=path))

    def read_text(self, text: str) -> None:
        """Show the table in a text."""
        self._name = "the clipboard"
        self._read(Wish(text=text))

    @property
    def is_reading(self) -> bool:
        return self._reader.is_busy

    @property
    def table(self) -> Table | None:
        return self._reading.table

    @property
    def plan(self) -> Plan:
        """What would be imported now."""
        options = self.data_options
        return Plan(self._roles, options.standardize, options.missing, options.test_share)

    def _arrange(self) -> None:
        px = self._look.px
        side = QVBoxLayout()
        side.setSpacing(px(8))
        side.addWidget(self.text_options)
        side.addWidget(self.data_options)
        side.addStretch(1)
        for panel in (self.text_options, self.data_options):
            panel.setFixedWidth(px(SIDE_PX))
        right = QVBoxLayout()
        right.setSpacing(px(8))
        right.addWidget(self.preview, 1)
        right.addWidget(self.findings)
        middle = QHBoxLayout()
        middle.setSpacing(px(8))
        middle.addLayout(side)
        middle.addLayout(right, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(px(8))
        bottom.addWidget(self.summary, 1)
        bottom.addWidget(self._cancel)
        bottom.addWidget(self.import_button)
        column = QVBoxLayout(self)
        margin = px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(px(8))
        column.addWidget(self.banner)
        column.addLayout(middle, 1)
        column.addLayout(bottom)
        room = self.screen().availableSize() - QSize(40, 80)
        self.resize(QSize(px(USUAL_SIZE[0]), px(USUAL_SIZE[1])).boundedTo(room))

    def _read(self, wish: Wish) -> None:
        self._wish, self._reading = wish, Reading()
        self.banner.clear()
        self._refuse("The table is still being read.")
        self.summary.setText(f"Reading {self._name}…")
        self._reader.begin(wish)

    # What comes of it

    @Slot(object)
    def _on_read(self, reading: Reading) -> None:
        self._reading = reading
        tried = self._wish.encoding or "utf-8" if self._wish.path else None
        self.text_options.show_encoding(reading.encoding or tried)
        table = reading.table or Table(dialect=Dialect())
        self.text_options.show_dialect(table.dialect if reading.table else None)
        guesses = guessed_roles(table)
        self._roles = tuple(guess.role for guess in guesses)
        for column, role in self._chosen.items():
            if column < len(guesses):
                self._roles = with_role(self._roles, column, role)
        self.preview.show_table(table, guesses)
        self._show_plan()
        wrong = [fault.column for fault in faults(table, self.plan) if fault.column is not None]
        if wrong:
            self.preview.bring_into_sight(wrong[0])
        if reading.suggestion:
            self._suggest(reading.suggestion)

    def _suggest(self, encoding: Encoding) -> None:
        def read_so() -> None:
            self._on_encoding_chosen(encoding)

        action = (f"Read as {ENCODINGS[encoding]}", read_so)
        self.banner.show_message(sentence(self._reading.problem), [action], "warning")

    @Slot()
    def _show_plan(self) -> None:
        """Say what would be imported now, or why nothing can be."""
        table = self._reading.table
        if self._reader.is_busy:
            return
        if table is None:
            problem = self._reading.problem
            self.findings.show_sentences([] if self._reading.suggestion else [problem], [])
            self._refuse(sentence(problem))
            return
        plan = self.plan
        wrong = faults(table, plan)
        by_column = {fault.column: fault.sentence for fault in reversed(wrong) if fault.column is not None}
        self.preview.show_roles(self._roles, by_column)
        known = [note.sentence for note in notes(table, plan)]
        self.findings.show_sentences([fault.sentence for fault in wrong], [*known, *table.notes])
        if wrong:
            self._refuse(sentence(wrong[0].sentence))
        else:
            self.import_button.setEnabled(True)
            self.import_button.setToolTip(wrapped("Replace the data by this table. Undo brings the old data back."))
            self.summary.setText(sentence(summary(table, plan)))

    def _refuse(self, reason: str) -> None:
        """Nothing can be imported, for this reason."""
        self.import_button.setEnabled(False)
        self.import_button.setToolTip(wrapped(reason))
        table = self._reading.table
        size = f"{counted(table.n_rows, 'row')}, {counted(len(table.columns), 'column')}. " if table else ""
        self.summary.setText(f"{size}{NOT_YET}")

    # What the person wants

    @Slot(str)
    def _on_encoding_chosen(self, key: str) -> None:
        self._read(Wish(path=self._wish.path, encoding=cast(Encoding, key)))

    @Slot(str)
    def _on_delimiter_chosen(self, key: str) -> None:
        self._read_again(delimiter=cast(Delimiter, key))

    @Slot(object)
    def _on_dialect_chosen(self, dialect: Dialect) -> None:
        self._read_again(dialect=dialect)

    def _read_again(self, *, delimiter: Delimiter | None = None, dialect: Dialect | None = None) -> None:
        """Cut the same text in another way."""
        wish = Wish(self._wish.path, self._wish.encoding, self._wish.text, dialect, delimiter)
        self._read(wish)

    @Slot(int, str)
    def _on_role_chosen(self, column: int, role: str) -> None:
        self._chosen[column] = cast(Role, role)
        self._roles = with_role(self._roles, column, cast(Role, role))
        self._show_plan()

    @Slot()
    def _on_import(self) -> None:
        table, plan = self._reading.table, self.plan
        if table is None:
            return
        said = summary(table, plan)
        reason = refusal(self._document, "Import table", lambda session: import_table(session, table, plan))
        if reason:
            self._refuse(reason)
            return
        self.imported.emit(f"Imported from {self._name}: {said}.")
        self.accept()

    # Qt overrides

    def done(self, result: int) -> None:
        self._reader.close()
        super().done(result)
