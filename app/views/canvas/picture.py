"""What is painted on the plane: regions, border, points and rings, from the document and the newest frame."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from app.look.look import Look
from app.session.arrays import Floats, Integers
from app.session.schema import Data
from app.session.slice import Slice
from app.training.frames import Evaluation, Frame
from app.training.regions import LEVELS, Regions, value_level
from app.views.canvas.answer_lines import AnswerLines
from app.views.canvas.loss_sizes import sizes_for
from app.views.canvas.marker_atlas import PLAIN_MARKER, VALUE_MARKERS
from app.views.canvas.marks_item import MarksItem
from app.views.canvas.plane import Plane
from app.views.canvas.points_change import carried, carried_sizes
from app.views.canvas.points_item import NO_ROWS, PointsItem
from app.views.canvas.projection import Projection
from app.views.canvas.regions_item import BorderItem, RegionsItem

QUIET = 0.45  # the opacity of regions behind a curve


class Picture:
    """The items on the plane, from back to front, and what they show.

    Attribute: answer_lines (the answer as a curve, where there is one input).
    """

    def __init__(self, plane: Plane, look: Look) -> None:
        self._look = look
        self._regions, self._border = RegionsItem(), BorderItem()
        self._points, self._marks = PointsItem(look), MarksItem(look)
        box = plane.plotItem.getViewBox()
        box.addItem(self._regions, ignoreBounds=True)
        box.addItem(self._border, ignoreBounds=True)
        self.answer_lines = AnswerLines(plane, look)
        box.addItem(self._points, ignoreBounds=True)
        plane.scene().addItem(self._marks)
        self._class_colors: list[str] = []
        self._evaluation: Evaluation | None = None
        self._misclassified: Integers = NO_ROWS
        self._rings_misclassified = True
        self._sizes: Integers = NO_ROWS
        self._sizes_by_loss = False
        self.restyle()

    @property
    def regions(self) -> Regions | None:
        """The picture that is shown."""
        return self._regions.regions

    @property
    def misclassified(self) -> Integers:
        """The rows of the points that are ringed."""
        return self._misclassified if self._rings_misclassified else NO_ROWS

    def clear(self) -> None:
        """Nothing of another session is to be seen any more."""
        self._evaluation, self._misclassified, self._sizes = None, NO_ROWS, NO_ROWS
        self._regions.show_regions(None, (), self._look.theme)
        self._border.show_pieces(np.empty((0, 2, 2)))
        self.answer_lines.clear()

    def show_data(self, data: Data, plane: Slice, places: Integers | None = None) -> None:
        """Show these points. places: for each point of before its row now, so that rings and sizes stay until
        the next frame; None where they are the same points, or clear() was called.
        """
        if plane.has_value and self.regions is not None:  # the picture of other data
            self._regions.show_regions(None, (), self._look.theme)
            self._border.show_pieces(np.empty((0, 2, 2)))
        if not plane.is_line:
            self.answer_lines.clear()
        self._regions.setOpacity(QUIET if plane.is_line else 1.0)
        # A curve among the points that it is to follow must not be hidden by them.
        self.answer_lines.item.setZValue(1.0 if plane.has_value else 0.0)
        if places is not None:
            self._misclassified = carried(self._misclassified, places)
            self._sizes = carried_sizes(self._sizes, places, len(data.points))
        points, numbers = data.points, marker_numbers(data, plane)
        self._points.show_points(plane.places(points), numbers, points.is_test, data.classes, self._sizes)
        self._points.set_misclassified(self.misclassified)

    def show_frame(self, frame: Frame, run: int, data: Data) -> bool:
        """Show a run of a frame, as far as it belongs to this data. Returns whether there are new regions."""
        is_new = frame.regions is not None and frame.shown == run and frame.regions is not self.regions
        if is_new and frame.regions is not None:
            self._class_colors = [info.color for info in frame.session.data.classes]
            self._regions.show_regions(frame.regions, self._class_colors, self._look.theme)
            self._border.show_pieces(frame.regions.border)
        self.answer_lines.show_frame(frame, run, data)
        evaluation, points = frame.seen(run).evaluation, frame.session.data.points
        if points is data.points and evaluation is not self._evaluation:
            self._evaluation = evaluation
            wrong = NO_ROWS if evaluation is None else np.flatnonzero(evaluation.predicted != points.labels)
            self._misclassified = wrong
            self._points.set_misclassified(self.misclassified)
            has_sizes = self._sizes_by_loss and evaluation is not None
            self._sizes = sizes_for(evaluation.losses(points.is_test)) if has_sizes else NO_ROWS
            self._points.set_sizes(self._sizes)
        return is_new

    def show_rings(self, misclassified: bool) -> None:
        """Ring the misclassified points, or don't."""
        self._rings_misclassified = misclassified
        self._points.set_misclassified(self.misclassified)

    def show_sizes(self, by_loss: bool) -> None:
        """Show every point as large as its loss, or all alike: from the next frame shown, be it the last one again."""
        if by_loss != self._sizes_by_loss:
            self._sizes_by_loss, self._evaluation = by_loss, None

    def show_selected(self, rows: Integers) -> None:
        """Highlight the selected points."""
        self._points.set_selected(rows)

    def show_marks(self, disc: tuple[QPointF, float] | None, band: tuple[Floats, Floats] | None) -> None:
        """Show the outline of brush or eraser (center, radius) and the rubber band (two corners), in pixels."""
        rect = None
        if band is not None:
            rect = QRectF(*(QPointF(*corner.tolist()) for corner in band)).normalized()
        self._marks.show_marks(disc, rect)

    def project(self, projection: Projection) -> None:
        """Another part of the plane is visible; regions stay in their place until the next ones come."""
        (x0, x1), (y0, y1) = projection.x_range, projection.y_range
        for item in (self._points, self._border, self.answer_lines.item):
            item.set_rect(QRectF(x0, y0, x1 - x0, y1 - y0))

    def restyle(self) -> None:
        """The theme or the scale has changed."""
        self._border.set_pen(self._look.border_pen())
        self._points.restyle()
        self.answer_lines.item.restyle()
        if self.regions is not None:
            self._regions.show_regions(self.regions, self._class_colors, self._look.theme)


def marker_numbers(data: Data, plane: Slice) -> Integers:
    """Which marker of the atlas each point has, (N,): its class's, or that of its value."""
    values, target = data.points.values, data.target
    if values is None or target is None:
        return data.points.labels
    if plane.has_value:  # its height says it
        return np.full(len(values), PLAIN_MARKER)
    steps = value_level((values - target.center) / target.scale) * (VALUE_MARKERS - 1) / (LEVELS - 1)
    return np.rint(steps).astype(np.int64)
