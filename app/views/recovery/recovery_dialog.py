"""The dialog after a crash: what was recovered, each to be opened, kept for later, or thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.views.recovery.found import Found
from app.views.recovery.recovery_row import RecoveryRow

WIDTH_PX = 600
MOST_ROWS = 4  # more are scrolled to
TIP = "What is not discarded is offered again at the next start, and by the File menu."
INTRODUCTION = "chalknet did not end properly the last time. This was not saved yet:"


class RecoveryDialog(QDialog):
    """Shows what was found. Nothing is thrown away before the dialog is closed, and only what was marked.

    Attributes: rows; later, the button that closes it.
    Signals: opened(Found), when one of them is to be opened. done_with(list of Found to throw away, list of Found to
    keep), when the dialog is closed; the one that is opened is in neither.
    """

    opened = Signal(object)
    done_with = Signal(object, object)

    def __init__(self, found: Sequence[Found], look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chosen: Found | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Recovered – chalknet")
        self.rows = [RecoveryRow(item, look) for item in found]
        for row in self.rows:
            row.open_asked.connect(self._on_open_asked)
            row.marked.connect(self._show_way_out)
        self.later = QPushButton()
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.accept)
        self._arrange()
        self._show_way_out()

    def _arrange(self) -> None:
        px = self._look.px
        introduction = QLabel(INTRODUCTION)
        introduction.setWordWrap(True)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(px(8))
        for row in self.rows:
            rows.addWidget(row)
        rows.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.setMinimumWidth(content.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
        shown = min(len(self.rows), MOST_ROWS)
        height = sum(row.sizeHint().height() for row in self.rows[:shown]) + px(8) * shown
        area.setMaximumHeight(content.sizeHint().height())
        area.setMinimumHeight(min(height, self.screen().availableSize().height() - px(220)))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.later)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(introduction)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        width = max(min(px(WIDTH_PX), self.screen().availableSize().width() - px(40)), column.minimumSize().width())
        self.resize(width, column.totalHeightForWidth(width))

    @Slot()
    def _show_way_out(self) -> None:
        kept = sum(not row.is_marked for row in self.rows)
        self.later.setText("Later" if kept else "Discard All" if len(self.rows) > 1 else "Discard")
        self.later.setToolTip(wrapped(TIP))

    @Slot(object)
    def _on_open_asked(self, found: Found) -> None:
        self._chosen = found
        self.accept()

    # Qt overrides

    def done(self, result: int) -> None:
        """However it was closed; by Esc nothing is thrown away."""
        others = [row for row in self.rows if row.found is not self._chosen]
        marked = [row.found for row in others if row.is_marked and result == QDialog.DialogCode.Accepted]
        kept = [row.found for row in others if row.found not in marked]
        super().done(result)
        self.done_with.emit(marked, kept)
        if self._chosen is not None:
            self.opened.emit(self._chosen)
