"""What stands below the plot: where the mouse is, the numbers at the present place, and remarks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.look.look import Look


class Readout(QWidget):
    """Four quiet texts. The first two always take their room, which only grows, so that the plot keeps its place: a
    number that is a digit longer may need another line, and the next one not.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._hint = self._place = ""
        self.mouse, self.numbers, self.arrows, self.remarks = QLabel(), QLabel(), QLabel(), QLabel()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        names = ("Place under the mouse", "Loss and slopes", "Gradients", "Remarks")
        for label, name in zip((self.mouse, self.numbers, self.arrows, self.remarks), names, strict=True):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAccessibleName(name)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self._column.addWidget(label)
        self.mouse.setProperty("role", "small")
        self.remarks.setProperty("role", "small")
        self.arrows.setProperty("role", "small")
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_texts(self, numbers: str, arrows: str, remarks: str) -> None:
        """The numbers, the gradients, and the remarks; the last two take no room while there is nothing to say."""
        for label, text in ((self.numbers, numbers), (self.arrows, arrows), (self.remarks, remarks)):
            if label.text() != text:
                label.setText(text)
        self.arrows.setVisible(bool(arrows))
        self.remarks.setVisible(bool(remarks))
        self._hold_room()

    @property
    def has_numbers(self) -> bool:
        """Whether anything is said of the present place."""
        return bool(self.numbers.text())

    def show_hint(self, hint: str) -> None:
        """What the mouse does; it is said while the mouse is elsewhere."""
        self._hint = hint
        self._show_mouse()

    def show_place(self, place: str) -> None:
        """Where the mouse is, "" while it is elsewhere."""
        self._place = place
        self._show_mouse()

    def _show_mouse(self) -> None:
        text = self._place or self._hint
        if text != self.mouse.text():
            self.mouse.setText(text)
            self._hold_room()

    def _hold_room(self) -> None:
        for label in (self.mouse, self.numbers):
            label.setMinimumHeight(max(label.minimumHeight(), label.heightForWidth(label.width())))

    def _find_room(self) -> None:
        """At another size or look the texts wrap elsewhere."""
        for label in (self.mouse, self.numbers):
            label.setMinimumHeight(0)
        self._hold_room()

    @Slot()
    def _on_look_changed(self) -> None:
        self._column.setSpacing(self._look.px(2))
        self._find_room()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._find_room()
