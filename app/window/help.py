"""Help: all keys, what the mouse does, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from app import __version__
from app.look.look import Look
from app.window.actions import SPECS, Spec

MOUSE = (
    ("Wheel", "zoom about the pointer"),
    ("Middle or right button", "drag the plane"),
    ("Shift with the box", "add to the selection"),
    ("Arrow keys", "nudge the selected points"),
    ("Wheel or drag over a weight", "set it; Shift: finer"),
    ("Arrow keys in the network", "go to neurons and links, Enter opens them"),
    ("1 – 8", "choose the class to draw"),
    ("N, Shift+N", "next stage of the Inspector, and back"),
)
TWO_COLUMNS_PX = 1070  # in a narrower window, in design pixels, all keys are in one column
MOST = 0.95  # of the window's size, for the box; what is more is scrolled to


class HelpBoxes(QObject):
    """The boxes of the Help menu."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._window, self._look = window, look

    @Slot()
    def show_keys(self) -> None:
        """All keys, from the table of actions, and the mouse."""
        box = QDialog(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Keys and mouse – chalknet")
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._look.px(16))
        entries = [(keys_text(spec), spec.text) for spec in SPECS if spec.keys] + list(MOUSE)
        rows = -(-len(entries) // (2 if self._window.width() * MOST >= self._look.px(TWO_COLUMNS_PX) else 1))
        for number, (keys, text) in enumerate(entries):
            row, column = number % rows, 2 * (number // rows)
            grid.addWidget(_label(keys, "secondary"), row, column)
            grid.addWidget(_label(text), row, column + 1)
        content, area = QWidget(), QScrollArea()
        margin = self._look.px(20)
        grid.setContentsMargins(margin, margin, margin, margin)
        content.setLayout(grid)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        column_layout = QVBoxLayout(box)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.addWidget(area)
        bar = area.verticalScrollBar().sizeHint().width()
        box.resize((content.sizeHint() + QSize(bar, bar)).boundedTo(self._window.size() * MOST))
        box.open()

    @Slot()
    def show_about(self) -> None:
        """Version and licence."""
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("About chalknet")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"chalknet {__version__}\n\nA desktop blackboard for neural networks.\nMIT license.")
        box.open()


def keys_text(spec: Spec) -> str:
    """The keys of an action as the system writes them."""
    return "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text.rstrip("…"))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
