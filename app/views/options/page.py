"""One page of the Training panel: fields that follow the shown run's options and edit them."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.document import Document, Edit
from app.look.look import Look
from app.look.widgets.panel import FieldGrid
from app.session.edits.training import set_training
from app.session.schema import Run
from app.views.editing import refusal


class Page(QWidget):
    """Fields in one column. Subclasses add them and say in `refresh` how they follow the document.

    Signals: notice(str), a sentence about an edit or a typed text that was refused.
    """

    notice = Signal(str)

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.look = look
        self.fields = FieldGrid(look, row_gap_px=6)  # so that six rows find room at 1280 × 800
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fields)
        column.addStretch(1)

    @property
    def run_number(self) -> int:
        """Which run is shown, and so edited."""
        return min(self.document.view.run, len(self.document.session.runs) - 1)

    @property
    def run(self) -> Run:
        return self.document.session.runs[self.run_number]

    def refresh(self) -> None:
        """Show what the document says now."""

    def edit(self, text: str, edit: Edit, gesture: Hashable | None = None) -> None:
        """Apply an edit of the session; where it is refused, say why and show what still holds."""
        sentence = refusal(self.document, text, edit, gesture)
        if sentence:
            self.notice.emit(sentence)
            self.refresh()

    def change(self, text: str, gesture: Hashable | None = None, **options: object) -> None:
        """Change training options of the shown run by name."""
        number = self.run_number
        self.edit(text, lambda session: set_training(session, number, **options), gesture)
