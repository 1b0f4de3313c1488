"""The title of the x axis, which is also the choice of what it counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.look.look import Look

ARROW_PX = 10
OPTIONS = (
    ("epoch", "By epoch", "All training and test points, measured at the end of each epoch."),
    ("step", "By step", "The loss of each batch of B points as well, at every step."),
)


class AxisButton(QToolButton):
    """Sits in the lower right corner of its parent.

    Signals: chosen(str), "epoch" or "step", only when the user has changed it; moved, when it takes another place.
    """

    chosen = Signal(str)
    moved = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._host = look, parent
        self._key = "epoch"
        self._is_figure = False
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName("What the x axis counts")
        self.setToolTip("What the x axis counts: epochs (every training point used once) or steps (one batch B each).")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        self.choices: dict[str, QAction] = {}
        for key, label, tooltip in OPTIONS:
            action = QAction(label, self, checkable=True, toolTip=tooltip)
            action.setData(key)
            group.addAction(action)
            menu.addAction(action)
            self.choices[key] = action
        group.triggered.connect(self._on_triggered)
        self.setMenu(menu)
        parent.installEventFilter(self)
        look.changed.connect(self._on_look_changed)
        self.set_key(self._key)
        self._on_look_changed()

    def as_figure(self) -> None:
        """A title, and no button."""
        self._is_figure = True
        self.update()

    def set_key(self, key: str) -> None:
        """Show another choice. No signal."""
        self._key = key
        self.choices[key].setChecked(True)
        self.setText(key)
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(self._host.width() - self.width(), self._host.height() - self.height())
        self.moved.emit()

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        key = str(action.data())
        if key != self._key:
            self.chosen.emit(key)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        # Room for the arrow on the right; the style sheet knows no place for it in a plain tool button.
        self.setStyleSheet(
            f"QToolButton {{ padding: {look.px(1)}px {look.px(ARROW_PX + 3)}px {look.px(1)}px {look.px(2)}px;"
            f" color: {look.theme.secondary}; font-size: {look.font(0.85).pixelSize()}px; }}"
            f"QToolButton::menu-indicator {{ image: none; }}"
        )
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_figure:
            return
        side = self._look.px(ARROW_PX)
        box = QRect(self.width() - side - self._look.px(2), (self.height() - side) // 2 + 1, side, side)
        self._look.icon_in("chevron-down", "secondary").paint(QPainter(self), box)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
