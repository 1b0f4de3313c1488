"""A drop-down list of keys, in which what can't be chosen says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCursor, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionComboBox, QStylePainter, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped

_KEY = Qt.ItemDataRole.UserRole
_REASON = Qt.ItemDataRole.UserRole + 1


class Choice(QComboBox):
    """Choose one key by its label.

    Signals: chosen(str), the new key, only when the user has changed it.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(QStyledItemDelegate(self))  # the default one ignores the style sheet
        # Like a button: with the focus, a closed list would keep its edge and take the arrow keys from the plane.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaxVisibleItems(16)
        self.set_options(options)
        self.activated.connect(self._on_activated)
        look.changed.connect(self._on_look_changed)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace all (key, label) options; the chosen key stays if it is among them. No signal."""
        key = self.key() if self.count() else ""
        self.blockSignals(True)
        self._model.clear()
        for option, label in options:
            item = QStandardItem(label)
            item.setData(option, _KEY)
            self._model.appendRow(item)
        self.blockSignals(False)
        index = self.findData(key, _KEY)
        self.setCurrentIndex(max(index, 0))
        self._last = self.key()
        self.updateGeometry()

    def key(self) -> str:
        """The chosen key, "" if there are no options."""
        data = self.currentData(_KEY)
        return str(data) if data is not None else ""

    def set_key(self, key: str) -> None:
        """Show another choice. No signal. Raises: KeyError if there is no such key."""
        index = self.findData(key, _KEY)
        if index < 0:
            known = ", ".join(str(self.itemData(i, _KEY)) for i in range(self.count()))
            raise KeyError(f"no choice {key!r}; there are {known}")
        self._last = key
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def set_reasons(self, reasons: Mapping[str, str | None]) -> None:
        """Disable each key that has a reason, which its tooltip then says. Keys that are absent become enabled."""
        for row in range(self._model.rowCount()):
            item = self._model.item(row)
            reason = reasons.get(str(item.data(_KEY)))
            item.setEnabled(not reason)
            item.setToolTip(wrapped(reason or ""))
            item.setData(reason or "", _REASON)

    def reason(self, key: str) -> str:
        """Why the key can't be chosen, "" if it can."""
        index = self.findData(key, _KEY)
        return str(self.itemData(index, _REASON) or "") if index >= 0 else ""

    def setToolTip(self, tooltip: str) -> None:
        super().setToolTip(wrapped(tooltip))

    @Slot(int)
    def _on_activated(self, _index: int) -> None:
        key = self.key()
        if key != self._last:
            self._last = key
            self.chosen.emit(key)

    @Slot()
    def _on_look_changed(self) -> None:
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A name that is longer than the field ends with dots: cut off within, it could pass for another one."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def hidePopup(self) -> None:
        super().hidePopup()
        # Nobody tells it of a mouse that went away over the open list: the edge of one pointed at would stay.
        if not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
