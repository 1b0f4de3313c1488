"""What to show of data before anybody has looked around."""

from __future__ import annotations

from app.session.schema import Data, Feature, View
from app.session.slice import Slice
from nncore import DATASETS

Range = tuple[float, float]
Ranges = tuple[Range, Range]

LINE_RANGE: Range = (-1.0, 1.0)  # what y shows where the data has one feature only
PLAIN_RANGE: Range = (-6.0, 6.0)
COMPONENT_RANGE: Range = (-3.0, 3.0)  # standard deviations
SCALES = 2.0  # of a feature, to both sides of its center


def are_plain(features: tuple[Feature, ...]) -> bool:
    """Whether the features are mere coordinates, without units of their own."""
    return all(feature.center == 0.0 and feature.scale == 1.0 for feature in features)


def shown_ranges(data: Data, plane: Slice, view: View) -> Ranges:
    """The ranges that somebody has gone to, or else the usual ones."""
    return view.ranges or usual_ranges(data, plane)


def usual_ranges(data: Data, plane: Slice) -> Ranges:
    """The ranges of the data set that the points came from; else what the features' centers and scales suggest."""
    _, up = plane.features
    if plane.axes is None:
        return COMPONENT_RANGE, COMPONENT_RANGE
    kind = DATASETS[data.source.name] if data.source is not None else None
    ranges = list(kind.ranges) if kind is not None else []
    if len(ranges) != len(data.features):
        ranges = [_suggested(feature) for feature in data.features]
    if not plane.is_line:
        return ranges[plane.axes[0]], ranges[plane.axes[1]]
    if not plane.has_value or up is None:
        return ranges[0], LINE_RANGE
    return ranges[0], kind.value.range if kind is not None and kind.value is not None else _suggested(up)


def _suggested(feature: Feature) -> Range:
    if are_plain((feature,)):
        return PLAIN_RANGE
    return feature.center - SCALES * feature.scale, feature.center + SCALES * feature.scale
