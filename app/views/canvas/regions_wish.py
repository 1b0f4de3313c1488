"""Which picture of the plane the canvas wants: coarse while things move, fine at rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.session.schema import View
from app.session.slice import Slice
from app.training.regions import RegionsRequest
from app.views.canvas.projection import Projection, Range

LIVE_CELLS = 128  # along the longer side, while training or dragging
REST_CELLS = 480
REST_SHARE = 0.5  # of the pixels
SHARP_CELLS = 1600
SOON_MS, REST_MS = 30, 180


class RegionsWish(QObject):
    """Turns ranges, size and view into a request, not more often than can be computed.

    Attribute: request (None while nobody looks). Signal: changed(RegionsRequest or None).
    """

    changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.request: RegionsRequest | None = None
        self._projection: Projection | None = None
        self._view = View()
        self._slice: Slice | None = None
        self._is_live = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._on_soon)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rest)

    def look_at(self, projection: Projection | None, view: View, plane: Slice, *, is_live: bool) -> None:
        """What is visible now (None: nothing), how it is shown, of which plane of space, and whether it trains.

        Where the upright axis is the value, there is no picture: the answer is a curve.
        """
        if projection is None or plane.has_value or projection.width < 2 or projection.height < 2:
            self._projection = None
            self._soon.stop()
            self._rest.stop()
            self._set(None)
            return
        if (projection, view, plane, is_live) == (self._projection, self._view, self._slice, self._is_live):
            return
        is_first = self._projection is None
        self._projection, self._view, self._slice, self._is_live = projection, view, plane, is_live
        if is_first:
            self._set(_request(projection, view, plane, fine=not is_live))
            return
        if not self._soon.isActive():  # not restarted, so that a long drag goes on being answered
            self._soon.start()
        self._rest.start()

    def stir(self) -> None:
        """Another moment is looked at, and perhaps many more in a moment."""
        if self._projection is not None:
            self._set(_request(self._projection, self._view, self._slice, fine=False))
            self._rest.start()

    @Slot()
    def _on_soon(self) -> None:
        if self._projection is not None:
            self._set(_request(self._projection, self._view, self._slice, fine=False))

    @Slot()
    def _on_rest(self) -> None:
        if self._projection is not None and not self._is_live:
            self._set(_request(self._projection, self._view, self._slice, fine=True))

    def _set(self, request: RegionsRequest | None) -> None:
        if request != self.request:
            self.request = request
            self.changed.emit(request)


def _request(projection: Projection, view: View, plane: Slice | None, *, fine: bool) -> RegionsRequest:
    """A picture of all that is visible."""
    width, height = projection.width, projection.height
    longer = max(width, height)
    cells = min(REST_CELLS, REST_SHARE * longer) if fine else LIVE_CELLS
    columns, rows = max(2, round(cells * width / longer)), max(2, round(cells * height / longer))
    # A cell more on every side, so that border and colors go on to the very edge of the plane.
    return RegionsRequest(
        x_range=_with_rim(projection.x_range, columns),
        y_range=_with_rim(projection.y_range, rows),
        width=columns + 2,
        height=rows + 2,
        show=view.show,
        one_class=view.one_class,
        border=view.border,
        slice=plane,
    )


def sharp_request(projection: Projection, view: View, plane: Slice, density: float) -> RegionsRequest:
    """A picture of what is visible and no more, for a figure with so many device pixels to a pixel."""
    width, height = projection.width, projection.height
    cells = min(density, SHARP_CELLS / max(width, height))
    return RegionsRequest(
        x_range=projection.x_range,
        y_range=projection.y_range,
        width=max(2, round(cells * width)),
        height=max(2, round(cells * height)),
        show=view.show,
        one_class=view.one_class,
        border=view.border,
        slice=plane,
    )


def _with_rim(span: Range, cells: int) -> Range:
    """A range of so many cells, one cell longer at both ends."""
    low, high = span
    rim = (high - low) / cells
    return low - rim, high + rim
