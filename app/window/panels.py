"""The panels around the plane: where they stand, and how they make room on a projector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from app.look.look import Look
from app.window.dock import Dock
from app.window.scrolled import Scrolled
from app.window.steady_size import SteadySize


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
    Place("network", "Network", "network", Qt.DockWidgetArea.RightDockWidgetArea, 326, 200),
    Place("training", "Training", "training", Qt.DockWidgetArea.RightDockWidgetArea, 326, 255),
    Place("curves", "Curves", "loss", Qt.DockWidgetArea.RightDockWidgetArea, 326, 225),
)
GROWING = ("network", "curves")
SIDE_PANELS = ("data", "network", "training")
FOLDED_SCALE = 2.0  # from here on only the plane and the loss keep their place …
FOLDED_WIDTH = 900  # … and in a window narrower than this, in design pixels
TABBED_HEIGHT = 740  # in design pixels: in a lower window, network and training share one place
FOLDED_SHARE = 0.36  # of the window's width for the loss, when it is alone beside the plane
ROOMY_WIDTH = 1500  # in a narrower window, in design pixels, other panels make room for what explains


class Panels(QObject):
    """The dock widgets of one window.

    Where a person has moved them they stay; folding and tabs only follow changes of scale and of the window's size.
    They don't float: a window apart is easily lost behind the others, and hides the plane.
    Attributes: docks by name.
    """

    def __init__(self, window: QMainWindow, look: Look, views: dict[str, QWidget]) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self._steady = SteadySize(window)
        self._is_arranging = False
        self._is_tabbed = False
        self._is_explaining = False
        self._roomless: frozenset[str] = frozenset()  # the panels that the window has no room for at present …
        self._away: dict[str, bool] = {}  # … and those of them that it hides therefore: was it in front of others?
        self.docks = {place.name: self._dock(place, views[place.name]) for place in PLACES}
        self._size_soon = QTimer(self, singleShot=True, interval=0)
        self._size_soon.timeout.connect(self._on_size_soon)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def toggles(self) -> list[QAction]:
        """One action a panel, which shows or hides it."""
        return [self.docks[place.name].toggleViewAction() for place in PLACES]

    @Slot()
    def restore(self) -> None:
        """Every panel back to its place."""
        self._is_tabbed = False
        self._roomless, self._away = frozenset(), {}
        with self._arranging():
            self._place((*SIDE_PANELS, "curves"))
            for dock in self.docks.values():
                dock.show()
        if self._window.isVisible():
            self.fit()
            self.size()

    def fit(self, *, is_unseen: bool = False) -> None:
        """Make room: fold the side panels where there is little of it, share a place in a low window.

        is_unseen: also in a window that has its size already but is not shown yet.
        """
        if (self._window.isVisible() or is_unseen) and not self._is_arranging:
            with self._arranging():
                self._make_room()
                self._share_places()

    @Slot(bool)
    def set_explaining(self, is_explaining: bool) -> None:
        """Whether panels beside the plane explain something: where there is little room, others are away then."""
        self._is_explaining = is_explaining
        self.fit()

    def set_enlarged(self, name: str, enlarged: bool) -> None:
        """Whether a panel's view is shown elsewhere, and its place stands empty."""
        dock = self.docks[name]
        if enlarged:
            self._away.pop(name, None)
            dock.hide()
        elif name in self._roomless and dock.isHidden():
            self._away[name] = True
        else:
            dock.show()
        self._size_soon.start()

    @Slot()
    def keep_size(self) -> None:
        """Panels are about to come or go: the window stays as large as it is."""
        self._steady.keep()

    def on_resized(self) -> None:
        """Fit the panels to the window's new size."""
        self._steady.on_resized()
        self.fit()

    def state(self) -> QByteArray:
        """Where they stand, as a file of settings remembers it: those that are away for want of room are there."""
        away = [self.docks[name] for name in self._away if self.docks[name].isHidden()]
        with self._arranging():
            for dock in away:
                dock.show()
            state = self._window.saveState()
            for dock in away:
                dock.hide()
        return state

    @Slot()
    def size(self) -> None:
        """Give the panels their usual sizes at the present scale."""
        px = self._look.px
        shown = [place for place in PLACES if self._is_placed(place.name)]
        docks = [self.docks[place.name] for place in shown]
        widths = [px(place.width) for place in shown]
        if self._is_folded and "curves" in {place.name for place in shown}:
            folded = round(self._window.width() * FOLDED_SHARE)
            widths = [folded if place.area == PLACES[-1].area else px(place.width) for place in shown]
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        # In a high window the pictures grow, and not the form between them.
        spare = max(0, self._window.centralWidget().height() - px(sum(place.height for place in PLACES[1:])))
        heights = [px(place.height) + spare // 2 * (place.name in GROWING) for place in shown]
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def _dock(self, place: Place, view: QWidget) -> Dock:
        dock = Dock(place.name, place.title, f"Show or hide the panel “{place.title}”.", self._look, self._window)
        dock.setWidget(Scrolled(view, self._look))
        dock.changing.connect(self.keep_size)
        dock.toggleViewAction().triggered.connect(self._on_toggled)
        return dock

    @contextmanager
    def _arranging(self) -> Iterator[None]:
        """A panel that comes or goes may change the window's size at once: no reason to fit in the midst of it."""
        self._is_arranging = True
        try:
            yield
        finally:
            self._is_arranging = False

    def _place(self, names: tuple[str, ...]) -> None:
        """Put panels where they belong, one below the other."""
        for place in PLACES:
            if place.name in names:
                dock = self.docks[place.name]
                was_hidden = dock.isHidden()
                self._window.removeDockWidget(dock)  # a panel in a group of tabs could not be split from it
                self._window.addDockWidget(place.area, dock)
                dock.setHidden(was_hidden)

    def _is_placed(self, name: str) -> bool:
        """Whether the panel is to be seen in the window, or behind the tab of another."""
        dock = self.docks[name]
        return not dock.isHidden() and self._window.dockWidgetArea(dock) != Qt.DockWidgetArea.NoDockWidgetArea

    @property
    def _is_folded(self) -> bool:
        return self._roomless.issuperset(SIDE_PANELS)

    def _without_room(self) -> frozenset[str]:
        """The panels that the window has no room for."""
        scale = self._look.scale
        width = self._steady.size.width() / scale
        is_narrow = self._is_explaining and width < ROOMY_WIDTH
        if scale >= FOLDED_SCALE or self._window.isFullScreen() or width < FOLDED_WIDTH:
            return frozenset((*SIDE_PANELS, "curves") if is_narrow else SIDE_PANELS)
        return frozenset(("data",) if is_narrow else ())

    def _make_room(self) -> None:
        """Hide what the window has no room for any more, and show what it has room for again.

        Only when that changes: a person may show a panel all the same.
        """
        before, self._roomless = self._roomless, self._without_room()
        if before == self._roomless:
            return
        back = {name: dock for name, dock in self.docks.items() if name in self._away.keys() - self._roomless}
        for dock in back.values():
            dock.show()
        for name, dock in back.items():
            if self._away.pop(name):
                dock.raise_()
        gone = {n: dock for n, dock in self.docks.items() if n in self._roomless - before and not dock.isHidden()}
        self._away |= {name: not dock.visibleRegion().isEmpty() for name, dock in gone.items()}
        for dock in gone.values():
            dock.hide()
        self._size_soon.start()

    def _share_places(self) -> None:
        """In a low window network and training are tabs of one place, where nobody has moved them apart."""
        network, training = self.docks["network"], self.docks["training"]
        is_low = self._steady.size.height() / self._look.scale < TABBED_HEIGHT
        # QMainWindow makes no tabs of panels that are hidden, and does not tell whether they are.
        if is_low == self._is_tabbed or network.isHidden() or training.isHidden():
            return
        self._is_tabbed = is_low
        if is_low and training in self._window.tabifiedDockWidgets(network):
            return  # remembered from the last window, with the one in front that was
        if is_low and self._window.dockWidgetArea(network) == self._window.dockWidgetArea(training):
            self._window.tabifyDockWidget(network, training)
            network.raise_()
            self._size_soon.start()
        elif not is_low and training in self._window.tabifiedDockWidgets(network):
            self._place(("network", "training", "curves"))
            self._size_soon.start()

    @Slot()
    def _on_toggled(self) -> None:
        self.fit()
        if self._is_folded:
            self._size_soon.start()

    @Slot()
    def _on_look_changed(self) -> None:
        for place in PLACES:
            self.docks[place.name].toggleViewAction().setIcon(self._look.icon(place.icon))
        if self._window.isVisible():
            self.keep_size()
            self.fit()
            self._size_soon.start()

    @Slot()
    def _on_size_soon(self) -> None:
        self._steady.go_back()
        self.size()
