"""A titled group of controls in the Data panel."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.document import Document, Edit
from app.look.look import Look
from app.session.schema import Session
from app.views.editing import refusal

LONGEST_NUMBER = "100000"  # in the fields of this narrow panel; what they have less, the sliders have more
ROW_GAP_PX = 6  # between fields: at 1280 × 800 all must find room, with eight classes and the brush in hand


class Section(QWidget):
    """A small title with controls under it.

    Subclasses fill `content`, say in `refresh` how to follow the document and in `_on_look_changed` how to follow the
    scale, and call both when they are made. They connect those signals of the document that concern them; the slots
    for other data and for another session stand here.

    Attributes: header, the layout right of the title; content, the vertical layout under it.
    Signals: notice(str), a sentence about an edit or a typed text that was refused.
    """

    notice = Signal(str)

    def __init__(self, document: Document, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.look = look
        self.setAccessibleName(title)
        label = QLabel(title)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "title")
        self.header = QHBoxLayout()
        self.header.addWidget(label, 1)
        self.content = QVBoxLayout()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addLayout(self.header)
        self._outer.addLayout(self.content)
        look.changed.connect(self._on_look_changed)

    def refresh(self) -> None:
        """Show what the document says now."""

    def edit(self, text: str, edit: Edit, gesture: Hashable | None = None) -> None:
        """Apply an edit of the session; where it is refused, say why and show what still holds."""
        sentence = refusal(self.document, text, edit, gesture)
        if sentence:
            self.notice.emit(sentence)
            self.refresh()

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if old.data is not new.data:
            self.refresh()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self.refresh()

    @Slot()
    def _on_look_changed(self) -> None:
        px = self.look.px
        self._outer.setSpacing(px(4))
        self.header.setSpacing(px(2))
        self.content.setSpacing(px(6))
