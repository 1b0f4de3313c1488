"""What to show of data before anybody has looked around."""

from __future__ import annotations

from app.session.schema import Data
from app.views.canvas.plane import LINE_RANGE, are_plain
from app.views.canvas.projection import Range, Ranges
from nncore import DATASETS

PLAIN_RANGE: Range = (-6.0, 6.0)
SCALES = 2.0  # of a feature, to both sides of its center


def usual_ranges(data: Data) -> Ranges:
    """The ranges of the data set that the points came from; else what the features' centers and scales suggest."""
    ranges: tuple[Range, ...] = ()
    if data.source is not None:
        ranges = DATASETS[data.source.name].ranges
    if len(ranges) != len(data.features):
        ranges = tuple(
            PLAIN_RANGE
            if are_plain((feature,))
            else (feature.center - SCALES * feature.scale, feature.center + SCALES * feature.scale)
            for feature in data.features
        )
    return ranges[0], ranges[1] if len(ranges) > 1 else LINE_RANGE
