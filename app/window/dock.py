"""A panel that stands at a side of the window, or beside the plane."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow

from app.look.look import Look
from app.look.tooltips import wrapped


class Dock(QDockWidget):
    """A dock widget whose title is as large as the rest of the window's text; Qt's own does not follow the scale.

    It moves and closes but does not float, and has no buttons in its title, since it has one in the toolbar. Its
    action, chosen while it is behind another tab, brings it to the front: nobody asks that what can't be seen goes.
    Signals: changing, before it is shown or hidden.
    """

    changing = Signal()

    def __init__(self, name: str, title: str, tip: str, look: Look, window: QMainWindow) -> None:
        super().__init__(title, window)
        self._look = look
        self._is_behind = False
        self.setObjectName(name)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self._title = QLabel(title)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "secondary")
        self.setTitleBarWidget(self._title)
        toggle = self.toggleViewAction()
        toggle.setToolTip(wrapped(tip))
        toggle.setIconVisibleInMenu(False)  # a menu shows either an icon or a tick
        toggle.triggered.connect(self._on_toggled)
        self.visibilityChanged.connect(self._on_visibility_changed)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def setVisible(self, visible: bool) -> None:
        """Give the focus back first: Qt would hand it to whatever comes next, which then stands there with an edge."""
        focused = QApplication.focusWidget()
        if not visible and focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()
        if visible == self.isHidden():
            self.changing.emit()
        super().setVisible(visible)

    @Slot(bool)
    def _on_visibility_changed(self, visible: bool) -> None:
        if visible:
            self._is_behind = False
        elif not self.isHidden():
            self._is_behind = True

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        if not shown and self._is_behind:
            self.show()
            self.raise_()

    @Slot()
    def _on_look_changed(self) -> None:
        across, along = self._look.px(8), self._look.px(6)
        self._title.setContentsMargins(across, along, across, along)
