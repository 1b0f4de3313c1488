"""A small window for an input by a formula."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.look.look import Look

WIDTH_PX = 300
HINT = (
    "For example x^2, x*y, sin(3x), max(x, 0){}. "
    "Known are numbers, pi, e, + − * / ^ and sin, cos, exp, log, sqrt, abs …"
)
MORE_HINT = ", x3 − x1"


class FormulaPopup(QFrame):
    """Enter adds the input; a formula that can't be read keeps standing there, with a sentence below it.

    Signal: entered(str), a formula that was found good.
    """

    entered = Signal(str)

    def __init__(self, look: Look, why_not: Callable[[str], str | None], parent: QWidget) -> None:
        """why_not: why a formula can't be taken, None if it can."""
        super().__init__(parent, Qt.WindowType.Popup)
        self._look, self._why_not = look, why_not
        self.field = QLineEdit()
        self.field.setPlaceholderText("x^2 + sin(y)")
        self.field.setAccessibleName("Formula of a new input")
        self.field.setToolTip("A formula of the coordinates x, y or x1, x2 …: one more input of the network.")
        self.add = QPushButton("Add input")
        self.add.setToolTip("Give the network what this formula says, as one more input (Enter).")
        self.sentence = QLabel()
        self.hint = QLabel()
        for label in (self.sentence, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setFont(look.font(0.85))
        self.hint.setProperty("role", "secondary")
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(8))
        column.addLayout(line)
        column.addWidget(self.sentence)
        column.addWidget(self.hint)
        theme = look.theme
        self.sentence.setStyleSheet(f"color: {theme.danger};")
        self.setStyleSheet(f"FormulaPopup {{ background: {theme.panel}; border: 1px solid {theme.outline}; }}")
        self.sentence.hide()
        self.setFixedWidth(look.px(WIDTH_PX))
        self.field.returnPressed.connect(self._on_entered)
        self.add.clicked.connect(self._on_entered)
        self.field.textEdited.connect(self._on_text_edited)

    def show_at(self, place: QPoint, dimensions: int) -> None:
        """Below a place on the screen, for points with so many coordinates."""
        self.hint.setText(HINT.format(MORE_HINT if dimensions > 2 else ""))
        self._fit()
        screen = self.parentWidget().screen().availableGeometry()
        left = max(min(place.x(), screen.right() - self.width()), screen.left())
        self.move(left, max(min(place.y(), screen.bottom() - self.height()), screen.top()))
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def _fit(self) -> None:
        self.setFixedHeight(self.layout().heightForWidth(self.width()))

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.hint.setVisible(not sentence)
        self.field.setAccessibleDescription(sentence)
        self.field.setProperty("wrong", bool(sentence))
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self._fit()

    @Slot()
    def _on_entered(self) -> None:
        text = self.field.text().strip()
        reason = self._why_not(text)
        self._say(reason or "")
        if reason is None:
            self.field.clear()
            self.close()
            self.entered.emit(text)

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        if self.sentence.text():
            self._say("")
