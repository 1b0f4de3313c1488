"""A text field for one number, which says what it expects when the text is no such number."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.press_outside import PressOutside
from app.look.widgets.remark import Remark

NUMERALS = "0123456789+-−.,eE"
OWN_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
)
OWN_COMMANDS = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)
COMMANDING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)  # with one of these held, a key is no text


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

    Enter takes the number and gives the focus back to the window (in a popup: closes it), Esc does so with the number
    as it was. Leaving the field in any other way ends the typing too: a good number is taken, an empty text means the
    number as it was, and so does a wrong one, but with a sentence at the field. At Enter wrong text stays to be
    corrected, with a red edge.

    Only keys that can be part of a number are typed. All others, Space among them, go to the window; only letters
    after text that is no number go nowhere.

    Signals: entered(float), a good number that differs from the shown one; stepped(int, bool), the arrow keys, with
    whether the key repeats; refused(str), what was wrong with the text.
    """

    entered = Signal(float)
    stepped = Signal(int, bool)
    refused = Signal(str)
    _remark: Remark | None = None  # also while Python takes this apart and Qt is still sending events

    def __init__(
        self, look: Look, sentence: str, accepts: Callable[[float], bool], show: Callable[[float], str],
        suffix: str = "", letters: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """letters: those that can be typed besides a number's."""
        super().__init__(parent)
        self._look = look
        self._sentence = sentence
        self._accepts = accepts
        self._show = show
        self._suffix = f" {suffix.strip()}" if suffix.strip() else ""
        self._typeable = frozenset(NUMERALS + letters.lower() + letters.upper())
        self._value = math.nan
        self._hint = ""
        self._remark = Remark(self)
        PressOutside(self)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._on_text_edited)
        look.changed.connect(self._on_look_changed)

    @property
    def wrong(self) -> bool:
        """Whether the text has been refused and not yet corrected."""
        return bool(self.property("wrong"))

    @property
    def remark(self) -> str:
        """The sentence that stands at the field now, "" if there is none."""
        return self._remark.text().replace("\n", " ") if self._remark and self._remark.isVisible() else ""

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

    def parse(self, text: str) -> float:
        """The number that a text means. Raises: ValueError."""
        return parse_number(text, self._suffix)

    def commit(self) -> bool:
        """Take the text as the number; False if it is refused, and the field then says why."""
        if self._take():
            return True
        self._mark(True)
        self.setToolTip(wrapped(self._sentence))
        self.setAccessibleDescription(self._sentence)
        self._say()
        return False

    def finish(self) -> None:
        """End the typing: take a good number; where it is none, show the old one again and say why."""
        if not self._take():
            self._restore()
            self._say()

    def _take(self) -> bool:
        """Take a good number, and nothing where nothing is typed; False for wrong text."""
        if not self.isModified() and not self.wrong:
            return True
        value = self._good_number() if self.text().strip() else self._value
        if value is None:
            return False
        changed = self._show(value) != self._show(self._value)
        if changed:
            self._value = value
        self._restore()
        if changed:
            self.entered.emit(value)
        return True

    def _good_number(self) -> float | None:
        """The number in the field, None if it is not one that is accepted."""
        try:
            value = self.parse(self.text())
        except ValueError:
            return None
        return value if self._accepts(value) else None

    def _say(self) -> None:
        if self._remark is not None:
            self._remark.say(self._sentence)
        self.refused.emit(self._sentence)

    def _restore(self) -> None:
        text = self._show(self._value) + self._suffix
        if text != self.text():
            self.setText(text)
        self.setModified(False)
        self._forgive()

    def _forgive(self) -> None:
        """Take back what was said about wrong text."""
        self._hush()
        if self.wrong:
            self._mark(False)
            self.setToolTip(self._hint)
            self.setAccessibleDescription("")

    def _hush(self) -> None:
        if self._remark is not None:
            self._remark.hide()

    def _mark(self, wrong: bool) -> None:
        if wrong != self.wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def _give_focus_back(self) -> None:
        window = self.window()
        if window.windowType() == Qt.WindowType.Popup:
            window.close()
        else:
            self.clearFocus()

    def _is_own(self, event: QKeyEvent) -> bool:
        """Whether a key is the field's, and not the window's."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.isRedoAvailable()
        if event.modifiers() & COMMANDING:
            return any(event.matches(command) for command in OWN_COMMANDS)
        return event.key() in OWN_KEYS or event.text() in self._typeable or self._is_slip(event)

    def _is_slip(self, event: QKeyEvent) -> bool:
        """Whether a key is a letter in the midst of typing: it is no text, and must not reset the run either."""
        is_unfinished = (self.isModified() or self.wrong) and self._good_number() is None
        is_letter = event.text().isalpha() and event.text() not in self._typeable
        return is_unfinished and bool(self.text().strip()) and is_letter

    def _settle_before(self, event: QKeyEvent) -> None:
        """A command of the window acts on what is shown: Space plays with the number that has just been typed."""
        if event.key() == Qt.Key.Key_Space:
            self.finish()
        elif event.text() and self._good_number() is not None:
            self.commit()

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        self._forgive()

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = self._is_own(event)
            event.setAccepted(own)
            if not own:
                self._settle_before(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self._give_focus_back()
        elif key == Qt.Key.Key_Escape:
            self._restore()
            self._give_focus_back()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if self.commit():
                self.stepped.emit(1 if key == Qt.Key.Key_Up else -1, event.isAutoRepeat())
        elif event.text().isprintable() and event.text() and not self._is_own(event):
            event.ignore()
        elif self._is_slip(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hush()
