"""A mouse that is moved over one widget, whatever other windows lie above it.

QTest.mouseMove sets the cursor of the screen: what is there gets the event, and nothing does if the cursor was there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


def move(widget: QWidget, place: QPoint, held: Qt.MouseButton = NONE) -> None:
    """Move the mouse to this place on the widget; held: the button that is down meanwhile."""
    on_screen = QPointF(widget.mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), on_screen, NONE, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
