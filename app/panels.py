"""The panels around the plane: where they stand, and how they make room on a projector."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.look.look import Look


class Place(NamedTuple):
    """A panel's name, words, icon and side, and its size in design pixels across and along the side."""

    name: str
    title: str
    icon: str
    area: Qt.DockWidgetArea
    width: int
    height: int


PLACES = (
    Place("data", "Data", "data", Qt.DockWidgetArea.LeftDockWidgetArea, 236, 690),
    Place("network", "Network", "network", Qt.DockWidgetArea.RightDockWidgetArea, 326, 240),
    Place("training", "Training", "training", Qt.DockWidgetArea.RightDockWidgetArea, 326, 200),
    Place("curves", "Curves", "loss", Qt.DockWidgetArea.RightDockWidgetArea, 326, 240),
)
SIDE_PANELS = ("data", "network", "training")
FOLDED_SCALE = 2.0  # from here on only the plane and the loss keep their place
TABBED_HEIGHT = 740  # in design pixels: in a lower window, network and training share one place
FOLDED_SHARE = 0.36  # of the window's width for the loss, when it is alone beside the plane


class Panels(QObject):
    """The dock widgets of one window.

    Where a person has moved them they stay; folding and tabs only follow changes of scale and height.
    Attributes: docks by name.
    """

    def __init__(self, window: QMainWindow, look: Look, views: dict[str, QWidget]) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self._away: tuple[str, ...] = ()  # folded by us, to be brought back
        self._is_tabbed = False
        self.docks = {place.name: self._dock(place, views[place.name]) for place in PLACES}
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def toggles(self) -> list[QAction]:
        """One action a panel, which shows or hides it."""
        return [self.docks[place.name].toggleViewAction() for place in PLACES]

    @Slot()
    def restore(self) -> None:
        """Every panel back to its place."""
        self._away = ()
        self._is_tabbed = False
        self._place((*SIDE_PANELS, "curves"))
        if self._window.isVisible():
            self.fit()
            self.size()

    def fit(self) -> None:
        """Make room: fold the side panels at projector scale, share a place in a low window."""
        if not self._window.isVisible():
            return
        if self._look.scale >= FOLDED_SCALE or self._window.isFullScreen():
            self._fold()
        else:
            self._unfold()
        is_low = self._window.height() / self._look.scale < TABBED_HEIGHT
        if is_low != self._is_tabbed:
            self._is_tabbed = is_low
            if is_low:
                self._window.tabifyDockWidget(self.docks["network"], self.docks["training"])
                self.docks["network"].raise_()
            else:
                self._place(("network", "training", "curves"))
            self.size()

    def size(self) -> None:
        """Give the panels their usual sizes at the present scale."""
        px = self._look.px
        if self._away and self._is_placed("curves"):
            width = round(self._window.width() * FOLDED_SHARE)
            self._window.resizeDocks([self.docks["curves"]], [width], Qt.Orientation.Horizontal)
            return
        shown = [place for place in PLACES if self._is_placed(place.name)]
        docks = [self.docks[place.name] for place in shown]
        self._window.resizeDocks(docks, [px(place.width) for place in shown], Qt.Orientation.Horizontal)
        self._window.resizeDocks(docks, [px(place.height) for place in shown], Qt.Orientation.Vertical)

    def _dock(self, place: Place, view: QWidget) -> QDockWidget:
        dock = QDockWidget(place.title, self._window)
        dock.setObjectName(place.name)
        dock.setWidget(view)
        # The buttons that Qt puts into the title are hidden by the style sheet: they neither scale nor add anything.
        # A panel is closed by its button in the toolbar, and floats when it is dragged away.
        dock.toggleViewAction().setToolTip(f"Show or hide the panel “{place.title}”.")
        return dock

    def _place(self, names: tuple[str, ...]) -> None:
        """Put panels where they belong, one below the other."""
        for place in PLACES:
            if place.name in names:
                dock = self.docks[place.name]
                self._window.removeDockWidget(dock)  # a panel in a group of tabs could not be split from it
                dock.setFloating(False)
                self._window.addDockWidget(place.area, dock)
                dock.show()

    def _is_placed(self, name: str) -> bool:
        """Whether the panel stands in the window (and not in one of its own, or nowhere)."""
        dock = self.docks[name]
        hidden_tab = bool(self._window.tabifiedDockWidgets(dock)) and not dock.isVisible()
        return not (dock.isHidden() or dock.isFloating() or hidden_tab)

    def _fold(self) -> None:
        shown = tuple(name for name in SIDE_PANELS if not self.docks[name].isHidden())
        if not self._away:
            self._away = shown
            for name in shown:
                self.docks[name].hide()

    def _unfold(self) -> None:
        for name in self._away:
            self.docks[name].show()
        self._away = ()

    @Slot()
    def _on_look_changed(self) -> None:
        for place in PLACES:
            self.docks[place.name].toggleViewAction().setIcon(self._look.icon(place.icon))
        if self._window.isVisible():
            self.fit()
            self.size()
