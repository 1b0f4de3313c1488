"""How the text of the table is read: its encoding, and how it is cut into cells."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid, Panel
from app.session.tables.dialect import DELIMITERS, Decimal, Dialect
from app.session.tables.encoding import ENCODINGS, Encoding

SIGNS = {",": ",", ";": ";", "\t": "⇥", "|": "|"}
PASTED = "A pasted text is text already: only files have an encoding."


class TextOptions(Panel):
    """What was found out about the text, to be changed.

    Signals: encoding_chosen(str); delimiter_chosen(str), the rest to be found out again; dialect_chosen(Dialect).
    """

    encoding_chosen = Signal(str)
    delimiter_chosen = Signal(str)
    dialect_chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Text", parent)
        self._dialect = Dialect()
        self._fields = FieldGrid(look)
        self.encoding = Choice(look, list(ENCODINGS.items()))
        self.delimiter = Choice(look, [(sign, f"{word}  {SIGNS[sign]}") for sign, word in DELIMITERS.items()])
        self.decimal = Choice(look, [(".", "point  1.5"), (",", "comma  1,5")])
        self.header = QCheckBox("first row is names")
        self.header.setToolTip(wrapped("Whether the first row holds the names of the columns, or is data already."))
        self._fields.add("encoding", self.encoding, "What the bytes of the file stand for.")
        self._fields.add("cells end at", self.delimiter, "The sign between the cells of a row.")
        self._fields.add("decimal sign", self.decimal, "How numbers are written.")
        self._fields.add_wide(self.header)
        self.add(self._fields)
        self.encoding.chosen.connect(self.encoding_chosen)
        self.delimiter.chosen.connect(self.delimiter_chosen)
        self.decimal.chosen.connect(self._on_decimal_chosen)
        self.header.clicked.connect(self._on_header_clicked)

    def show_encoding(self, encoding: Encoding | None) -> None:
        """Show how the file is read; None for a text that was pasted."""
        self._fields.set_row_enabled(self.encoding, encoding is not None)
        self._fields.set_tooltip(self.encoding, "What the bytes of the file stand for." if encoding else PASTED)
        if encoding:
            self.encoding.set_key(encoding)

    def show_dialect(self, dialect: Dialect | None) -> None:
        """Show how the text is cut; None while there is no text."""
        for field in (self.delimiter, self.decimal, self.header):
            self._fields.set_row_enabled(field, dialect is not None)
        if dialect is None:
            return
        self._dialect = dialect
        self.delimiter.set_key(dialect.delimiter)
        self.decimal.set_key(dialect.decimal)
        parted_by_comma = "The comma ends cells here." if dialect.delimiter == "," else None
        self.decimal.set_reasons({",": parted_by_comma})
        self.header.setChecked(dialect.has_header)

    @Slot(str)
    def _on_decimal_chosen(self, key: str) -> None:
        self.dialect_chosen.emit(replace(self._dialect, decimal=cast(Decimal, key)))

    @Slot(bool)
    def _on_header_clicked(self, checked: bool) -> None:
        self.dialect_chosen.emit(replace(self._dialect, has_header=checked))
