"""One class in the list: its marker, its name, how many points it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.press_outside import PressOutside
from app.look.widgets.swatch import ClassBadge
from app.session.schema import ClassInfo
from app.views.numbers_text import count

MAX_NAME = 60
HEIGHT_PX, LOW_PX = 24, 20


class ClassRow(QWidget):
    """A class that can be chosen, and renamed in place.

    Signals: chosen(int) by click or Enter; renamed(int, str); menu_wanted(int, QPoint) in global coordinates.
    """

    chosen = Signal(int)
    renamed = Signal(int, str)
    menu_wanted = Signal(int, object)

    def __init__(self, look: Look, label: int, parent: QWidget | None = None, *, low: bool = False) -> None:
        super().__init__(parent)
        self._look = look
        self._label = label
        self._height_px = LOW_PX if low else HEIGHT_PX
        self._name = ""
        self._counts = ("", "")
        self._is_chosen = False
        self._badge = ClassBadge(look)
        self._shown_name = QLabel()
        self._shown_name.setTextFormat(Qt.TextFormat.PlainText)
        self._shown_name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = QLabel()
        self._count.setProperty("role", "small")
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._badge)
        self._line.addWidget(self._shown_name, 1)
        self._line.addWidget(self._count)
        self._field: QLineEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_class(self, info: ClassInfo, n_train: int, n_test: int, *, chosen: bool, name_only: bool) -> None:
        """Follow the session. In half the width there is room for the name only; the tooltip has the rest."""
        self._name = info.name
        self._is_chosen = chosen
        self._badge.set_class(info.marker, info.color)
        long_count = f"{count(n_train)} + {count(n_test)} test" if n_test else count(n_train)
        self._counts = ("", "") if name_only else (long_count, count(n_train + n_test))
        self._count.setVisible(not name_only)
        self._elide()
        key = self._label + 1
        self.setToolTip(
            wrapped(
                f"{info.name}: {count(n_train)} points to train, {count(n_test)} to test.\n"
                f"In formulas class y = {self._label}. Key {key} or a click: draw this class; "
                "double click or F2: rename; right click: more."
            )
        )
        self.setAccessibleName(f"{info.name}, {long_count}" + (", drawing" if chosen else ""))
        self.update()

    def rename(self) -> None:
        """Open the name for typing. Enter and a click elsewhere keep the new name, Esc the old one."""
        if self._field is not None:
            return
        field = QLineEdit(self._name, self)
        field.setMaxLength(MAX_NAME)
        field.setAccessibleName(f"New name of {self._name}")
        field.selectAll()
        field.installEventFilter(self)
        PressOutside(field)
        field.editingFinished.connect(self._on_editing_finished)
        self._field = field
        self._place_field()
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel_rename(self) -> None:
        """Forget what is being typed, if anything."""
        self._close_field()

    def _close_field(self) -> str | None:
        """Take the field away and return its text, None if there is no field."""
        field, self._field = self._field, None
        if field is None:
            return None
        field.removeEventFilter(self)
        field.clearFocus()  # else Qt would give it to the next field
        field.hide()
        field.deleteLater()
        return field.text()

    def _place_field(self) -> None:
        if self._field is not None:
            left = self._badge.geometry().right() + self._look.px(3)
            self._field.setGeometry(left, 0, self.width() - left, self.height())

    def _elide(self) -> None:
        """Share the width: the whole name comes before the long form of the count."""
        metrics = self._shown_name.fontMetrics()
        for text in self._counts:
            self._count.setText(text)
            self._line.activate()
            if metrics.horizontalAdvance(self._name) <= self._shown_name.width():
                break
        self._shown_name.setText(metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, self._shown_name.width()))

    @Slot()
    def _on_editing_finished(self) -> None:
        name = self._close_field()
        if name is not None and name.strip() not in ("", self._name):
            self.renamed.emit(self._label, name)

    @Slot()
    def _on_look_changed(self) -> None:
        px = self._look.px
        self._line.setContentsMargins(px(4), 0, px(6), 0)
        self._line.setSpacing(px(6))
        self.setFixedHeight(px(self._height_px))
        self._place_field()
        self.update()

    # Qt overrides

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self._close_field()
            event.accept()
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._label)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._label)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self._label, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
        self._place_field()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_chosen:
            painter.setBrush(look.color("selection"))
        elif self.underMouse():
            painter.setBrush(look.color("hover"))
        marked = self._is_chosen or self.hasFocus()
        painter.setPen(look.pen("accent") if marked else Qt.PenStyle.NoPen)
        inset = look.scale / 2
        edge = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
        if marked or self.underMouse():
            painter.drawRoundedRect(edge, look.px(6), look.px(6))
