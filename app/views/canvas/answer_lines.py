"""With one input, the answer as a curve over it: what the canvas asks for, and what the upright axis then means."""

from __future__ import annotations

import math

from app.look.look import Look
from app.session.schema import Data, Output, View
from app.session.slice import Slice
from app.training.frames import Frame
from app.training.lenses.answer_curve import AnswerCurve, AnswerCurveRequest
from app.views.canvas.curves_item import CurvesItem
from app.views.canvas.plane import Plane
from app.views.canvas.projection import Projection, Range

COUNT = 601  # places of the curve
REACH = 0.5  # of the visible range, to both sides of it: so much can be panned before another curve is needed
MARGIN = 0.12  # of the answer's range, above and below
SHRINK = 0.4  # a curve that takes less of its range than this gets a smaller one


class AnswerLines:
    """Asks for the curve of the visible range and shows the newest one.

    Attributes: item; request (None while there is none to be seen).
    """

    def __init__(self, plane: Plane, look: Look) -> None:
        self._plane = plane
        self.item = CurvesItem(look)
        plane.plotItem.getViewBox().addItem(self.item, ignoreBounds=True)
        self.request: AnswerCurveRequest | None = None
        self._scores: Range = (0.0, 1.0)  # what outputs without bounds have shown so far

    def look_at(self, projection: Projection | None, view: View, plane: Slice) -> bool:
        """What is visible now (None: nothing). Returns whether another curve is asked for."""
        before = self.request
        if projection is None or not plane.is_line:
            self.request = None
        else:
            low, high = projection.x_range
            parts = view.contributions and plane.has_value
            if before is None or before.parts != parts or not _covers(before.x_range, (low, high)):
                rim = REACH * (high - low)
                self.request = AnswerCurveRequest((low - rim, high + rim), COUNT, parts)
        return self.request != before

    def show_frame(self, frame: Frame, run: int, data: Data) -> None:
        """Show the curve of a run of a frame, as far as it belongs to this data."""
        curve = frame.answer(AnswerCurve) if frame.shown == run else None
        is_of_this = frame.session.data.features == data.features and frame.session.data.classes == data.classes
        if curve is not None and is_of_this:
            self.item.show_curve(curve, data.classes)

    def clear(self) -> None:
        """Nothing of other data is to be seen any more."""
        self.item.show_curve(None, ())
        self._scores = (0.0, 1.0)

    def show_axis(self, output: Output, data: Data, plane: Slice) -> None:
        """Say what is upright where the points lie on a line."""
        if not plane.is_line or plane.has_value:
            return
        title, span = self._axis(output, data)
        margin = MARGIN * (span[1] - span[0])
        self._plane.show_answer(title, (span[0] - margin, span[1] + margin))

    def _axis(self, output: Output, data: Data) -> tuple[str, Range]:
        if output.kind == "sigmoid":
            return f"ŷ = p({data.classes[1].name})", (0.0, 1.0)
        if output.kind == "sign":
            return "ŷ, the sign", (-1.0, 1.0)
        if output.kind == "class-number":
            return "ŷ, the class number", (0.0, len(data.classes) - 1.0)
        if output.normalizer == "softmax":
            return "ŷ = p of each class", (0.0, 1.0)
        if output.normalizer == "unit-norm":
            return "ŷ of each class", (-1.0, 1.0)
        return "ŷ of each class", self._range_of_scores()

    def _range_of_scores(self) -> Range:
        """A range of round numbers that holds the curves; it stays as long as they fill it well."""
        curve = self.item.curve
        if curve is None or not curve.answers.size or not math.isfinite(float(abs(curve.answers).max())):
            return self._scores
        low, high = min(float(curve.answers.min()), 0.0), max(float(curve.answers.max()), 1.0)
        fills = (high - low) >= SHRINK * (self._scores[1] - self._scores[0])
        if low < self._scores[0] or high > self._scores[1] or not fills:
            self._scores = (-_round_up(-low), _round_up(high))
        return self._scores


def _covers(have: Range, visible: Range) -> bool:
    """Whether a curve over one range is good for the visible one: it reaches to its ends, and is fine enough."""
    return have[0] <= visible[0] and visible[1] <= have[1] and have[1] - have[0] <= 6.0 * (visible[1] - visible[0])


def _round_up(size: float) -> float:
    """The least of 1, 2, 5, 10, … that is not smaller; 0 for next to nothing."""
    if size < 0.02:
        return 0.0
    magnitude = 10.0 ** math.floor(math.log10(size))
    return next(factor * magnitude for factor in (1.0, 2.0, 5.0, 10.0) if factor * magnitude >= size * 0.999)
