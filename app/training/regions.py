"""The picture of the plane: what the network answers everywhere that can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.session.arrays import Floats, frozen
from app.session.schema import ShowName
from app.session.slice import Slice
from app.training.contours import zero_contour
from app.training.predictor import Answer, Predictor

LEVELS = 256
VALUE_REACH = 2.0  # scales of the target to both sides of its center: where the colors of values end
SURE = 0.8 * (LEVELS - 1)  # the level of every region where only the class is shown
BLOCK_CELLS = 32_768  # computed at a time

Table = Literal["classes", "ramp", "values"]
ShownName = ShowName | Literal["value"]
TABLES: dict[ShowName, Table] = {
    "class": "classes",
    "probability": "classes",
    "one-class": "classes",
    "confidence": "ramp",
    "entropy": "ramp",
}


@dataclass(frozen=True)
class RegionsRequest:
    """Which part of the plane, how finely, and what of the answer.

    slice: which plane of the input space; None: the first two coordinates.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    width: int
    height: int
    show: ShowName
    one_class: int = 0
    border: bool = True
    slice: Slice | None = None


@dataclass(frozen=True)
class Regions:
    """A picture of the plane, without colors (those are the theme's).

    index (height, width) uint16, bottom row first: class * 256 + level where table is "classes", else the level.
    border (M, 2, 2): line pieces in the units of the axes. shown: what the picture really shows ("class" where
    the output has no probabilities, "value" where there are no classes).
    """

    request: RegionsRequest
    shown: ShownName
    table: Table
    index: np.ndarray[tuple[int, int], np.dtype[np.uint16]]
    border: Floats


class RegionsPainter:
    """Computes regions for one predictor.

    Keeps the grid's inputs while small requests stay the same, and the newest picture while all does: at rest a frame
    may be asked for again.
    """

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._place: tuple[object, ...] = ()
        self._inputs: Floats = np.empty((0, 0))
        self._newest: tuple[Floats, Regions] | None = None

    def regions(self, request: RegionsRequest, parameters: Floats) -> Regions:
        """The picture for these parameters (P,)."""
        if self._newest and self._newest[1].request == request and np.array_equal(self._newest[0], parameters):
            return self._newest[1]
        picture = self._paint(request, parameters)
        self._newest = parameters.copy(), picture
        return picture

    def _paint(self, request: RegionsRequest, parameters: Floats) -> Regions:
        height = request.height if len(self._predictor.features) > 1 else 1
        index = np.empty((height, request.width), dtype=np.uint16)
        margins: Floats | None = None
        shown: ShownName = request.show
        table: Table = TABLES[request.show]
        # Some rows of the picture at a time: a fine picture then needs no more memory than a coarse one.
        for rows in _blocks(height, request.width):
            answer = self._predictor.answer(self._inputs_of(request, height, rows), parameters)
            shown, table, part = picture(answer, request.show, request.one_class)
            index[rows] = part.reshape(-1, request.width)
            if request.border and self._predictor.n_classes:
                fields = margins_of(answer, self._predictor.output.name, self._predictor.n_classes)
                if margins is None:
                    margins = np.empty((len(fields), height, request.width))
                for field, values in zip(margins, fields, strict=True):
                    field[rows] = values.reshape(-1, request.width)
        border = np.empty((0, 2, 2)) if margins is None else border_of(margins, request.x_range, request.y_range)
        return Regions(request, shown, table, frozen(index), frozen(border))

    def _inputs_of(self, request: RegionsRequest, height: int, rows: slice) -> Floats:
        """What the network is given in the cells of these rows."""
        place = (request.x_range, request.y_range, request.width, height, request.slice)
        if height * request.width > BLOCK_CELLS:
            return self._predictor.inputs(self._grid(request, height, rows))
        if place != self._place:
            self._inputs = self._predictor.inputs(self._grid(request, height, rows))
            self._place = place
        return self._inputs

    def _grid(self, request: RegionsRequest, height: int, rows: slice) -> Floats:
        """The centers of the picture's cells in these rows, row by row from the bottom: (cells, D)."""
        plane = request.slice
        if plane is None or plane.dimensions != len(self._predictor.features):  # asked for before the data changed
            plane = self._predictor.plain_slice
        x = _centers(request.x_range, request.width)
        y = np.zeros(1) if plane.is_line else _centers(request.y_range, height)[rows]
        return plane.to_space(np.stack([part.ravel() for part in np.meshgrid(x, y)], axis=1))


