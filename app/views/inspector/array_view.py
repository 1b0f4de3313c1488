"""One array at a stage: its title, its numbers, and what a check of it says."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.views.inspector.stages import Shown
from app.views.inspector.table import Table

CHECK_TIP = (
    "Measure this gradient: move one number by ±h, see how much the loss L changes, and compare "
    "(L(θ+h) − L(θ−h)) / 2h with what backward says. The marked number first, then all of them."
)
GAP_PX = 12  # between the title and the button


class ArrayView(QWidget):
    """Attributes: table, check (the button), shown, result (the label with what a check has found).

    Signals: chosen(Shown, int, int), an entry of what is shown; check_asked(Shown).
    """

    chosen = Signal(object, int, int)
    check_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.shown: Shown | None = None
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "title")
        self.check = QPushButton("check")
        self.check.setToolTip(wrapped(CHECK_TIP))
        self.check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table = Table(look)
        self.result = QLabel()
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.setProperty("role", "secondary")
        self.result.setWordWrap(True)
        self._line = QHBoxLayout()
        self._line.addWidget(self._title)
        self._line.addWidget(self.check)  # stays where it is when the result makes the array wide
        self._line.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._line)
        self._column.addWidget(self.table)
        self._column.addWidget(self.result)
        self.table.chosen.connect(self._on_entry_chosen)
        self.check.clicked.connect(self._on_clicked)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_array(self, shown: Shown, entry: tuple[int, int], result: str) -> None:
        """Show an array; result: what a check has found, "" where there was none."""
        self.shown = shown
        rows, columns = shown.values.shape
        note = f" · {shown.note}" if shown.note else ""
        self._title.setText(f"{shown.title}  {shown.symbol}  ({rows} × {columns}){note}")
        self.check.setVisible(shown.check is not None)
        self.check.setAccessibleName(f"check {shown.title}")
        self.table.show_array(shown, entry)
        self.result.setText(result)
        self.result.setVisible(bool(result))

    def is_wide(self) -> bool:
        """Whether it needs a line of its own: a result is a text."""
        return bool(self.result.text())

    def natural_width(self) -> int:
        """How wide it is when all of it can be seen."""
        title = self._title.sizeHint().width()
        if self.shown is not None and self.shown.check is not None:
            title += self._look.px(GAP_PX) + self.check.sizeHint().width()
        return max(title, self.table.natural_width())

    def height_for(self, width: int) -> int:
        """Its height at this width."""
        self.table.resize(width, self.table.height())
        gap = self._column.spacing()
        has_check = self.shown is not None and self.shown.check is not None
        title = max(self._title.sizeHint().height(), self.check.sizeHint().height() if has_check else 0)
        height = title + gap + self.table.sizeHint().height()
        return height + gap + self.result.heightForWidth(width) if self.result.text() else height

    @Slot(int, int)
    def _on_entry_chosen(self, row: int, column: int) -> None:
        self.chosen.emit(self.shown, row, column)

    @Slot()
    def _on_clicked(self) -> None:
        self.check_asked.emit(self.shown)

    @Slot()
    def _on_look_changed(self) -> None:
        self._line.setSpacing(self._look.px(GAP_PX))
        self._column.setSpacing(self._look.px(2))
