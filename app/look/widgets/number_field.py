"""A text field for one number, which says what it expects when the text is no such number."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped

_KEEPS_FOCUS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def number_text(value: float, decimals: int | None = None) -> str:
    """Four significant digits, in scientific form below 1e-3; or the given number of decimals."""
    if decimals is not None:
        return f"{value:.{decimals}f}"
    text = f"{value:.3e}" if 0.0 < abs(value) < 1e-3 else f"{value:.4g}"
    if "e" not in text:
        return text
    digits, exponent = text.split("e")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}e{int(exponent)}"


def parse_number(text: str, suffix: str = "") -> float:
    """A finite number; a decimal comma, a typographic minus and the suffix are understood. Raises: ValueError."""
    value = float(text.strip().removesuffix(suffix.strip()).replace(",", ".").replace("−", "-"))
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number, got {text!r}")
    return value


class NumberField(QLineEdit):
    """A number within bounds, typed.

    Text that is no such number stays, with a red edge and a sentence at the field, until it is corrected or Esc
    brings the old number back.

    Signals: entered(float), a good number that differs from the shown one; stepped(int, bool), the arrow keys, with
    whether the key repeats.
    """

    entered = Signal(float)
    stepped = Signal(int, bool)

    def __init__(
        self, look: Look, sentence: str, accepts: Callable[[float], bool], show: Callable[[float], str],
        suffix: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._look = look
        self._sentence = sentence
        self._accepts = accepts
        self._show = show
        self._suffix = f" {suffix.strip()}" if suffix.strip() else ""
        self._value = math.nan
        self._hint = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._on_text_edited)
        look.changed.connect(self._on_look_changed)

    @property
    def wrong(self) -> bool:
        """Whether the text has been refused and not yet corrected."""
        return bool(self.property("wrong"))

    def set_value(self, value: float) -> None:
        """Show another number. Text that is being typed is kept as long as the number stays the same."""
        if value == self._value and (self.isModified() or self.wrong):
            return
        self._value = value
        self._restore()

    def set_range(self, sentence: str, accepts: Callable[[float], bool]) -> None:
        """Change what is accepted, and the sentence that says so."""
        self._sentence = sentence
        self._accepts = accepts

    def set_hint(self, tooltip: str) -> None:
        """The tooltip for while the text is right."""
        self._hint = wrapped(tooltip)
        if not self.wrong:
            self.setToolTip(self._hint)

    def fit(self, texts: list[str]) -> None:
        """Fix the width so that the longest of the texts fits and the field never jumps."""
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        self.setFixedWidth(widest + self._look.px(18))

    def commit(self) -> bool:
        """Take the text as the number; False if it is refused, and the field then says why."""
        if not self.isModified() and not self.wrong:
            return True
        try:
            value = parse_number(self.text(), self._suffix)
        except ValueError:
            value = math.nan
        if math.isnan(value) or not self._accepts(value):
            self._refuse()
            return False
        changed = self._show(value) != self._show(self._value)
        if changed:
            self._value = value
        self._restore()
        if changed:
            self.entered.emit(value)
        return True

    def _refuse(self) -> None:
        self._mark(True)
        self.setToolTip(self._sentence)
        self.setAccessibleDescription(self._sentence)
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self._sentence, self)

    def _restore(self) -> None:
        was_wrong = self.wrong
        text = self._show(self._value) + self._suffix
        if text != self.text():
            self.setText(text)
        self.setModified(False)
        self._mark(False)
        if was_wrong:
            self.setToolTip(self._hint)
            self.setAccessibleDescription("")
            QToolTip.hideText()

    def _mark(self, wrong: bool) -> None:
        if wrong != self.wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        if self.wrong:
            self._mark(False)
            self.setToolTip(self._hint)
            QToolTip.hideText()

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()

    @Slot()
    def _take_focus_back(self) -> None:
        if self.wrong and self.isVisible() and self.isEnabled() and QApplication.activeModalWidget() is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self._sentence, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.selectAll()
        elif key == Qt.Key.Key_Escape and (self.isModified() or self.wrong):
            self._restore()
            self.selectAll()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.wrong:
            if self.commit():
                self.stepped.emit(1 if key == Qt.Key.Key_Up else -1, event.isAutoRepeat())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in _KEEPS_FOCUS and not self.commit():
            QTimer.singleShot(0, self, self._take_focus_back)
