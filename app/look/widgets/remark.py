"""A sentence at a widget, for a few seconds."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from app.look.tooltips import wrapped

REMARK_MS = 5000


class Remark(QLabel):
    """Looks like a tooltip and stays while the mouse moves and clicks, which would take a tooltip away."""

    def __init__(self, place: QWidget) -> None:
        super().__init__(place, Qt.WindowType.ToolTip)
        self._place = place
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "tooltip")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._end = QTimer(self, singleShot=True, interval=REMARK_MS)
        self._end.timeout.connect(self.hide)

    def say(self, sentence: str) -> None:
        """Show a sentence below the widget, if that can be seen, instead of the one before."""
        self.setText(wrapped(sentence))
        if not self._place.isVisible():
            return
        self.adjustSize()
        screen = self._place.screen().availableGeometry()
        corner = self._place.mapToGlobal(QPoint(0, self._place.height()))
        left = max(min(corner.x(), screen.right() - self.width()), screen.left())
        above = corner.y() - self._place.height() - self.height()
        self.move(left, corner.y() if corner.y() + self.height() <= screen.bottom() else above)
        self.show()
        self._end.start()
