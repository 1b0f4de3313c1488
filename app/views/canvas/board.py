"""What the tools draw on: the document's points, seen through the slice of space and the visible range."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.document import Document, Edit
from app.drawing import Drawing
from app.session.arrays import Floats, Integers, Points
from app.session.edits.points import (
    add_points,
    delete_points,
    duplicate_points,
    move_points,
    relabel_points,
    revalue_points,
)
from app.session.slice import Slice
from app.views.canvas.projection import Projection
from app.views.canvas.selection import Selection
from app.views.editing import refusal

REACH_PX = 12.0  # how far from a point's center a press still means it


class Board:
    """Looks points up by pixel, and edits them: all edits between begin() and end() are one step of undo.

    slice: which plane of space is on the axes. notice is called with the sentence of an edit that could not be done.
    """

    def __init__(
        self,
        document: Document,
        drawing: Drawing,
        selection: Selection,
        plane_slice: Callable[[], Slice],
        projection: Callable[[], Projection],
        scale: Callable[[], float],
        notice: Callable[[str], None],
    ) -> None:
        self.document, self.drawing, self.selection = document, drawing, selection
        self._slice, self._projection, self._scale, self._notice = plane_slice, projection, scale, notice
        self._placed: tuple[Points, Slice, Floats] | None = None
        self._gesture: object | None = None
        self.is_editing = False  # whether a change of the session that is heard of now is the board's own

    # Looking

    @property
    def projection(self) -> Projection:
        return self._projection()

    @property
    def slice(self) -> Slice:
        return self._slice()

    @property
    def points(self) -> Points:
        return self.document.session.data.points

    def pixels(self, design_px: float) -> float:
        """Design pixels at the present scale."""
        return design_px * self._scale()

    def places(self) -> Floats:
        """All points in pixels: (N, 2)."""
        points, shown = self.points, self.slice
        if self._placed is None or self._placed[0] is not points or self._placed[1] != shown:
            self._placed = points, shown, shown.places(points)
        return self.projection.to_pixels(self._placed[2])

    def nearest(self, pixel: Floats) -> int | None:
        """The row of the point at a pixel (2,), if there is one within reach; the topmost of several."""
        if not len(self.points):
            return None
        offset = self.places() - pixel
        distance = np.einsum("nd,nd->n", offset, offset)  # quicker than a sum along so short an axis
        row = len(distance) - 1 - int(np.argmin(distance[::-1]))
        return row if distance[row] <= self.pixels(REACH_PX) ** 2 else None

    def near_line(self, start: Floats, end: Floats, radius: float) -> Integers:
        """The rows of all points within a radius of the way from one pixel (2,) to another."""
        way = end - start
        at = self.places() - start
        share = np.clip(at @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
        return np.flatnonzero(((at - share[:, None] * way) ** 2).sum(axis=1) <= radius**2)

    def inside(self, corner: Floats, opposite: Floats) -> Integers:
        """The rows of all points in a rectangle of pixels."""
        low, high = np.minimum(corner, opposite), np.maximum(corner, opposite)
        places = self.places()
        return np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))

    # Editing

    def begin(self) -> None:
        """A gesture begins."""
        self._gesture = object()

    def end(self) -> None:
        """The gesture is done."""
        self._gesture = None

    def cancel(self) -> None:
        """Take back what the gesture has done."""
        if self._gesture is not None:
            self.is_editing = True
            self.document.cancel(self._gesture)
            self.is_editing = False
        self.end()

    def add(self, pixels: Floats, text: str) -> bool:
        """Add points of the drawing's class or value at pixels (M, 2). Returns whether it could be done."""
        places = self.projection.to_plane(pixels)
        x = self.slice.to_space(places)
        values = places[:, 1] if self.slice.has_value else self.drawing.value
        label, as_test = self.drawing.label, self.drawing.as_test
        return self.edit(text, lambda session: add_points(session, x, label, is_test=as_test, values=values))

    def move(self, rows: Integers, pixels: Floats, gesture: object | None = None) -> bool:
        """Move points by so many pixels (2,)."""
        offset, value_offset = self._offset(pixels)
        text = "Move point" if len(rows) == 1 else "Move points"
        return self.edit(text, lambda session: move_points(session, rows, offset, value_offset), gesture)

    def delete(self, rows: Integers, text: str) -> bool:
        """Delete points."""
        return self.edit(text, lambda session: delete_points(session, rows))

    def relabel(self, rows: Integers) -> bool:
        """Give points the class, or the value, in hand."""
        label, value = self.drawing.label, self.drawing.value
        if self.points.values is not None:
            return self.edit("Change value", lambda session: revalue_points(session, rows, value))
        return self.edit("Change class", lambda session: relabel_points(session, rows, label))

    def duplicate(self, rows: Integers, pixels: Floats) -> bool:
        """Copy points, the copies so many pixels (2,) beside them, and select the copies."""
        (offset, value_offset), before = self._offset(pixels), len(self.points)
        text = "Duplicate point" if len(rows) == 1 else "Duplicate points"
        done = self.edit(text, lambda session: duplicate_points(session, rows, offset, value_offset))
        if done:
            self.selection.set(np.arange(before, len(self.points)))
        return done

    def edit(self, text: str, edit: Edit, gesture: object | None = None) -> bool:
        """Apply an edit; a sentence says why where it can't be done. Returns whether it could."""
        self.is_editing = True
        try:
            sentence = refusal(self.document, text, edit, self._gesture if gesture is None else gesture)
        finally:
            self.is_editing = False
        if sentence:
            self._notice(sentence)
        return not sentence

    def _offset(self, pixels: Floats) -> tuple[Floats, float]:
        """What moving by so many pixels (2,) changes: in space (D,), and in the value."""
        return self.slice.offset_in_space(pixels * self.projection.per_pixel * (1.0, -1.0))
