"""Which part of the plane is visible: what a person has panned and zoomed to, or else all points."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.document import Document
from app.session.slice import Slice
from app.views.canvas.keys import ZOOM
from app.views.canvas.plane import Plane
from app.views.canvas.projection import are_ranges, around, together
from app.views.ranges import Ranges, usual_ranges

STORE_MS = 400  # after the last pan or zoom


class Sight(QObject):
    """Keeps the plane and the document's view at the same ranges.

    plane_of_space: which one is on the axes.
    """

    def __init__(self, document: Document, plane: Plane, plane_of_space: Callable[[], Slice], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._plane, self._plane_of_space = document, plane, plane_of_space
        self._ranges: Ranges | None = None  # as the document's view has them
        self._store = QTimer(self, singleShot=True, interval=STORE_MS)
        self._store.timeout.connect(self._on_store)

    def open(self) -> None:
        """Another session: its own ranges."""
        self._store.stop()
        self._take(self._document.view.ranges)

    def follow(self) -> None:
        """The document's view may have been given other ranges."""
        if self._document.view.ranges != self._ranges:
            self._take(self._document.view.ranges)

    def forget(self) -> None:
        """From here on the points decide, until the person pans or zooms."""
        self._forget()
        self._show_usual()

    def fit(self) -> None:
        """All points, as closely as they lie."""
        self._forget()
        data, plane = self._document.session.data, self._plane_of_space()
        self._plane.show_points(plane.places(data.points), usual_ranges(data, plane))

    def zoom(self, notches: int) -> None:
        """Show less, larger, or (below 0) more, smaller."""
        self._plane.zoom(ZOOM**notches)
        self._store.start()

    @Slot()
    def store_soon(self) -> None:
        """A hand pans or zooms: tell the document where that comes to rest."""
        self._store.start()

    def _forget(self) -> None:
        self._store.stop()
        self._ranges = None
        self._document.set_view(ranges=None)

    def _take(self, ranges: Ranges | None) -> None:
        self._ranges = ranges
        if ranges is not None and are_ranges(ranges):
            self._plane.show_ranges(ranges)
        else:
            self._show_usual()

    def _show_usual(self) -> None:
        data, plane = self._document.session.data, self._plane_of_space()
        ranges = usual_ranges(data, plane)
        if len(data.points):
            ranges = together(ranges, around(plane.places(data.points)))
        self._plane.show_ranges(ranges)

    @Slot()
    def _on_store(self) -> None:
        self._ranges = self._plane.wanted
        self._document.set_view(ranges=self._ranges)
