"""The middle of the window: the plane, and beside it the panels that explain."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from app.look.look import Look
from app.window.dock import Dock
from app.window.explanations import SPECS, Explanation
from app.window.scrolled import Scrolled

WIDTH_PX = 440
SHARE = 0.5  # of the middle at the most, for what explains
NETWORK_TIP = "The network, large: a picture in every neuron; every weight w and bias b to set."
NETWORK = "enlarged network"  # the dock that the network panel is moved to when it is enlarged


class Stage(QMainWindow):
    """The plane with the docks that explain, which share one place until somebody drags them apart.

    It is a main window of its own inside the window, so that these panels and those at the window's sides keep out of
    each other's way. Each is built when it is first opened.
    Attributes: docks by name.
    Signals: changing, before one of them is shown or hidden; explaining_changed(bool), whether any of them is open;
    enlarged(bool), whether the network is.
    """

    changing = Signal()
    explaining_changed = Signal(bool)
    enlarged = Signal(bool)

    def __init__(self, plane: QWidget, look: Look, make: Callable[[type], QWidget]) -> None:
        """make: turns the class of a view into the view."""
        super().__init__()
        self._look = look
        self._was_explaining = self._was_enlarged = False
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("stage")
        self.setDockNestingEnabled(True)
        self.setCentralWidget(plane)
        self.docks: dict[str, Dock] = {}
        self._icons = {spec.name: spec.icon for spec in SPECS} | {NETWORK: "enlarge"}
        self._add(NETWORK, "Network", NETWORK_TIP)
        for spec in SPECS:
            self._add(spec.name, spec.title, spec.tip).setWidget(Scrolled(Explanation(spec, make), look))
        self.docks[NETWORK].visibilityChanged.connect(self._on_network_visible)
        self._size_soon = QTimer(self, singleShot=True, interval=0)
        self._size_soon.timeout.connect(self._on_size_soon)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.restore()

    def toggles(self) -> list[QAction]:
        """One action for each panel, which shows or hides it."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    @property
    def is_explaining(self) -> bool:
        """Whether any panel is open."""
        return any(not dock.isHidden() for dock in self.docks.values())

    def open(self, name: str) -> None:
        """Show a panel, in front of those that share its place."""
        dock = self.docks[name]
        if dock.isHidden():
            dock.toggleViewAction().trigger()
        dock.raise_()

    def close_panel(self, name: str) -> None:
        """Hide a panel, if it is open."""
        dock = self.docks[name]
        if not dock.isHidden():
            dock.hide()
            self._tell()
            self._size_soon.start()

    @Slot()
    def restore(self) -> None:
        """All panels closed, and in one place."""
        first = self.docks[NETWORK]
        for dock in self.docks.values():
            self.removeDockWidget(dock)
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
            if dock is not first:
                self.tabifyDockWidget(first, dock)
        for dock in self.docks.values():
            dock.hide()
        self._tell()

    def restore_layout(self, state: QByteArray) -> None:
        """Panels as remembered (saveState)."""
        self.restoreState(state)
        self._tell()
        self._on_network_visible()

    def size(self) -> None:
        """Give the open panels their usual width at the present scale."""
        width = round(min(self._look.px(WIDTH_PX), SHARE * self.width()))
        docks = [dock for dock in self.docks.values() if not dock.isHidden()]
        self.resizeDocks(docks, [width] * len(docks), Qt.Orientation.Horizontal)

    def _add(self, name: str, title: str, tip: str) -> Dock:
        dock = Dock(name, title, tip, self._look, self)
        dock.changing.connect(self.changing)
        dock.toggleViewAction().triggered.connect(self._on_toggled)
        self.docks[name] = dock
        return dock

    def _tell(self) -> None:
        if self.is_explaining != self._was_explaining:
            self._was_explaining = not self._was_explaining
            self.explaining_changed.emit(self._was_explaining)

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        action = self.sender()
        for dock in self.docks.values():
            if shown and dock.toggleViewAction() is action:
                dock.raise_()  # it may share its place with one that is open already
        self._tell()
        self._size_soon.start()

    @Slot()
    def _on_network_visible(self) -> None:
        if self.docks[NETWORK].isHidden() == self._was_enlarged:  # it may only have gone behind another tab
            self._was_enlarged = not self._was_enlarged
            self.enlarged.emit(self._was_enlarged)

    @Slot()
    def _on_size_soon(self) -> None:
        self._tell()
        self.size()

    @Slot()
    def _on_look_changed(self) -> None:
        for name, dock in self.docks.items():
            dock.toggleViewAction().setIcon(self._look.icon(self._icons[name]))
        self._size_soon.start()
