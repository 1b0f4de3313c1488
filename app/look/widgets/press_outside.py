"""The one rule by which typing ends: a press of the mouse anywhere else takes the focus from the field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget

PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class PressOutside(QObject):
    """Clears a field's focus at a press outside it; buttons, panels and titles would leave it where it is.

    It watches the application only while the field has the focus. Menus are left alone, so that the field's own one
    works. The press itself goes on to whatever it meant.
    """

    _field: QWidget | None = None  # also while Python takes this apart and Qt is still sending events

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        field = self._field
        if field is None:
            return False
        if event.type() in PRESSES:
            if isinstance(watched, QWidget) and _is_outside(field, watched):
                field.clearFocus()
        elif watched is field and isinstance(event, QFocusEvent):
            self._watch_application(event)
        return False

    def _watch_application(self, event: QFocusEvent) -> None:
        application = QApplication.instance()
        if application is None:
            return
        if event.type() == QEvent.Type.FocusIn:
            application.installEventFilter(self)
        elif event.reason() != Qt.FocusReason.PopupFocusReason:
            application.removeEventFilter(self)


def _is_outside(field: QWidget, pressed: QWidget) -> bool:
    popup = QApplication.activePopupWidget()
    if popup is not None and popup is not field.window():
        return False
    return pressed is not field and not field.isAncestorOf(pressed)
