"""All that is to be said of a table: what is in the way in red, what is good to know in gray."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.look.look import Look
from app.session.tables import sentence

MOST = 40  # sentences
LOW_PX, HIGH_PX = 22, 92  # of the list; beyond, it scrolls


class Findings(QScrollArea):
    """A list of sentences, as high as it needs to be up to four lines; hidden while there are none."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._labels: list[QLabel] = []
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._list)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("What was found in the table")
        look.changed.connect(self._fit)

    def show_sentences(self, faults: Sequence[str], notes: Sequence[str]) -> None:
        """Replace all sentences, given without their ends."""
        for label in self._labels:
            self._column.removeWidget(label)
            label.hide()
            label.deleteLater()
        said = [(text, "danger") for text in faults] + [(text, "secondary") for text in notes]
        if len(said) > MOST:
            said = [*said[:MOST], (f"and {len(said) - MOST} more", "secondary")]
        self._labels = [self._label(text, role) for text, role in said]
        self.setVisible(bool(said))
        self._fit()

    def texts(self) -> list[str]:
        """The sentences that are shown."""
        return [label.text() for label in self._labels]

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(sentence(text))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("role", role)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)
        return label

    @Slot()
    def _fit(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(2))
        needed = sum(label.heightForWidth(max(self.viewport().width(), px(200))) + px(2) for label in self._labels)
        self.setFixedHeight(min(max(needed, px(LOW_PX)), px(HIGH_PX)))