def _blocks(height: int, width: int) -> Iterator[slice]:
    """Slices of rows that together are the picture, each of about BLOCK_CELLS cells at the most."""
    rows = max(1, BLOCK_CELLS // width)
    for start in range(0, height, rows):
        yield slice(start, min(start + rows, height))


def picture(
    answer: Answer, show: ShowName, one_class: int
) -> tuple[ShownName, Table, np.ndarray[tuple[int], np.dtype[np.uint16]]]:
    """What to show of an answer: the view that is possible, its color table, and an index into it for each sample."""
    if answer.is_value:
        return "value", "values", value_level(answer.prediction[:, 0])
    p = answer.probabilities
    if p is None or show == "class":
        return "class", "classes", (answer.classes * LEVELS + int(SURE)).astype(np.uint16)
    if show == "one-class":
        one_class = min(one_class, p.shape[1] - 1)  # the request may be older than the removal of a class
        return show, "classes", (one_class * LEVELS + _level(p[:, one_class])).astype(np.uint16)
    if show == "entropy":
        return show, "ramp", _level(entropy_bits(p) / np.log2(p.shape[1]))
    best, second = _two_largest(p)
    if show == "confidence":
        return show, "ramp", _level(best - second)
    chance = 1.0 / p.shape[1]
    return show, "classes", (answer.classes * LEVELS + _level((best - chance) / (1.0 - chance))).astype(np.uint16)


def value_level(standardized: Floats) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    """Where values (N,), in scales of the target from its center, lie among the LEVELS colors of values."""
    return _level(0.5 + 0.5 * np.nan_to_num(standardized) / VALUE_REACH)


def entropy_bits(p: Floats) -> Floats:
    """Entropy −Σ p log₂ p of each row (N, K) in bits, with 0 log 0 = 0."""
    columns = np.ascontiguousarray(p.T)
    logarithm = np.log2(columns, out=np.zeros_like(columns), where=columns > 0.0)
    return np.asarray(-(columns * logarithm).sum(axis=0))


def _level(share: Floats) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    level = share * (LEVELS - 1)
    np.clip(np.rint(level, out=level), 0, LEVELS - 1, out=level)
    return level.astype(np.uint16)


def _centers(span: tuple[float, float], count: int) -> Floats:
    low, high = span
    return np.asarray(low + (np.arange(count) + 0.5) * ((high - low) / count), dtype=np.float64)


def border_of(margins: Floats, x_range: tuple[float, float], y_range: tuple[float, float]) -> Floats:
    """Where the decision changes, in the units of the axes: (M, 2, 2). margins (fields, height, width)."""
    height, width = margins.shape[1:]
    if height == 1:  # one input: a change of the answer is a vertical line
        columns = [_zeros_along(field[0]) for field in margins]
        pieces = [np.array([[[at, -0.5], [at, 0.5]] for at in found]).reshape(-1, 2, 2) for found in columns]
    else:
        pieces = [zero_contour(field) for field in margins]
    lines = np.concatenate(pieces) if pieces else np.empty((0, 2, 2))
    (x0, x1), (y0, y1) = x_range, y_range
    lines[..., 0] = x0 + (lines[..., 0] + 0.5) * ((x1 - x0) / width)
    lines[..., 1] = y0 + (lines[..., 1] + 0.5) * ((y1 - y0) / height)
    return lines


def margins_of(answer: Answer, kind: str, n_classes: int) -> list[Floats]:
    """Functions of the raw outputs (N, O) of an output of this kind whose zeros are the borders between the classes."""
    outputs = answer.outputs
    if kind in ("sign", "sigmoid"):
        return [_signed(outputs[:, 0], answer.classes == 1)]
    if kind == "class-number":
        return [outputs[:, 0] - (k + 0.5) for k in range(n_classes - 1)]
    # A border between two classes is found from either; the last class therefore needs no field of its own.
    best, second = _two_largest(outputs)
    columns = np.ascontiguousarray(outputs.T)[:-1]
    return [
        _signed(column - np.where(column == best, second, best), answer.classes == k)
        for k, column in enumerate(columns)
    ]


def _signed(margin: Floats, is_won: NDArray[np.bool_]) -> Floats:
    """The margin with the sign of the decision, also where outputs tie: dead units give ties over whole areas."""
    tiny = np.finfo(np.float64).tiny
    return np.where(is_won, np.maximum(margin, tiny), np.minimum(margin, -tiny))


def _two_largest(values: Floats) -> tuple[Floats, Floats]:
    """The largest and the second largest number of each row (N, K), K at least 2.

    Column by column: NumPy's own reductions over short rows take ten times as long.
    """
    first, other, *more = np.ascontiguousarray(values.T)
    best, second = np.maximum(first, other), np.minimum(first, other)
    for column in more:
        np.maximum(second, np.minimum(best, column), out=second)
        np.maximum(best, column, out=best)
    return best, second


def _zeros_along(values: Floats) -> Floats:
    """Where a sampled function of one variable crosses zero, in sample positions."""
    at = np.flatnonzero((values[:-1] > 0.0) != (values[1:] > 0.0))
    return np.asarray(at + values[at] / (values[at] - values[at + 1]))
