"""All points in one item: mapped at once, painted from an atlas, and kept as a picture while nothing changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.look import Look
from app.look.pictures import wants_vectors
from app.session.arrays import Booleans, Floats, Integers
from app.session.schema import ClassInfo
from app.views.canvas.device_pixels import Place, place_of
from app.views.canvas.loss_sizes import LARGEST_PX, SIZES_PX, USUAL
from app.views.canvas.marker_atlas import MarkerAtlas

NO_ROWS: Integers = np.empty(0, dtype=np.int64)
CROWD = 20_000  # points; of more, those are left out …
HIDDEN_PX = 2.0  # … that lie so near to one painted later, a marker being nine pixels wide
RING_CROWD, RINGS_APART_PX = 200, 9.0


class PointsItem(QGraphicsItem):
    """Paints the markers, then the rings of misclassified and of selected points.

    Markers and rings are two pictures, each renewed only when what it shows has changed: a frame of the training
    that moves the regions beneath costs the points one blit each, however many they are.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rect = QRectF()
        self._x: Floats = np.empty((0, 2))
        self._labels: Integers = NO_ROWS
        self._is_test: Booleans = np.empty(0, dtype=bool)
        self._classes: tuple[ClassInfo, ...] = ()
        self._misclassified: Integers = NO_ROWS
        self._selected: Integers = NO_ROWS
        self._sizes: Integers = NO_ROWS
        self._atlases: dict[int, MarkerAtlas] = {}  # by the number of their size
        self._place: Place | None = None
        self._pixels: Floats = np.empty((0, 2))  # of the points, in device pixels from the top left of the pictures
        self._markers = QPixmap()
        self._rings: QPixmap | None = None

    def show_points(
        self,
        x: Floats,
        labels: Integers,
        is_test: Booleans,
        classes: Sequence[ClassInfo],
        sizes: Integers = NO_ROWS,
    ) -> None:
        """Show these points: x (N, 2), labels (N,), is_test (N,). Rings stay for set_misclassified, set_selected.

        sizes: see set_sizes(). Where they are those of before, and new ones after them, only these are painted.
        """
        shown, before = len(self._x), (self._x, self._labels, self._is_test, self._sizes)
        has_all_shown = all(map(np.array_equal, before, (x[:shown], labels[:shown], is_test[:shown], sizes[:shown])))
        self._x, self._labels, self._is_test, self._sizes = x, labels, is_test, sizes
        if tuple(classes) != self._classes:
            self._classes, self._place = tuple(classes), None
            self._atlases.clear()
        if has_all_shown and len(x) > shown and self._place is not None:
            self._pixels = np.concatenate((self._pixels, _mapped(x[shown:], self._place)))
            self._stamp_markers(np.arange(shown, len(x)), self._place)
            self.update(self._around(x[shown:], self._place))
        else:
            self._place = None
            self.update()

    def set_sizes(self, sizes: Integers) -> None:
        """Show the points in these sizes (N,), by number in SIZES_PX; empty: all in the usual one."""
        if not np.array_equal(sizes, self._sizes):
            self._sizes, self._place = sizes, None
            self.update()

    def set_misclassified(self, rows: Integers) -> None:
        """Ring these points."""
        if not np.array_equal(rows, self._misclassified):
            self._misclassified, self._rings = rows, None
            self.update()

    def set_selected(self, rows: Integers) -> None:
        """Highlight these points."""
        if not np.array_equal(rows, self._selected):
            self._selected, self._rings = rows, None
            self.update()

    def set_rect(self, rect: QRectF) -> None:
        """The visible part of the plane, in its units."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def restyle(self) -> None:
        """The theme or the scale has changed."""
        self._place = None
        self._atlases.clear()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if not len(self._x):
            return
        place = place_of(painter, self._rect)
        if wants_vectors(painter):
            place.draw_directly(painter, lambda direct: self._paint_shapes(direct, place))
            return
        if place != self._place:
            self._place = place
            self._place_markers(place)
        if self._rings is None:
            self._rings = self._painted_rings(place)
        place.draw(painter, self._markers)
        if not self._rings.isNull():
            place.draw(painter, self._rings)

    def _paint_shapes(self, painter: QPainter, place: Place) -> None:
        """All markers and rings one by one, as shapes."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._place, self._pixels = None, _mapped(self._x, place)
        for atlas, rows in self._markers_by_size(np.arange(len(self._x)), place):
            cells = atlas.marker_cells(self._labels[rows], self._is_test[rows])
            for center, cell in zip(self._pixels[rows].tolist(), cells.tolist(), strict=True):
                atlas.paint(painter, cell, QPointF(*center))
        for atlas, rows, cell in self._rings_by_size(place):
            for center in self._pixels[rows].tolist():
                atlas.paint(painter, cell, QPointF(*center))

    def _by_size(self, rows: Integers, density: float) -> Iterator[tuple[MarkerAtlas, Integers]]:
        """The rows with the markers of their size, the largest first, so that small ones lie on top."""
        if not len(self._sizes):
            yield self._atlas_for(USUAL, density), rows
            return
        sizes = self._sizes[rows]
        for size in sorted(np.unique(sizes).tolist(), key=SIZES_PX.__getitem__, reverse=True):
            yield self._atlas_for(size, density), rows[sizes == size]

    def _markers_by_size(self, rows: Integers, place: Place) -> Iterator[tuple[MarkerAtlas, Integers]]:
        """Those of the rows whose marker is to be painted."""
        rows = self._visible(rows, place)
        crowd = 0 if len(rows) >= CROWD else CROWD
        for atlas, part in self._by_size(rows, place.density):
            yield atlas, self._on_top(part, place, crowd)

    def _rings_by_size(self, place: Place) -> Iterator[tuple[MarkerAtlas, Integers, float]]:
        """Which points are ringed, and by which cell; only some of a crowd that are near to one another."""
        for marked, is_selected, crowd, apart in (
            # Rings on every one of a dense heap would hide the classes under solid black.
            (self._misclassified, False, RING_CROWD, RINGS_APART_PX),
            (self._selected, True, CROWD, HIDDEN_PX),
        ):
            rows = self._on_top(self._visible(marked[marked < len(self._x)], place), place, crowd, apart)
            if len(rows):
                for atlas, part in self._by_size(rows, place.density):
                    yield atlas, part, atlas.selected_cell if is_selected else atlas.misclassified_cell

    def _atlas_for(self, size: int, density: float) -> MarkerAtlas:
        atlas = self._atlases.get(size)
        if atlas is None or atlas.density != density:
            atlas = self._atlases[size] = MarkerAtlas(self._classes, self._look, density, SIZES_PX[size])
        return atlas

    def _place_markers(self, place: Place) -> None:
        """Map all points to device pixels and paint their markers."""
        self._pixels = _mapped(self._x, place)
        self._markers = place.empty()
        self._stamp_markers(np.arange(len(self._x)), place)
        self._rings = None

    def _stamp_markers(self, rows: Integers, place: Place) -> None:
        for atlas, part in self._markers_by_size(rows, place):
            cells = atlas.marker_cells(self._labels[part], self._is_test[part])
            _stamp(self._markers, atlas, self._pixels[part], cells, atlas.marker)

    def _painted_rings(self, place: Place) -> QPixmap:
        """The rings of all marked points that can be seen; a null pixmap where there are none."""
        rings = QPixmap()
        for atlas, rows, cell in self._rings_by_size(place):
            rings = place.empty() if rings.isNull() else rings
            _stamp(rings, atlas, self._pixels[rows], np.full(len(rows), cell), atlas.cell)
        return rings

    def _visible(self, rows: Integers, place: Place) -> Integers:
        """Those of the rows whose marker touches the picture."""
        margin = self._margin(place)
        x, y = self._pixels[rows, 0], self._pixels[rows, 1]  # column by column: NumPy is slow along short axes
        inside = (x > -margin) & (x < place.size[0] + margin) & (y > -margin) & (y < place.size[1] + margin)
        return rows if inside.all() else rows[inside]

    def _on_top(self, rows: Integers, place: Place, crowd: int = CROWD, apart_px: float = HIDDEN_PX) -> Integers:
        """Of a crowd of visible points the last one in each square of a grid: the others are hidden but for a hair."""
        if len(rows) < crowd:
            return rows
        margin, grid = self._margin(place), max(apart_px * self._look.scale * place.density, 1.0)
        column = ((self._pixels[rows, 0] + margin) / grid).astype(np.int64)
        line = ((self._pixels[rows, 1] + margin) / grid).astype(np.int64)
        spot = line * (int((place.size[0] + 2.0 * margin) / grid) + 1) + column
        last = np.empty(spot.max() + 1, dtype=np.int64)
        last[spot] = np.arange(len(rows))  # of several at one spot, the last one stays
        return np.asarray(rows[last[spot] == np.arange(len(rows))])

    def _around(self, x: Floats, place: Place) -> QRectF:
        """What the markers of these points (M, 2), at least one, cover: in the units of the plane."""
        margin = self._margin(place) / np.abs(place.scale)
        (left, low), (right, high) = x.min(axis=0) - margin, x.max(axis=0) + margin
        return QRectF(left, low, right - left, high - low)

    def _margin(self, place: Place) -> float:
        """How far outside a marker may lie and still be seen in part, in device pixels."""
        return LARGEST_PX * self._look.scale * place.density


def _mapped(x: Floats, place: Place) -> Floats:
    return np.asarray(np.rint(x * place.scale + place.origin))


def _stamp(pixmap: QPixmap, atlas: MarkerAtlas, centers: Floats, cells: Floats, side: int) -> None:
    """Copy the middle of a cell of the atlas to each center (M, 2); all in device pixels."""
    if not len(centers):
        return
    rim = (atlas.cell - side) / 2
    # The layout of Qt's QPainter::PixmapFragment: x, y, source (left, top, width, height), scale x, y, turn, opacity.
    fragments = np.empty((len(centers), 10))
    fragments[:, 0:2] = centers
    fragments[:, 2] = cells + rim
    fragments[:, 3:] = (rim, side, side, 1.0, 1.0, 0.0, 1.0)
    pixmap.setDevicePixelRatio(1.0)
    painter = QPainter(pixmap)
    first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), atlas.pixmap)  # type: ignore[arg-type]
    painter.end()
