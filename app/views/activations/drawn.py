"""What the activation plot draws: the curve, and others to compare it with. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from app.session.arrays import Booleans, Floats, Integers
from app.training.lenses.layer import FLAT, LayerAnswer
from app.training.lenses.point_loss import PointLossAnswer
from app.training.lenses.slopes import curve
from app.training.lenses.sums import OnCurve
from app.views.activations.words import LOSS_POSITIONS, POSITION_TITLE, POSITION_TITLES, SLOPE_TITLE, symbol
from nncore import ACTIVATIONS, NORMALIZERS

MOST_DOTS = 1000  # more points than that are only counted
Role = Literal["own", "steeper", "other", "class"]
Range = tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """What else to draw: other, a key of ACTIVATIONS or "" for nothing; factor k, which steepens the smooth one."""

    other: str = ""
    factor: float = 1.0


@dataclass(frozen=True)
class Curve:
    """A function over positions at (G,): value, and slope."""

    name: str
    role: Role
    at: Floats
    value: Floats
    slope: Floats


@dataclass(frozen=True)
class Picture:
    """Curves over one range of positions, those that matter most last.

    flat: the ranges where hardly anything is learned; x_title, slope_title: what stands at the axis, and above the
    derivatives.
    """

    range: Range
    curves: tuple[Curve, ...]
    flat: tuple[Range, ...]
    x_title: str
    slope_title: str


@dataclass(frozen=True)
class Dots:
    """Points to draw on the curve, all with one color: (M,) each. color: of a class, or of a neuron of the layer."""

    color_of: Literal["class", "neuron"]
    number: int
    at: Floats
    value: Floats
    slope: Floats


def layer_picture(answer: LayerAnswer, comparison: Comparison) -> Picture:
    """A layer's activation, and what it is compared with."""
    flat = tuple(flat_parts(answer))
    slope_title = SLOPE_TITLE
    if answer.steepest == 0.0:
        slope_title += " = 0"
    elif flat:
        slope_title += ", gray where it is below 1 % of its maximum"
    x_title = POSITION_TITLES.get(answer.kind, POSITION_TITLE)
    return Picture(answer.range, curves_of(answer, comparison), flat, x_title, slope_title)


def loss_picture(answer: PointLossAnswer, names: tuple[str, ...]) -> Picture:
    """The loss of a point: one curve for each class, or one for all; names: of the curves."""
    curves = tuple(
        Curve(name, "class" if label >= 0 else "own", answer.at, value, slope)
        for name, label, value, slope in zip(names, answer.classes, answer.value, answer.slope, strict=True)
    )
    over = LOSS_POSITIONS[answer.form or "z"]
    return Picture(answer.range, curves, (), over.title, f"derivative ∂L/∂{over.symbol}")


def curves_of(answer: LayerAnswer, comparison: Comparison) -> tuple[Curve, ...]:
    """The curve of the layer, last, and before it what it is compared with.

    With a factor, f(kz) is drawn: of the layer's own curve where it is compared with the sign, which is as steep as can
    be, else of the other one.
    """
    own = Curve(symbol(answer.kind), "own", answer.at, answer.value, answer.slope)
    if not comparison.other:
        return (own,)
    is_own = comparison.other == "sign"
    curves = [own]
    if is_own:
        curves.insert(0, _curve("sign", 1.0, "other", answer.at))
    if comparison.factor != 1.0 or not is_own:
        kind = answer.kind if is_own else comparison.other
        curves.insert(0, _curve(kind, comparison.factor, "steeper" if is_own else "other", answer.at))
    return tuple(curves)


def _curve(kind: str, factor: float, role: Role, at: Floats) -> Curve:
    """f(kz) and its derivative k f′(kz)."""
    value, slope = curve((ACTIVATIONS | NORMALIZERS)[kind](), factor * at)
    return Curve(symbol(kind, factor), role, at, value, factor * slope)


def dots_of(answer: LayerAnswer, unit: int | None) -> tuple[Dots, ...]:
    """The points on the curve: of one neuron by class, of all by neuron; none where there are too many."""
    points = answer.points
    if points is None or (unit is None and points.at.size > MOST_DOTS):
        return ()
    if unit is None:
        return tuple(_dots("neuron", number, points, (slice(None), number)) for number in range(points.at.shape[1]))
    labels = np.unique(points.labels).tolist()
    return tuple(_dots("class", label, points, (points.labels == label, unit)) for label in labels)


def loss_dots(answer: PointLossAnswer) -> tuple[Dots, ...]:
    """The points on the curves of the loss, by class; none where there are too many."""
    points = answer.points
    if points is None:
        return ()
    return tuple(_dots("class", label, points, points.labels == label) for label in np.unique(points.labels).tolist())


def ring_of(points: OnCurve | None, row: int | None, unit: int | None = None) -> Dots | None:
    """The training point with this number on the curve, at one neuron or at all; None where it is not given."""
    if points is None or row is None or row not in points.rows:
        return None
    place = points.rows == row
    return _dots("class", 0, points, place if unit is None else (place, unit))


def _dots(color_of: Literal["class", "neuron"], number: int, points: OnCurve, chosen: Any) -> Dots:
    at, value, slope = (np.ravel(values[chosen]) for values in (points.at, points.value, points.slope))
    return Dots(color_of, number, at, value, slope)


def training_row(is_test: Booleans, sample: int | None) -> int | None:
    """A point's number among the training points, by its row in the data; None for a test point, or none."""
    if sample is None or not 0 <= sample < len(is_test) or is_test[sample]:
        return None
    return int(np.count_nonzero(~is_test[:sample]))


def density(counts: Integers) -> Floats:
    """(BINS,): how many points lie in each part of the range, of the highest of them."""
    return counts / max(int(counts.max(initial=0)), 1)


def flat_parts(answer: LayerAnswer) -> list[Range]:
    """Where |derivative| is below FLAT of its maximum: ranges of positions. None where it is 0 everywhere."""
    if answer.steepest == 0.0:
        return []
    flat = np.abs(answer.slope) < FLAT * answer.steepest
    ends = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(np.int8)))
    pairs = zip(ends[::2].tolist(), (ends[1::2] - 1).tolist(), strict=True)
    return [(float(answer.at[first]), float(answer.at[last])) for first, last in pairs if last > first]


def pieces(at: Floats, y: Floats) -> list[tuple[Floats, Floats]]:
    """The parts of a line that can be drawn: it is broken where it jumps, or is not finite."""
    step = (at[-1] - at[0]) / max(len(at) - 1, 1)
    jumps = (np.diff(at) < 1e-3 * step) & (np.abs(np.diff(y)) > 0.1 * (np.ptp(y[np.isfinite(y)]) if len(y) else 1.0))
    finite = np.isfinite(y)
    cuts = np.flatnonzero(jumps | ~finite[1:] | ~finite[:-1]) + 1
    parts = zip(np.split(at, cuts), np.split(y, cuts), strict=True)
    return [(x, part) for x, part in parts if len(x) > 1 and np.isfinite(part).all()]


def span(curves: tuple[Curve, ...], what: Literal["value", "slope"]) -> Range:
    """The range that all curves need, with a little air."""
    values = np.concatenate([getattr(curve, what) for curve in curves])
    values = values[np.isfinite(values)]
    low, high = min(float(values.min(initial=0.0)), 0.0), float(values.max(initial=0.0))
    if high - low < 1e-12:
        low, high = -0.5, 1.0
    air = 0.08 * (high - low)
    return low - air, high + air
